// SPDX-License-Identifier: MIT
//
// Image-text pairs as reference: every image has its own text.
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

/// Images and their texts, in the same order. Satisfies ReferenceSource; copies share the lists.
///
/// Errors: data_error if the number of texts differs from that of images or a text is empty; format_error for
/// a text that is not UTF-8.
/// See also: reference_with_texts, for texts that do not belong to images; task_pairs, for other pairs in
/// each task.
class reference_pairs {
 public:
  static constexpr bool has_texts = true;
  static constexpr bool has_pairs = true;

  reference_pairs(std::vector<sample> samples, std::vector<std::string> texts,
                  std::vector<std::string> skipped = {});

  const std::vector<sample>& samples() const& noexcept { return *samples_; }
  const std::vector<std::string>& texts() const& noexcept { return *texts_; }
  /// Copies of a temporary's lists.
  std::vector<sample> samples() && { return *samples_; }
  std::vector<std::string> texts() && { return *texts_; }
  /// The images that were skipped because they cannot be read (reference_options::skip_broken).
  const std::vector<std::string>& skipped() const noexcept { return *skipped_; }

 private:
  detail::shared_vector<sample> samples_;
  detail::shared_vector<std::string> texts_;
  detail::shared_vector<std::string> skipped_;
};

static_assert(ReferenceSource<reference_pairs> && compose::has_paired_texts<reference_pairs>);

/// Reads image-text pairs from places, one after another. A place is one of these:
///
/// - A folder or a .tar archive in WebDataset's form: every image NAME.jpg, NAME.png and so on, at any depth,
///   has NAME.txt beside it, or NAME.json with a "caption". If both exist, they must agree. Other files are
///   ignored.
/// - A .json list: {"images": [[path, caption], ...]} or {"images": [path, ...], "captions": [text, ...]}.
///   Images are found like those of load_reference. An image may occur several times with other captions.
///
/// Result: all pairs, in the order of load_reference; with a size, the draw of load_reference. Texts have no
/// white space around them.
/// Random: that of load_reference; the same images are drawn.
/// Cost: texts beside images that are not drawn are not read.
/// Errors: those of load_reference; data_error for an image without text, a .txt without image, an image with
/// two texts, and an empty text; format_error for a text that is not UTF-8 or exceeds 1 MiB.
/// Example: auto pairs = sdkt::load_pairs({"cc3m/00000.tar", "cc3m/00001.tar"}, {.size = 10'000});
reference_pairs load_pairs(const std::vector<std::filesystem::path>& places,
                           const reference_options& options = {});

/// load_pairs for places written in braces.
reference_pairs load_pairs(std::initializer_list<std::filesystem::path> places,
                           const reference_options& options = {});

/// load_pairs for one place.
reference_pairs load_pairs(const std::filesystem::path& place, const reference_options& options = {});

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/reference/impl/reference_pairs.ipp>
#endif
