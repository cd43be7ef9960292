// SPDX-License-Identifier: MIT
//
// Gathers a pool from places and draws a subset of it: the same draw for images and for pairs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/dataset/broken_images.hpp>
#include <sdkt/dataset/skipped_files.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/reference/reference_options.hpp>

namespace sdkt {

namespace detail {

/// The sample in an element of a pool: the element itself, or the image of a pair.
inline const sample& image_of(const sample& one) { return one; }
template <class Pair>
const sample& image_of(const Pair& one) {
  return one.image;
}

/// The images drawn from a pool, and the images that were skipped because they cannot be read.
template <class Pool>
struct drawing {
  Pool drawn;
  std::vector<std::string> skipped = {};
};

/// The first `size` of an order.
template <class Pool>
drawing<Pool> drawn_first(Pool pool, const std::vector<std::uint32_t>& order, std::size_t size) {
  drawing<Pool> result;
  result.drawn.reserve(size);
  for (std::size_t position = 0; position < size; ++position) {
    result.drawn.push_back(std::move(pool[order[position]]));
  }
  return result;
}

/// The first `size` images of an order that can be decoded.
///
/// Every image that is drawn is decoded once, before the run starts. An image that cannot be decoded is
/// skipped, and the next one in the order takes its place, so the result depends only on the files and the
/// order.
template <class Pool>
drawing<Pool> drawn_unbroken(Pool pool, const std::vector<std::uint32_t>& order,
                             const reference_options& options, const std::string& named) {
  drawing<Pool> result;
  std::vector<std::string> reasons;
  const std::size_t wanted = options.size.value_or(pool.size());
  std::size_t next = 0;
  while (result.drawn.size() < wanted && next < order.size()) {
    const std::size_t count = std::min(wanted - result.drawn.size(), order.size() - next);
    std::vector<const sample*> tried;
    for (std::size_t i = 0; i < count; ++i) tried.push_back(&image_of(pool[order[next + i]]));
    const std::vector<std::string> problems = problems_of_images(tried);
    for (std::size_t i = 0; i < count; ++i) {
      if (problems[i].empty()) continue;
      result.skipped.push_back(tried[i]->source->where(tried[i]->path));
      reasons.push_back(problems[i]);
    }
    if (reasons.size() > options.skip_broken) {
      throw data_error{named,
                       std::to_string(reasons.size()) + " of " + std::to_string(next + count) +
                           " reference images cannot be read, and " + std::to_string(options.skip_broken) +
                           " may be skipped; the first: " + reasons.front(),
                       "restore them, remove them, or allow more to be skipped (--skip-broken)"};
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (problems[i].empty()) result.drawn.push_back(std::move(pool[order[next + i]]));
    }
    next += count;
  }
  if (result.drawn.empty() || (options.size && result.drawn.size() < wanted)) {
    throw setting_error{named,
                        "a reference set of " + std::to_string(wanted) + " images cannot be drawn from " +
                            std::to_string(result.drawn.size()) + " that can be read",
                        "use a smaller set or more images"};
  }
  return result;
}

/// The results of read(place, options) for all places, in order; with a size, the first `size` elements of a
/// random order, in that order. `remedy` tells the user which places would contain images. Notes about the
/// places are passed on after all of them have been read.
template <class Read>
auto drawn_pool(const std::vector<std::filesystem::path>& places, const reference_options& options,
                std::string_view remedy, const Read& read) {
  using pool_type = decltype(read(places.front(), options));
  if (options.size == std::size_t{0}) {
    throw setting_error{"reference", "a reference set of 0 images", "use at least one image"};
  }
  pool_type pool;
  std::string named;
  std::vector<std::string> notes;
  reference_options noting = options;
  noting.note = [&](const std::string& sentence) { notes.push_back(sentence); };
  for (const std::filesystem::path& place : places) {
    auto found = read(place, noting);
    pool.insert(pool.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    named += (named.empty() ? "" : ", ") + place.string();
  }
  if (pool.empty()) {
    throw data_error{named.empty() ? "reference" : named,
                     "the reference contains no images" + (notes.empty() ? "" : " (" + notes.front() + ")"),
                     remedy};
  }
  constexpr std::size_t limit = std::numeric_limits<std::uint32_t>::max();
  if (pool.size() > limit) {
    throw data_error{named, "the reference contains more than " + std::to_string(limit) + " images",
                     "use fewer images"};
  }
  if (options.size && *options.size > pool.size()) {
    throw setting_error{named,
                        "a reference set of " + std::to_string(*options.size) +
                            " images cannot be drawn from " + std::to_string(pool.size()),
                        "use a smaller set or more images"};
  }
  drawing<pool_type> result;
  if (!options.size && options.skip_broken == 0) {
    result.drawn = std::move(pool);
  } else {
    const auto count = static_cast<std::uint32_t>(pool.size());
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), std::uint32_t{0});
    if (options.size) {
      order = random_permutation(count, {.seed = options.seed, .purpose = random_purpose::reference_subset});
    }
    result = options.skip_broken > 0 ? drawn_unbroken(std::move(pool), order, options, named)
                                     : drawn_first(std::move(pool), order, *options.size);
  }
  if (options.note) {
    for (const std::string& sentence : notes) options.note(sentence);
    if (!result.skipped.empty()) {
      options.note(named + ": skipped " + std::to_string(result.skipped.size()) +
                   " reference images that cannot be read: " + few_of(result.skipped));
    }
  }
  return result;
}

}  // namespace detail

}  // namespace sdkt
