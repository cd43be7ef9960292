// SPDX-License-Identifier: MIT
//
// Definitions of trained_slices.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <gsl/assert>

#include <sdkt/base/mode.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt {

SDKT_INLINE trained_slices::trained_slices(const weight_layout& layout, weight_range range,
                                           const name_predicate& picks)
    : places_(layout.slices().size()), range_{range}, is_range_{!picks}, whole_size_{layout.size()} {
  for (std::size_t slice = 0; slice < places_.size(); ++slice) {
    const auto& one = layout[slice];
    if (!range.contains(one.offset) || (picks && !picks(one.name))) continue;
    const std::int64_t place = is_range_ ? one.offset - range.begin : size_;
    places_[slice] = place;
    tensors_.push_back({place, place + one.numel});
    slices_.push_back({one.name, one.shape, place, one.numel});
    sources_.push_back(one.offset);
    constexpr std::int64_t align = weight_layout::alignment;
    size_ += (one.numel + align - 1) / align * align;
  }
  if (is_range_) size_ = range.size();
}

SDKT_INLINE std::int64_t trained_slices::num_weights() const noexcept {
  std::int64_t sum = 0;
  for (const auto& tensor : tensors_) sum += tensor.size();
  return sum;
}

SDKT_INLINE bool trained_slices::touches(weight_range range) const noexcept {
  for (const std::int64_t source : sources_) {
    if (range.contains(source)) return true;
  }
  return false;
}

SDKT_INLINE at::Tensor trained_slices::take(const at::Tensor& whole_P) const {
  if (is_range_) return whole_P.narrow(0, range_.begin, size_);
  at::Tensor theta_Q = whole_P.new_zeros({size_});
  for (std::size_t tensor = 0; tensor < tensors_.size(); ++tensor) {
    theta_Q.narrow(0, tensors_[tensor].begin, tensors_[tensor].size())
        .copy_(whole_P.narrow(0, sources_[tensor], tensors_[tensor].size()));
  }
  return theta_Q;
}

SDKT_INLINE void trained_slices::put(const at::Tensor& theta_Q, const at::Tensor& whole_P) const {
  Expects(theta_Q.size(0) == size_);
  for (std::size_t tensor = 0; tensor < tensors_.size(); ++tensor) {
    whole_P.narrow(0, sources_[tensor], tensors_[tensor].size())
        .copy_(theta_Q.narrow(0, tensors_[tensor].begin, tensors_[tensor].size()));
  }
}

}  // namespace sdkt
