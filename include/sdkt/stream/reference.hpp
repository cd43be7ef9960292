// SPDX-License-Identifier: MIT
//
// The pool of unlabelled images that teachers guide the student on, from a folder, a list or an archive.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/error.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/random.hpp>
#include <sdkt/stream/reference_list.hpp>

namespace sdkt {

/// Which images of a pool are the reference set, and how its files are read.
struct reference_options {
  std::optional<std::size_t> size = {};                 ///< images drawn from the pool; not set: all of it
  std::uint64_t seed = 1102;                            ///< of the draw
  std::optional<std::filesystem::path> data_root = {};  ///< where the images of lists are looked for first
  bool allow_outside = false;  ///< accept absolute image paths and such that climb out with ..
};

/// Unlabelled images. Satisfies ReferenceSource; copies share the list.
class reference_set {
 public:
  static constexpr bool has_texts = false;

  explicit reference_set(std::vector<sample> samples)
      : samples_{std::make_shared<const std::vector<sample>>(std::move(samples))} {}
  // Copies only: a set that has been moved from would hold no list.
  reference_set(const reference_set&) = default;
  reference_set& operator=(const reference_set&) = default;
  ~reference_set() = default;

  const std::vector<sample>& samples() const& noexcept { return *samples_; }
  /// A copy of a temporary's list, so that a loop over load_reference(...).samples() does not dangle.
  std::vector<sample> samples() && { return *samples_; }

 private:
  std::shared_ptr<const std::vector<sample>> samples_;
};

namespace detail {

/// For references that have no images of their own.
inline const std::vector<sample>& no_samples() {
  static const std::vector<sample> none;
  return none;
}

}  // namespace detail

/// No reference images at all, for methods without a teacher. Satisfies ReferenceSource.
struct no_reference {
  static constexpr bool has_texts = false;
  static constexpr bool is_absent = true;
  static const std::vector<sample>& samples() { return detail::no_samples(); }
};

/// The images of the task that is being learnt are its reference images, as in LwF. Satisfies
/// ReferenceSource.
struct own_images {
  static constexpr bool is_own = true;
  static constexpr bool has_texts = false;
  static const std::vector<sample>& samples() { return detail::no_samples(); }
};

static_assert(ReferenceSource<reference_set> && ReferenceSource<no_reference> && ReferenceSource<own_images>);

/// Reads a pool of images from one place after the other.
///
/// A place is a folder (its .jpg, .jpeg and .png files at any depth, in the order of their paths, byte by
/// byte; links to folders are not followed), a .tar archive (the same files, in the order of the
/// archive), a .txt list (one path a line, relative to data_root or to the list's folder; blank lines and
/// lines that begin with # are skipped), or a .json file: {"images": [path, ...]}, or an annotation file,
/// of which the training images are taken without labels. Images of a .json file are found as those of a
/// task are (read_annotation).
/// Result: all images in this order; with a size, the first `size` images of a random order of all, in
/// that order.
/// Random: the order is a pure function of (seed, random_purpose::reference_subset, number of images).
/// Errors: file_error for a place or an image that is missing, format_error for a list that cannot be
/// read, data_error if there is no image or a path leads outside, setting_error for a size of 0 or above
/// that of the pool.
/// Example: auto pool = sdkt::load_reference("imagenet/train", {.size = 100'000});
inline reference_set load_reference(const std::vector<std::filesystem::path>& places,
                                    const reference_options& options = {}) {
  if (options.size == std::size_t{0}) {
    throw setting_error{"reference", "a reference set of 0 images", "ask for at least one image"};
  }
  const list_options lists{options.data_root, options.allow_outside};
  std::vector<sample> pool;
  std::string named;
  for (const std::filesystem::path& place : places) {
    std::vector<sample> images = read_images(place, lists);
    pool.insert(pool.end(), std::make_move_iterator(images.begin()), std::make_move_iterator(images.end()));
    named += (named.empty() ? "" : ", ") + place.string();
  }
  if (pool.empty()) {
    throw data_error{named.empty() ? "reference" : named, "the reference holds no images",
                     "give a folder, list or archive of .jpg, .jpeg or .png files"};
  }
  constexpr std::size_t limit = std::numeric_limits<std::uint32_t>::max();
  if (pool.size() > limit) {
    throw data_error{named, "the reference holds more than " + std::to_string(limit) + " images",
                     "give fewer"};
  }
  if (!options.size) return reference_set{std::move(pool)};
  if (*options.size > pool.size()) {
    throw setting_error{named,
                        "a reference set of " + std::to_string(*options.size) +
                            " images cannot be drawn from " + std::to_string(pool.size()),
                        "ask for fewer or give more images"};
  }
  const auto order = random_permutation(static_cast<std::uint32_t>(pool.size()),
                                        {.seed = options.seed, .purpose = random_purpose::reference_subset});
  std::vector<sample> drawn;
  drawn.reserve(*options.size);
  for (std::size_t position = 0; position < *options.size; ++position) {
    drawn.push_back(std::move(pool[order[position]]));
  }
  return reference_set{std::move(drawn)};
}

/// The same for places written in braces.
inline reference_set load_reference(std::initializer_list<std::filesystem::path> places,
                                    const reference_options& options = {}) {
  return load_reference(std::vector<std::filesystem::path>{places}, options);
}

/// The same for one place.
inline reference_set load_reference(const std::filesystem::path& place,
                                    const reference_options& options = {}) {
  return load_reference(std::vector<std::filesystem::path>{place}, options);
}

}  // namespace sdkt
