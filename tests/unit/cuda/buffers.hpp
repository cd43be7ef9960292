// SPDX-License-Identifier: MIT
//
// Memory for kernels that is as unpleasant as a caller's may be: not aligned to more than its type, and
// poisoned where a kernel has to write.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/tensor.h>

namespace sdkt_test {

/// Floats that begin one float behind an aligned address, with a guard on either side.
class odd_buffer {
 public:
  /// A place to write to.
  explicit odd_buffer(std::int64_t size) : memory_(static_cast<std::size_t>(size) + 2, poison()) {}

  /// The values of a tensor.
  explicit odd_buffer(const at::Tensor& values) : odd_buffer{values.numel()} {
    const at::Tensor flat = values.to(at::kFloat).contiguous().flatten();
    for (std::int64_t index = 0; index < flat.numel(); ++index)
      memory_[static_cast<std::size_t>(index) + 1] = flat.const_data_ptr<float>()[index];
  }

  float* data() { return memory_.data() + 1; }
  float operator[](std::int64_t index) const { return memory_[static_cast<std::size_t>(index) + 1]; }

  /// The content in double, to compare with.
  at::Tensor tensor(at::IntArrayRef shape) {
    return at::from_blob(data(), shape, at::kFloat).to(at::kDouble);
  }

  /// Whether what lies before and behind is as it was.
  bool guards_hold() const { return is_poison(memory_.front()) && is_poison(memory_.back()); }

 private:
  static float poison() { return std::numeric_limits<float>::quiet_NaN(); }
  static bool is_poison(float value) { return value != value; }

  std::vector<float> memory_;
};

/// The largest difference, as a share of the largest value.
inline double relative_error(const at::Tensor& found, const at::Tensor& expected) {
  const double largest = expected.abs().max().item<double>();
  return (found - expected).abs().max().item<double>() / (largest > 0 ? largest : 1.0);
}

/// Rows of unit length, as the kernels make them.
inline at::Tensor unit(const at::Tensor& x_RE) {
  return x_RE / at::linalg_vector_norm(x_RE, 2, at::IntArrayRef{1}, true).clamp_min(1e-12);
}

}  // namespace sdkt_test
