// SPDX-License-Identifier: MIT
//
// Definitions of views.hpp.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/narrow.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt {

SDKT_INLINE weight_views::weight_views(std::vector<at::Tensor> tensors, precision compute)
    : tensors_{std::move(tensors)}, compute_{compute} {}

SDKT_INLINE at::Tensor weight_views::in(std::size_t slice, at::ScalarType type) const {
  if (tensors_[slice].scalar_type() == type) return tensors_[slice];
  if (casts_ == nullptr) return tensors_[slice].to(type);
  at::Tensor& kept = (*casts_)[slice];
  if (!kept.defined() || kept.scalar_type() != type) kept = tensors_[slice].detach().to(type);
  return kept;
}

SDKT_INLINE weight_views weight_views::frozen() const {
  weight_views result{tensors_, compute_};
  result.casts_ = std::make_shared<std::vector<at::Tensor>>(tensors_.size());
  return result;
}

}  // namespace sdkt

namespace sdkt::weights {

SDKT_INLINE at::Tensor view_at(const weight_slice& slice, const at::Tensor& values, std::int64_t place) {
  return at::narrow(values, 0, place, slice.numel).view(slice.shape);
}

}  // namespace sdkt::weights

namespace sdkt {

SDKT_INLINE at::Tensor view_slice(const weight_slice& slice, const at::Tensor& values_P) {
  return weights::view_at(slice, values_P, slice.offset);
}

SDKT_INLINE weight_views view_weights(const weight_layout& layout, const at::Tensor& values_P,
                                      precision compute) {
  detail::expect_shape("view_weights", values_P, {{"P", layout.size()}},
                       "pass the flat weights of this architecture");
  std::vector<at::Tensor> tensors;
  tensors.reserve(layout.slices().size());
  for (const auto& slice : layout.slices()) tensors.push_back(view_slice(slice, values_P));
  return weight_views{std::move(tensors), compute};
}

SDKT_INLINE weight_views view_weights(const weight_layout& layout, const at::Tensor& base_P,
                                      const trained_slices& trained, const at::Tensor& theta_Q,
                                      precision compute) {
  detail::expect_shape("view_weights", base_P, {{"P", layout.size()}},
                       "pass the flat weights of this architecture");
  detail::expect_shape("view_weights", theta_Q, {{"Q", trained.size()}}, "pass the trained weights");
  std::vector<at::Tensor> tensors;
  tensors.reserve(layout.slices().size());
  for (std::size_t slice = 0; slice < layout.slices().size(); ++slice) {
    const auto place = trained.place(slice);
    tensors.push_back(place ? weights::view_at(layout[slice], theta_Q, *place)
                            : view_slice(layout[slice], base_P));
  }
  return weight_views{std::move(tensors), compute};
}

}  // namespace sdkt
