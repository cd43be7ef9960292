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
#include <ATen/ops/zeros.h>

#include "inputs.hpp"
#include "launch.hpp"
#include "methods.hpp"
#include "other_commands.hpp"
#include <sdkt/base/fingerprint.hpp>
#include <sdkt/device/tf32_products.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/distributed/join.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/distributed/shares.hpp>
#include <sdkt/evaluate/evaluator.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/run/describe_run.hpp>
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

/// Images per batch. Batches are divided among processes as a whole: the bytes of a feature depend on its batch.
constexpr std::int64_t batch_size = 64;

/// Brings the features of several processes to the first one, a batch of each at a time.
class gathered_features {
 public:
  /// size: number of images. of_model: width and type of a feature.
  gathered_features(const distributed::processes& group, std::int64_t size, const clip::model& of_model)
      : group_{group},
        shares_{size, batch_size, group.size()},
        padded_BE_{at::zeros({batch_size, of_model.architecture().embedding_size},
                             of_model.weights().options().requires_grad(false))} {
    if (group.is_first()) features_NE_ = at::empty({size, padded_BE_.size(1)}, padded_BE_.options());
  }

  distributed::image_range own() const { return shares_.process(group_.rank(), group_.size()); }

  /// The next batch of this process.
  void add(const at::Tensor& part_BE) {
    padded_BE_.narrow(0, 0, part_BE.size(0)).copy_(part_BE);
    exchange();
  }

  /// Features [N, E] of all images in the first process, which has no fewer batches than any other; undefined in
  /// the others.
  at::Tensor finish() {
    const std::int64_t rounds = (shares_.process(0, group_.size()).count + batch_size - 1) / batch_size;
    while (round_ < rounds) exchange();
    return features_NE_;
  }

 private:
  void exchange() {
    const at::Tensor all = group_.group().all_gather(padded_BE_);
    for (int process = 0; group_.is_first() && process < group_.size(); ++process) {
      const distributed::image_range share = shares_.process(process, group_.size());
      const auto part = share.within({share.first + round_ * batch_size, batch_size});
      if (part.count > 0)
        features_NE_.narrow(0, part.first, part.count).copy_(all.select(0, process).narrow(0, 0, part.count));
    }
    ++round_;
  }

  const distributed::processes& group_;
  distributed::batch_shares shares_;
  at::Tensor padded_BE_;
  at::Tensor features_NE_;
  std::int64_t round_ = 0;
};

/// Calls visit(index of the first image, features) for every batch.
template <class Visit>
void embed_batches(const clip::model& model, const weight_views& weights, const std::vector<sample>& images,
                   const Visit& visit) {
  sdkt::detail::for_each_batch(images, compose::view_of(model), device::upload{at::kCPU}, batch_size,
                               {.threads = 2, .max_images = 256},
                               /*watch=*/{}, [&](std::int64_t first, const at::Tensor& pixels) {
                                 visit(first, model.encode_image(weights, pixels));
                               });
}

/// Features [N, E] of images; undefined in all processes but the first.
at::Tensor embed_images(const clip::model& model, const weight_views& weights,
                        const std::vector<sample>& images, const distributed::processes& group) {
  const auto size = static_cast<std::int64_t>(images.size());
  if (group.are_several()) {
    gathered_features gathered{group, size, model};
    const distributed::image_range own = gathered.own();
    embed_batches(model, weights, {images.begin() + own.first, images.begin() + own.end()},
                  [&](std::int64_t, const at::Tensor& part_BE) { gathered.add(part_BE); });
    return gathered.finish();
  }
  at::Tensor features_NE;
  embed_batches(model, weights, images, [&](std::int64_t first, const at::Tensor& part_BE) {
    if (first == 0) features_NE = at::empty({size, part_BE.size(1)}, part_BE.options());
    at::narrow(features_NE, 0, first, part_BE.size(0)).copy_(part_BE);
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

void embed_command(const embed_settings& given) {
  if (given.images.empty() && given.texts.empty()) {
    throw setting_error{"sdkt embed", "neither --images nor --texts is given", "give at least one of them"};
  }
  run_settings settings;
  settings.processes = given.processes;
  settings.threads = given.threads;
  settings.precision = given.precision;
  settings.device = "cpu";
  settings = settings_of_process(settings);
  if (starts_processes(settings)) return run_processes(settings, "start it again");
  const trainer_options options = resolved_options(settings, find_method(settings.method));
  if (options.threads > 0) at::set_num_threads(options.threads);
  const distributed::processes group = distributed::join(options);
  const device::tf32_products products{options.precision, at::kCPU};
  const at::NoGradGuard no_grad;
  const clip::model model = load_model(given.model, given.reading, !settings.is_first_process);
  const auto weights = view_weights(model.layout(), model.weights(), options.precision).frozen();
  reference_set images{std::vector<sample>{}};
  if (!given.images.empty()) {
    reference_options reading;
    reading.allow_outside = given.allow_outside;
    if (settings.is_first_process) reading.note = say_once;
    if (!given.data_root.empty()) reading.data_root = given.data_root;
    images = load_reference(std::filesystem::path{given.images}, reading);
  }
  if (group.are_several()) {
    sdkt::detail::fingerprint run;
    run.add(model.fingerprint()).add(given.precision).add(sdkt::detail::fingerprint_of(images.samples()));
    distributed::expect_same(group, run.hex());
  }
  std::vector<weights::named_tensor> tensors;
  if (!given.images.empty())
    tensors.push_back({"images", embed_images(model, weights, images.samples(), group)});
  if (group.are_several()) group.wait_for_all();
  if (!settings.is_first_process) return;
  if (!given.texts.empty()) {
    const std::vector<std::string> texts = texts_of(given.texts);
    say_differences(model, texts);
    tensors.push_back({"texts", step::encode_texts(model, weights, texts, at::kCPU)});
  }
  for (const auto& [name, tensor] : tensors) expect_finite(name, tensor);
  weights::write_safetensors(given.out, tensors);
  for (const auto& [name, tensor] : tensors) {
    std::printf("%s: %ld rows of %ld numbers\n", name.c_str(), static_cast<long>(tensor.size(0)),
                static_cast<long>(tensor.size(1)));
  }
}

}  // namespace sdkt::cli
