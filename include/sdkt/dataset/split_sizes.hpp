// SPDX-License-Identifier: MIT
//
// How many images of a class are used for training, validation and test.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

#include <sdkt/base/mode.hpp>

namespace sdkt {

/// Shares of the images of every class, with sum 1. A class with two or more images has at least one training
/// image and one test image.
struct split_fractions {
  double train = 0.8;
  double validation = 0;
  double test = 0.2;
};

/// Numbers of images of every class. Further images are left out.
struct split_counts {
  std::optional<std::size_t> train = {};  ///< empty: all remaining images
  std::size_t validation = 0;
  std::size_t test = 1;
};

using split_sizes = std::variant<split_fractions, split_counts>;

}  // namespace sdkt

namespace sdkt::dataset {

/// Numbers of images of one class, by purpose.
struct class_sizes {
  std::size_t train = 0;
  std::size_t validation = 0;
  std::size_t test = 0;
};

/// Parses "0.8,0.2", "0.7,0.1,0.2", "16,4,20" or "rest,20": training, validation (0 if omitted), test.
///
/// Errors: setting_error for anything else, for fractions whose sum is not 1, and for a split without
/// training or test images.
split_sizes parse_split(std::string_view text);

/// The sizes for a class with this number of images; nothing if it has too few for the counts.
std::optional<class_sizes> sizes_of_class(std::size_t images, const split_sizes& split);

}  // namespace sdkt::dataset

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/split_sizes.ipp>
#endif
