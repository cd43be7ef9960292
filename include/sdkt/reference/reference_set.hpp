// SPDX-License-Identifier: MIT
//
// The pool of unlabelled images that teachers guide the student on, from a folder, a list or an archive.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/reference/reference_draw.hpp>
#include <sdkt/reference/reference_list.hpp>
#include <sdkt/stream/shared_vector.hpp>

namespace sdkt {

/// Unlabelled images. Satisfies ReferenceSource; copies share the list.
class reference_set {
 public:
  static constexpr bool has_texts = false;

  explicit reference_set(std::vector<sample> samples, std::vector<std::string> skipped = {})
      : samples_{std::move(samples)}, skipped_{std::move(skipped)} {}

  const std::vector<sample>& samples() const& noexcept { return *samples_; }
  /// A copy of a temporary's list, so that a loop over load_reference(...).samples() does not dangle.
  std::vector<sample> samples() && { return *samples_; }
  /// The images that were passed over because they cannot be read (reference_options::skip_broken).
  const std::vector<std::string>& skipped() const noexcept { return *skipped_; }

 private:
  detail::shared_vector<sample> samples_;
  detail::shared_vector<std::string> skipped_;
};

static_assert(ReferenceSource<reference_set>);

/// Reads a pool of images from one place after the other.
///
/// A place is a folder (its .jpg, .jpeg, .png, .bmp and .gif files at any depth, in the order of their paths,
/// byte by byte; links to folders are not followed), a .tar archive (the same files, in the order of the
/// archive), a .txt list (one path a line, relative to data_root or to the list's folder; blank lines and
/// lines that begin with # are skipped), or a .json file: {"images": [path, ...]}, or an annotation file,
/// of which the training images are taken without labels, and which needs no other member. Images of a .json
/// file are found as those of a task are (read_annotation). Other files of a folder or archive are ignored,
/// captions among them (load_pairs reads those), and so are hidden and system files and folders, of which
/// options.note is told.
/// Result: all images in this order; with a size, the first `size` images of a random order of all, in
/// that order. With skip_broken, every image that is drawn is decoded once, those that cannot be are passed
/// over, and of a size the next in the order take their places.
/// Random: the order is a pure function of (seed, random_purpose::reference_subset, number of images).
/// Errors: file_error for a place or an image that is missing, format_error for a list that cannot be
/// read, data_error if there is no image, a path leads outside or more images than skip_broken are broken,
/// setting_error for a size of 0 or above that of the pool. Example: auto pool =
/// sdkt::load_reference("imagenet/train", {.size = 100'000});
inline reference_set load_reference(const std::vector<std::filesystem::path>& places,
                                    const reference_options& options = {}) {
  auto pool = detail::drawn_pool(
      places, options, "give a folder, list or archive of " + std::string{detail::image_suffixes} + " files",
      [&](const std::filesystem::path& place, const note_taker& note) {
        return read_images(place, {options.data_root, options.allow_outside, options.accept_missing, note});
      });
  return reference_set{std::move(pool.drawn), std::move(pool.skipped)};
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
