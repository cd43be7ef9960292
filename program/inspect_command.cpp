// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/sum.h>

#include "inputs.hpp"
#include "other_commands.hpp"
#include "saved_classifier.hpp"
#include "tensor_list.hpp"
#include "view_lines.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/clip/load.hpp>
#include <sdkt/clip/tokenizer/text_form.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>
#include <sdkt/clip/view_report.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::cli {

namespace {

void print_tensors(const std::filesystem::path& path) {
  const tensor_list list = tensors_of(path);
  std::printf("names         %s, %zu tensors\n\n", list.convention.c_str(), list.tensors.size());
  std::size_t type = 0, shape = 0;
  for (const auto& tensor : list.tensors) {
    type = std::max(type, tensor.type.size());
    shape = std::max(shape, tensor.shape.size());
  }
  for (const auto& tensor : list.tensors) {
    std::printf("%-*s  %-*s  %s\n", static_cast<int>(type), tensor.type.c_str(), static_cast<int>(shape),
                tensor.shape.c_str(), tensor.name.c_str());
  }
}

/// The names of files without their folders: "a, b".
std::string names_of(const std::vector<std::filesystem::path>& files) {
  std::string names;
  for (const auto& file : files) names += (names.empty() ? "" : ", ") + file.filename().string();
  return detail::shown_text(names);
}

const char* words_of(clip::text_form form) {
  switch (form) {
    case clip::text_form::open_clip:
      return "repaired (quotes, ligatures, HTML), then split, as open_clip and OpenAI do";
    case clip::text_form::open_clip_own_words:
      return "repaired (quotes, ligatures, HTML) as by open_clip, then split as by transformers";
    case clip::text_form::hugging_face:
      break;
  }
  return "unchanged, split as by transformers";
}

/// Prints the number of weights that are not finite, and the first slice that has some.
void print_nonfinite(const clip::model& model) {
  std::int64_t count = 0;
  std::string first;
  for (const auto& slice : model.layout().slices()) {
    const at::Tensor values = view_slice(slice, model.weights());
    const auto bad = slice.numel - values.isfinite().sum().item<std::int64_t>();
    if (bad > 0 && first.empty()) first = slice.name;
    count += bad;
  }
  if (count > 0)
    std::printf("not finite    %ld numbers, the first in %s\n", static_cast<long>(count), first.c_str());
}

/// Prints how the files of a model were read.
void print_origin(const clip::model& model) {
  const clip::model_origin& origin = model.origin();
  std::printf("form          %s, by the names of its tensors%s\n", origin.form.c_str(),
              origin.configuration.empty() ? "; no configuration" : "");
  std::printf("files         %s\n", detail::one_line(origin.weights.string()).c_str());
  if (!origin.configuration.empty())
    std::printf("              with %s\n", names_of(origin.configuration).c_str());
  if (!origin.passed_over.empty()) std::printf("passed over   %s\n", names_of(origin.passed_over).c_str());
  if (!origin.prefix.empty())
    std::printf("prefix        \"%s\", removed from the names\n", detail::shown_text(origin.prefix).c_str());
  std::printf("vocabulary    %zu tokens, from %s\n", model.tokenizer().vocabulary_size(),
              detail::one_line(origin.vocabulary.string()).c_str());
  std::printf("texts         %s\n", words_of(model.tokenizer().form()));
  for (const std::string& assumption : origin.assumptions)
    std::printf("assumed       %s\n", detail::one_line(assumption).c_str());
}

void print_model(const inspect_settings& settings, const std::filesystem::path& place) {
  clip::view_report view;
  clip::load_options options = load_options_of(settings.reading);
  options.view = &view;
  const clip::model model = clip::load(place, options);
  const auto& numbers = model.architecture();
  const auto towers = model.towers();
  const auto count = [&](weight_range range) {
    long sum = 0;
    for (const auto& slice : model.layout().slices()) {
      if (range.contains(slice.offset)) sum += static_cast<long>(slice.numel);
    }
    return sum;
  };
  const auto number = [](std::int64_t value) { return static_cast<long>(value); };
  std::printf("image tower   %ld x %ld, patch %ld, width %ld, %ld layers, %ld heads: %ld parameters\n",
              number(numbers.image_size), number(numbers.image_size), number(numbers.patch_size),
              number(numbers.image.width), number(numbers.image.layers), number(numbers.image.heads),
              count(towers.image));
  std::printf("text tower    context %ld, vocabulary %ld, width %ld, %ld layers, %ld heads: %ld parameters\n",
              number(numbers.context_length), number(numbers.vocabulary_size), number(numbers.text.width),
              number(numbers.text.layers), number(numbers.text.heads), count(towers.text));
  std::printf("embedding     %ld\n", number(numbers.embedding_size));
  std::printf("activation    %s\n",
              numbers.activation_function == clip::activation::quick_gelu ? "quick_gelu" : "gelu");
  std::printf("parameters    %ld\n", number(model.layout().num_parameters()));
  std::printf("fingerprint   %s\n", model.fingerprint().c_str());
  print_origin(model);
  if (const std::string classifier = classifier_in(place.string()); !classifier.empty())
    std::printf("classifier    %s\n", classifier.c_str());
  print_view(view);
  print_nonfinite(model);
}

}  // namespace

void inspect_command(const inspect_settings& settings) {
  const auto place = settings.model.empty() ? mini_folder() / "model" : std::filesystem::path{settings.model};
  if (!settings.with_tensors) return print_model(settings, place);
  std::string why_no_model;
  try {
    print_model(settings, place);
  } catch (const error& problem) {
    why_no_model = problem.what();
  }
  print_tensors(place);
  if (!why_no_model.empty())
    std::fprintf(stderr, "sdkt: its tensors are listed, but it cannot be loaded as a model: %s\n",
                 why_no_model.c_str());
}

}  // namespace sdkt::cli
