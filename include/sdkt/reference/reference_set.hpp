// SPDX-License-Identifier: MIT
//
// A pool of unlabelled images as reference, from folders, lists and archives.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/reference/reference_draw.hpp>
#include <sdkt/stream/shared_vector.hpp>

namespace sdkt {

/// Unlabelled images. Satisfies ReferenceSource; copies share the list.
class reference_set {
 public:
  static constexpr bool has_texts = false;

  explicit reference_set(std::vector<sample> samples, std::vector<std::string> skipped = {});

  const std::vector<sample>& samples() const& noexcept { return *samples_; }
  /// A copy of a temporary's list, so that a loop over load_reference(...).samples() does not dangle.
  std::vector<sample> samples() && { return *samples_; }
  /// The images that were skipped because they cannot be read (reference_options::skip_broken).
  const std::vector<std::string>& skipped() const noexcept { return *skipped_; }

 private:
  detail::shared_vector<sample> samples_;
  detail::shared_vector<std::string> skipped_;
};

static_assert(ReferenceSource<reference_set>);

/// Reads a pool of images from places, one after another. A place is one of these:
///
/// - A folder: its .jpg, .jpeg, .png, .bmp and .gif files at any depth, in the byte order of their paths.
///   Links to folders are not followed.
/// - A .tar archive: the same kinds of files, in the order of the archive.
/// - A .txt list: one path per line, relative to data_root or to the folder of the list. Blank lines and
///   lines that begin with # are skipped.
/// - A .json file: {"images": [path, ...]}, or an annotation file, of which only the training images are
///   used, without labels. Images are found like those of a task (read_annotation).
///
/// Other files of a folder or archive are ignored, including captions, which load_pairs reads. Hidden and
/// system files and folders are ignored too, with a call of options.note.
///
/// Result: all images in this order; with a size, the first `size` images of a random order, in that order.
/// With skip_broken, every image that is drawn is decoded once, and images that cannot be decoded are
/// skipped; with a size, the next images in the order take their places.
/// Random: the order is a pure function of (seed, random_purpose::reference_subset, number of images).
/// Errors: file_error for a missing place or image; format_error for a list that cannot be read; data_error
/// if there are no images, a path leads outside, or more than skip_broken images are broken; setting_error
/// for a size of 0 or above that of the pool.
/// Example: auto pool = sdkt::load_reference("imagenet/train", {.size = 100'000});
[[nodiscard]] reference_set load_reference(const std::vector<std::filesystem::path>& places,
                                           const reference_options& options = {});

/// load_reference for places written in braces.
[[nodiscard]] reference_set load_reference(std::initializer_list<std::filesystem::path> places,
                                           const reference_options& options = {});

/// load_reference for one place.
[[nodiscard]] reference_set load_reference(const std::filesystem::path& place,
                                           const reference_options& options = {});

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/reference/impl/reference_set.ipp>
#endif
