// SPDX-License-Identifier: MIT
//
// The trained weights of a model, and their places in theta, the flat vector of the trained weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/weights/layout.hpp>

namespace sdkt {

/// The trained weights of a layout: a whole range, or the tensors in it that a predicate picks by name.
///
/// A range is trained in place. Picked weights are gathered into a separate vector, so that an optimiser, a
/// norm, a merge or a count sees only the trained weights.
class trained_slices {
 public:
  using name_predicate = std::function<bool(std::string_view name)>;

  trained_slices() = default;
  trained_slices(const weight_layout& layout, weight_range range, const name_predicate& picks = {});

  /// Elements of theta, padding included: Q.
  std::int64_t size() const noexcept { return size_; }
  /// Elements of the whole flat vector: P.
  std::int64_t whole_size() const noexcept { return whole_size_; }
  /// Whether theta is one contiguous part of the whole flat vector, and which.
  bool is_range() const noexcept { return is_range_; }
  weight_range range() const noexcept { return range_; }

  /// The position in theta at which a slice of the layout begins; nothing if the slice is not trained.
  std::optional<std::int64_t> place(std::size_t slice) const { return places_[slice]; }

  /// The range in theta of each trained tensor, in the order of theta, without padding.
  const std::vector<weight_range>& tensors() const noexcept { return tensors_; }

  /// The same tensors with their names and shapes; the offset is the place in theta.
  const std::vector<weight_slice>& slices() const noexcept { return slices_; }

  /// Trained elements without padding.
  std::int64_t num_weights() const noexcept;

  /// Whether any weight of a range is trained.
  bool touches(weight_range range) const noexcept;

  /// Extracts the trained weights from a whole flat vector: [P] -> [Q]. The result is a view if the trained
  /// weights are a range, otherwise a copy.
  [[nodiscard]] at::Tensor take(const at::Tensor& whole_P) const;

  /// Writes theta [Q] to its places in a whole flat vector [P].
  void put(const at::Tensor& theta_Q, const at::Tensor& whole_P) const;

 private:
  std::vector<std::optional<std::int64_t>> places_;  // in theta, for every slice of the layout
  std::vector<weight_range> tensors_;                // in theta, for every trained tensor
  std::vector<weight_slice> slices_;                 // the same, with names and shapes
  std::vector<std::int64_t> sources_;                // offset in the layout, for every trained tensor
  weight_range range_;
  bool is_range_ = true;
  std::int64_t whole_size_ = 0;
  std::int64_t size_ = 0;
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/weights/impl/trained_slices.ipp>
#endif
