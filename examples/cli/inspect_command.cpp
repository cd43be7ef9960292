// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "inputs.hpp"
#include "other_commands.hpp"
#include "tensor_list.hpp"
#include "view_lines.hpp"

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

}  // namespace

void inspect_command(const inspect_settings& settings) {
  clip::view_report view;
  const clip::model model = load_model(settings.model, &view);
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
  print_view(view);
  if (settings.with_tensors)
    print_tensors(settings.model.empty() ? mini_folder() / "model" : std::filesystem::path{settings.model});
}

}  // namespace sdkt::cli
