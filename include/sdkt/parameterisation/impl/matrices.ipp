// SPDX-License-Identifier: MIT
//
// Definitions of matrices.hpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/from_blob.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/parameterisation/matrices.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

SDKT_INLINE void matrix_choice::describe(setting_list& settings, std::string_view setting) const {
  if (picks) return settings.set(setting, std::string{"picked by the program"});
  std::vector<std::string> chosen;
  const auto add = [&](bool is_chosen, const char* kind) {
    if (is_chosen) chosen.emplace_back(kind);
  };
  add(query, "query");
  add(key, "key");
  add(value, "value");
  add(out, "out");
  add(fc1, "fc1");
  add(fc2, "fc2");
  settings.set(setting, chosen);
}

}  // namespace sdkt

namespace sdkt::parameterisation {

SDKT_INLINE std::vector<weight_matrix> matrices_of(const trained_slices& trained,
                                                   const matrix_choice& choice) {
  std::vector<weight_matrix> chosen;
  for (const weight_slice& tensor : trained.slices()) {
    if (tensor.shape.size() != 2) continue;
    const weight_matrix matrix{tensor.name, tensor.offset, tensor.shape[0], tensor.shape[1]};
    const std::string_view name = tensor.name;
    if (choice.picks) {
      if (choice.picks(name)) chosen.push_back(matrix);
    } else if (name.ends_with(".self_attn.in_proj.weight")) {
      const auto parts = weights::separate(matrix);
      const bool is_chosen[] = {choice.query, choice.key, choice.value};
      for (std::size_t part = 0; part < parts.size(); ++part)
        if (is_chosen[part]) chosen.push_back(parts[part]);
    } else if ((choice.out && name.ends_with(".self_attn.out_proj.weight")) ||
               (choice.fc1 && name.ends_with(".mlp.fc1.weight")) ||
               (choice.fc2 && name.ends_with(".mlp.fc2.weight"))) {
      chosen.push_back(matrix);
    }
  }
  if (chosen.empty()) {
    throw setting_error{"matrices", "no trained matrix of the model is chosen",
                        "choose a kind of matrix that the model has, train the tower that has it, or set "
                        "matrix_choice::picks to choose by names"};
  }
  return chosen;
}

SDKT_INLINE void fill_uniform(const at::Tensor& part, double bound, const detail::random_key& key) {
  std::vector<float> numbers(static_cast<std::size_t>(part.numel()));
  random_stream random{key};
  for (float& number : numbers) number = static_cast<float>(random.uniform(-bound, bound));
  part.copy_(at::from_blob(numbers.data(), part.sizes(), at::kFloat));
}

SDKT_INLINE void fill_normal(const at::Tensor& part, const detail::random_key& key) {
  std::vector<float> numbers(static_cast<std::size_t>(part.numel()));
  random_stream random{key};
  for (float& number : numbers) {
    const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));  // uniform() may be 0, but not 1
    number = static_cast<float>(radius * std::cos(2 * std::numbers::pi * random.uniform()));
  }
  part.copy_(at::from_blob(numbers.data(), part.sizes(), at::kFloat));
}

SDKT_INLINE std::int64_t aligned_places::add(std::int64_t size) {
  constexpr std::int64_t align = weight_layout::alignment;
  const std::int64_t place = size_;
  size_ += (size + align - 1) / align * align;
  return place;
}

}  // namespace sdkt::parameterisation
