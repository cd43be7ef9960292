// SPDX-License-Identifier: MIT
//
// The places of a model's named tensors in its flat vector of weights. Contains no tensors, only places.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt {

/// A half-open range of elements of the flat vector.
struct weight_range {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  std::int64_t size() const noexcept { return end - begin; }
  bool contains(std::int64_t element) const noexcept { return begin <= element && element < end; }
  bool operator==(const weight_range&) const = default;
};

/// One named tensor of a model: its shape and the place of its first element.
struct weight_slice {
  std::string name;
  std::vector<std::int64_t> shape;
  std::int64_t offset = 0;
  std::int64_t numel = 0;
};

/// The table of a model's named slices, in the order of the flat vector.
///
/// Every slice starts at a multiple of 64 elements. The padding between slices is 0 and stays 0, so a norm, a
/// distance or an optimiser step over a range needs no mask.
class weight_layout {
 public:
  static constexpr std::int64_t alignment = 64;

  /// Appends a slice and returns its index.
  std::size_t add(std::string name, std::vector<std::int64_t> shape);

  const std::vector<weight_slice>& slices() const noexcept { return slices_; }
  const weight_slice& operator[](std::size_t index) const { return slices_[index]; }

  /// Elements of the flat vector, padding included.
  std::int64_t size() const noexcept { return size_; }

  /// Elements without padding: the number of parameters as papers state it.
  std::int64_t num_parameters() const noexcept;

  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

 private:
  std::vector<weight_slice> slices_;
  std::unordered_map<std::string, std::size_t> index_;
  std::int64_t size_ = 0;
};

/// The three contiguous ranges of a CLIP-like model, in the order of its flat vector.
struct tower_ranges {
  weight_range image;        ///< image tower with its projection
  weight_range text;         ///< text tower with its projection
  weight_range logit_scale;  ///< logarithm of the factor on cosines
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/weights/impl/layout.ipp>
#endif
