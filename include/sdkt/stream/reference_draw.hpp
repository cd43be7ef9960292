// SPDX-License-Identifier: MIT
//
// A pool gathered from places, and the subset drawn from it: the same draw for images and for pairs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/error.hpp>
#include <sdkt/random.hpp>

namespace sdkt {

/// Which images of a pool are the reference set, and how its files are read.
struct reference_options {
  std::optional<std::size_t> size = {};                 ///< images drawn from the pool; not set: all of it
  std::uint64_t seed = 1102;                            ///< of the draw
  std::optional<std::filesystem::path> data_root = {};  ///< where the images of lists are looked for first
  bool allow_outside = false;   ///< accept absolute image paths and such that climb out with ..
  bool accept_missing = false;  ///< do not look for the images of lists; only one has to be there
};

namespace detail {

/// What read(place) gives for one place after the other; with a size, the first `size` of a random order of
/// all, in that order. `remedy` says which places would hold images.
template <class Read>
auto drawn_pool(const std::vector<std::filesystem::path>& places, const reference_options& options,
                std::string_view remedy, const Read& read) {
  if (options.size == std::size_t{0}) {
    throw setting_error{"reference", "a reference set of 0 images", "ask for at least one image"};
  }
  decltype(read(places.front())) pool;
  std::string named;
  for (const std::filesystem::path& place : places) {
    auto found = read(place);
    pool.insert(pool.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    named += (named.empty() ? "" : ", ") + place.string();
  }
  if (pool.empty()) {
    throw data_error{named.empty() ? "reference" : named, "the reference holds no images", remedy};
  }
  constexpr std::size_t limit = std::numeric_limits<std::uint32_t>::max();
  if (pool.size() > limit) {
    throw data_error{named, "the reference holds more than " + std::to_string(limit) + " images",
                     "give fewer"};
  }
  if (!options.size) return pool;
  if (*options.size > pool.size()) {
    throw setting_error{named,
                        "a reference set of " + std::to_string(*options.size) +
                            " images cannot be drawn from " + std::to_string(pool.size()),
                        "ask for fewer or give more images"};
  }
  const auto order = random_permutation(static_cast<std::uint32_t>(pool.size()),
                                        {.seed = options.seed, .purpose = random_purpose::reference_subset});
  decltype(pool) drawn;
  drawn.reserve(*options.size);
  for (std::size_t position = 0; position < *options.size; ++position) {
    drawn.push_back(std::move(pool[order[position]]));
  }
  return drawn;
}

}  // namespace detail

}  // namespace sdkt
