// SPDX-License-Identifier: MIT
//
// Which of a model's weights train, and where each lies in theta, the flat vector of those that do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>
#include <gsl/assert>

#include <sdkt/weights/layout.hpp>

namespace sdkt {

/// The weights that train, out of a layout: a whole range, or those of it that a predicate picks by name.
///
/// A range trains in place. Picked weights are gathered into a vector of their own, so that an optimiser, a
/// norm, a merge or a count sees those that train and no others.
class trained_slices {
 public:
  using name_predicate = std::function<bool(std::string_view name)>;

  trained_slices() = default;
  trained_slices(const weight_layout& layout, weight_range range, const name_predicate& picks = {})
      : places_(layout.slices().size()), range_{range}, is_range_{!picks}, whole_size_{layout.size()} {
    for (std::size_t slice = 0; slice < places_.size(); ++slice) {
      const auto& one = layout[slice];
      if (!range.contains(one.offset) || (picks && !picks(one.name))) continue;
      const std::int64_t place = is_range_ ? one.offset - range.begin : size_;
      places_[slice] = place;
      tensors_.push_back({place, place + one.numel});
      sources_.push_back(one.offset);
      constexpr std::int64_t align = weight_layout::alignment;
      size_ += (one.numel + align - 1) / align * align;
    }
    if (is_range_) size_ = range.size();
  }

  /// Elements of theta, padding included: Q.
  std::int64_t size() const noexcept { return size_; }
  /// Elements of the whole flat vector: P.
  std::int64_t whole_size() const noexcept { return whole_size_; }
  /// Whether theta is one contiguous part of the whole flat vector, and which.
  bool is_range() const noexcept { return is_range_; }
  weight_range range() const noexcept { return range_; }

  /// Where a slice of the layout begins in theta; nothing if it does not train.
  std::optional<std::int64_t> place(std::size_t slice) const { return places_[slice]; }

  /// The elements of each tensor that trains, in the order of theta, without padding.
  const std::vector<weight_range>& tensors() const noexcept { return tensors_; }

  /// Elements without padding.
  std::int64_t num_weights() const noexcept {
    std::int64_t sum = 0;
    for (const auto& tensor : tensors_) sum += tensor.size();
    return sum;
  }

  /// Whether any weight of a range trains.
  bool touches(weight_range range) const noexcept {
    for (const std::int64_t source : sources_) {
      if (range.contains(source)) return true;
    }
    return false;
  }

  /// The weights that train, out of a whole flat vector: [P] -> [Q]; a view where they are a range.
  at::Tensor take(const at::Tensor& whole_P) const {
    if (is_range_) return whole_P.narrow(0, range_.begin, size_);
    at::Tensor theta_Q = whole_P.new_zeros({size_});
    for (std::size_t tensor = 0; tensor < tensors_.size(); ++tensor) {
      theta_Q.narrow(0, tensors_[tensor].begin, tensors_[tensor].size())
          .copy_(whole_P.narrow(0, sources_[tensor], tensors_[tensor].size()));
    }
    return theta_Q;
  }

  /// Writes theta [Q] back to its places in a whole flat vector [P].
  void put(const at::Tensor& theta_Q, const at::Tensor& whole_P) const {
    Expects(theta_Q.size(0) == size_);
    for (std::size_t tensor = 0; tensor < tensors_.size(); ++tensor) {
      whole_P.narrow(0, sources_[tensor], tensors_[tensor].size())
          .copy_(theta_Q.narrow(0, tensors_[tensor].begin, tensors_[tensor].size()));
    }
  }

 private:
  std::vector<std::optional<std::int64_t>> places_;  // of every slice of the layout
  std::vector<weight_range> tensors_;                // in theta
  std::vector<std::int64_t> sources_;                // where each of them begins in the layout
  weight_range range_;
  bool is_range_ = true;
  std::int64_t whole_size_ = 0;
  std::int64_t size_ = 0;
};

}  // namespace sdkt
