// SPDX-License-Identifier: MIT
//
// Tensors of known numbers, and how far two are apart.
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/sub.h>

#include <sdkt/base/random.hpp>

namespace sdkt_test {

/// Numbers from -1 to 1, double.
inline at::Tensor random_numbers(std::vector<std::int64_t> shape, std::uint64_t seed) {
  sdkt::random_stream random{{.seed = seed}};
  at::Tensor values = at::empty(shape, at::kDouble);
  auto* value = values.mutable_data_ptr<double>();
  for (std::int64_t i = 0; i < values.numel(); ++i) value[i] = random.uniform(-1, 1);
  return values;
}

/// A tensor of the given numbers, double.
inline at::Tensor numbers(std::vector<double> values) {
  at::Tensor result = at::empty({static_cast<std::int64_t>(values.size())}, at::kDouble);
  auto* target = result.mutable_data_ptr<double>();
  for (const double value : values) *target++ = value;
  return result;
}

inline double largest_difference(const at::Tensor& left, const at::Tensor& right) {
  return at::sub(left, right).abs().max().item<double>();
}

}  // namespace sdkt_test
