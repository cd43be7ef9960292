// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/all.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/logical_not.h>
#include <ATen/ops/narrow.h>

#include "inputs.hpp"
#include "other_commands.hpp"
#include <sdkt/device/tf32_products.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/evaluate/evaluator.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/run/task_passes.hpp>
#include <sdkt/weights/safetensors_write.hpp>

namespace sdkt::cli {

namespace {

/// The texts of a file. For .json and .tsv these are the texts that --reference-texts accepts; for any other
/// file every line, so that the rows of the result match the lines of the file.
std::vector<std::string> texts_of(const std::string& path) {
  const std::string suffix = sdkt::detail::lower_suffix(path);
  if (suffix == ".json" || suffix == ".tsv") return load_texts(path);
  const std::string text = file::read_utf8(path);
  std::vector<std::string> lines;
  std::size_t first = 0;
  while (first < text.size()) {
    const std::size_t end = std::min(text.find('\n', first), text.size());
    std::string line = text.substr(first, end - first);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(std::move(line));
    first = end + 1;
  }
  if (lines.empty()) throw data_error{path, "it has no lines", "write one text per line"};
  return lines;
}

at::Tensor embed_images(const clip::model& model, const weight_views& weights,
                        const std::vector<sample>& images) {
  at::Tensor features_NE;
  detail::for_each_batch(images, compose::view_of(model), device::upload{at::kCPU}, /*batch_size=*/64,
                         {.threads = 2, .max_images = 256},
                         /*watch=*/{}, [&](std::int64_t first, const at::Tensor& pixels) {
                           const at::Tensor part = model.encode_image(weights, pixels);
                           const auto size = static_cast<std::int64_t>(images.size());
                           if (first == 0) features_NE = at::empty({size, part.size(1)}, part.options());
                           at::narrow(features_NE, 0, first, part.size(0)).copy_(part);
                         });
  return features_NE;
}

/// Refuses features without a direction: the weights are finite, but too large or all 0.
void expect_finite(const std::string& name, const at::Tensor& features_NE) {
  const at::Tensor is_finite_N = features_NE.isfinite().all(1);
  if (is_finite_N.all().item<bool>()) return;
  const auto row = is_finite_N.logical_not().to(at::kInt).argmax().item<std::int64_t>();
  throw data_error{name + ", row " + std::to_string(row), "its features are not finite",
                   "the weights are damaged, all 0 or too large: use another copy of the model"};
}

}  // namespace

void embed_command(const embed_settings& settings) {
  if (settings.images.empty() && settings.texts.empty()) {
    throw setting_error{"sdkt embed", "neither --images nor --texts is given", "give at least one of them"};
  }
  if (settings.threads > 0) at::set_num_threads(settings.threads);
  const device::tf32_products products{precision_of(settings.precision), at::kCPU};
  const at::NoGradGuard no_grad;
  const clip::model model = load_model(settings.model, settings.reading);
  const auto weights =
      view_weights(model.layout(), model.weights(), precision_of(settings.precision)).frozen();
  std::vector<weights::named_tensor> tensors;
  if (!settings.images.empty()) {
    reference_options options;
    options.allow_outside = settings.allow_outside;
    options.note = say_once;
    if (!settings.data_root.empty()) options.data_root = settings.data_root;
    const reference_set images = load_reference(std::filesystem::path{settings.images}, options);
    tensors.push_back({"images", embed_images(model, weights, images.samples())});
  }
  if (!settings.texts.empty()) {
    const std::vector<std::string> texts = texts_of(settings.texts);
    say_differences(model, texts);
    tensors.push_back({"texts", step::encode_texts(model, weights, texts, at::kCPU)});
  }
  for (const auto& [name, tensor] : tensors) expect_finite(name, tensor);
  weights::write_safetensors(settings.out, tensors);
  for (const auto& [name, tensor] : tensors) {
    std::printf("%s: %ld rows of %ld numbers\n", name.c_str(), static_cast<long>(tensor.size(0)),
                static_cast<long>(tensor.size(1)));
  }
}

}  // namespace sdkt::cli
