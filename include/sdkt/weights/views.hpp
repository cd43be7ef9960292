// SPDX-License-Identifier: MIT
//
// The named tensors of a model as views of flat vectors: what a backbone computes with.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/narrow.h>

#include <sdkt/base/tensor.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

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

  /// The tensor in a type; gradient flows through the cast. Free if it has the type already.
  at::Tensor in(std::size_t slice, at::ScalarType type) const {
    if (tensors_[slice].scalar_type() == type) return tensors_[slice];
    if (casts_ == nullptr) return tensors_[slice].to(type);
    at::Tensor& kept = (*casts_)[slice];
    if (!kept.defined() || kept.scalar_type() != type) kept = tensors_[slice].detach().to(type);
    return kept;
  }

  /// The same tensors, each cast once however often it is asked for: for weights that change no more and take
  /// no gradient. Copies share the casts; they are not for several threads at once.
  weight_views frozen() const {
    weight_views result{tensors_, compute_};
    result.casts_ = std::make_shared<std::vector<at::Tensor>>(tensors_.size());
    return result;
  }

  std::size_t size() const noexcept { return tensors_.size(); }
  precision compute() const noexcept { return compute_; }

 private:
  std::vector<at::Tensor> tensors_;
  precision compute_ = precision::fp32;
  std::shared_ptr<std::vector<at::Tensor>> casts_;  // of frozen weights
};

/// The view of one slice in a flat vector where it begins at `place`.
inline at::Tensor view_at(const weight_slice& slice, const at::Tensor& values, std::int64_t place) {
  return at::narrow(values, 0, place, slice.numel).view(slice.shape);
}

/// The view of one slice in the whole flat vector of its layout.
inline at::Tensor view_slice(const weight_slice& slice, const at::Tensor& values_P) {
  return view_at(slice, values_P, slice.offset);
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

/// Views where the weights that train come from elsewhere: a teacher or a student is a copy of those alone.
///
/// Shapes: base_P [P] the whole flat vector; theta_Q [Q], Q = trained.size(), replaces what trains.
inline weight_views view_weights(const weight_layout& layout, const at::Tensor& base_P,
                                 const trained_slices& trained, const at::Tensor& theta_Q,
                                 precision compute = precision::fp32) {
  expect_shape("view_weights", base_P, {{"P", layout.size()}}, "pass the flat weights of this architecture");
  expect_shape("view_weights", theta_Q, {{"Q", trained.size()}}, "pass the weights that train");
  std::vector<at::Tensor> tensors;
  tensors.reserve(layout.slices().size());
  for (std::size_t slice = 0; slice < layout.slices().size(); ++slice) {
    const auto place = trained.place(slice);
    tensors.push_back(place ? view_at(layout[slice], theta_Q, *place) : view_slice(layout[slice], base_P));
  }
  return weight_views{std::move(tensors), compute};
}

}  // namespace sdkt
