// SPDX-License-Identifier: MIT
//
// The named tensors of a model as views of flat vectors. A backbone computes with these views.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt {

/// A model's tensors in the order of its layout, and the precision to compute in.
///
/// Cheap to copy: every tensor is a view. The views of a student are leaves whose gradients are views too.
class weight_views {
 public:
  weight_views() = default;
  explicit weight_views(std::vector<at::Tensor> tensors, precision compute = precision::fp32);

  const at::Tensor& operator[](std::size_t slice) const { return tensors_[slice]; }

  /// The tensor converted to a type; free if the tensor already has the type. Gradients flow through the
  /// cast, except in frozen views.
  at::Tensor in(std::size_t slice, at::ScalarType type) const;

  /// The same tensors, with casts that are computed once and then reused. For weights that no longer change
  /// and need no gradient. Copies share the casts; do not use them in several threads at the same time.
  weight_views frozen() const;

  std::size_t size() const noexcept { return tensors_.size(); }
  precision compute() const noexcept { return compute_; }

 private:
  std::vector<at::Tensor> tensors_;
  precision compute_ = precision::fp32;
  std::shared_ptr<std::vector<at::Tensor>> casts_;  // only in frozen views
};

}  // namespace sdkt

namespace sdkt::weights {

/// The view of one slice in a flat vector in which the slice begins at `place`.
at::Tensor view_at(const weight_slice& slice, const at::Tensor& values, std::int64_t place);

}  // namespace sdkt::weights

namespace sdkt {

/// The view of one slice in the whole flat vector of its layout.
at::Tensor view_slice(const weight_slice& slice, const at::Tensor& values_P);

/// Views of a whole flat vector.
///
/// Shapes: values_P [P], P = layout.size().
weight_views view_weights(const weight_layout& layout, const at::Tensor& values_P,
                          precision compute = precision::fp32);

/// Views in which a separate vector replaces the trained weights, so that a teacher or a student needs a copy
/// of the trained weights only.
///
/// Shapes: base_P [P], the whole flat vector; theta_Q [Q], Q = trained.size(), replaces the trained weights.
weight_views view_weights(const weight_layout& layout, const at::Tensor& base_P,
                          const trained_slices& trained, const at::Tensor& theta_Q,
                          precision compute = precision::fp32);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/weights/impl/views.ipp>
#endif
