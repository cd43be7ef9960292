// SPDX-License-Identifier: MIT
//
// The named tensors of a model as views of flat vectors: what a backbone computes with.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/narrow.h>

#include <sdkt/tensor.hpp>
#include <sdkt/weights/layout.hpp>

namespace sdkt {

/// A model's tensors in the order of its layout, and the type to compute in.
///
/// Cheap to copy: every tensor is a view. The views of a student are leaves whose gradients are views too.
class weight_views {
 public:
  weight_views() = default;
  explicit weight_views(std::vector<at::Tensor> tensors, precision compute = precision::fp32)
      : tensors_{std::move(tensors)}, compute_{compute} {}

  const at::Tensor& operator[](std::size_t slice) const { return tensors_[slice]; }
  std::size_t size() const noexcept { return tensors_.size(); }
  precision compute() const noexcept { return compute_; }

 private:
  std::vector<at::Tensor> tensors_;
  precision compute_ = precision::fp32;
};

/// The view of one slice in a flat vector that starts at element `first` of the layout.
inline at::Tensor view_slice(const weight_slice& slice, const at::Tensor& values, std::int64_t first = 0) {
  return at::narrow(values, 0, slice.offset - first, slice.numel).view(slice.shape);
}

/// Views of a whole flat vector.
///
/// Shapes: values_P [P], P = layout.size().
inline weight_views view_weights(const weight_layout& layout, const at::Tensor& values_P,
                                 precision compute = precision::fp32) {
  expect_shape("view_weights", values_P, {{"P", layout.size()}},
               "pass the flat weights of this architecture");
  std::vector<at::Tensor> tensors;
  tensors.reserve(layout.slices().size());
  for (const auto& slice : layout.slices()) tensors.push_back(view_slice(slice, values_P));
  return weight_views{std::move(tensors), compute};
}

/// Views where one range comes from elsewhere: a teacher or a student is a copy of the range that trains.
///
/// Shapes: base_P [P] the whole flat vector; range_Q [Q], Q = range.size(), replaces base_P[range].
inline weight_views view_weights(const weight_layout& layout, const at::Tensor& base_P, weight_range range,
                                 const at::Tensor& range_Q, precision compute = precision::fp32) {
  expect_shape("view_weights", base_P, {{"P", layout.size()}}, "pass the flat weights of this architecture");
  expect_shape("view_weights", range_Q, {{"Q", range.size()}}, "pass the weights of the range that trains");
  std::vector<at::Tensor> tensors;
  tensors.reserve(layout.slices().size());
  for (const auto& slice : layout.slices()) {
    tensors.push_back(range.contains(slice.offset) ? view_slice(slice, range_Q, range.begin)
                                                   : view_slice(slice, base_P));
  }
  return weight_views{std::move(tensors), compute};
}

}  // namespace sdkt
