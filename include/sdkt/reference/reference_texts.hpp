// SPDX-License-Identifier: MIT
//
// Images and a separate list of texts with which they are compared.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/reference/reference_set.hpp>
#include <sdkt/stream/shared_vector.hpp>

namespace sdkt {

/// Images and a separate list of texts, which do not belong to single images. Satisfies ReferenceSource;
/// copies share the lists.
///
/// Errors: data_error if there are no texts or a text is empty; format_error for a text that is not UTF-8.
/// Source: Zheng et al., Preventing Zero-Shot Transfer Degradation (ICCV 2023): images of ImageNet, texts of
/// Conceptual Captions.
/// See also: reference_pairs, in which every image has its own text.
class reference_with_texts {
 public:
  static constexpr bool has_texts = true;

  reference_with_texts(reference_set images, std::vector<std::string> texts);

  const std::vector<sample>& samples() const& noexcept { return images_.samples(); }
  const std::vector<std::string>& texts() const& noexcept { return *texts_; }
  /// Copies of a temporary's lists.
  std::vector<sample> samples() && { return images_.samples(); }
  std::vector<std::string> texts() && { return *texts_; }
  /// The images that were skipped because they cannot be read (reference_options::skip_broken).
  const std::vector<std::string>& skipped() const noexcept { return images_.skipped(); }

 private:
  reference_set images_;
  detail::shared_vector<std::string> texts_;
};

static_assert(ReferenceSource<reference_with_texts> && !compose::has_paired_texts<reference_with_texts>);

/// Reads a list of texts from one of these:
///
/// - A .txt file: one text per line. Blank lines and lines that begin with # are skipped.
/// - A .json file: {"texts": [text, ...]} or [text, ...].
/// - A .tsv file in the form of Conceptual Captions: caption, tab, address. Only the first column is used,
///   even if it begins with #.
///
/// Result: the texts in the order of the file, without white space around them. Duplicates are kept.
/// Memory: at most 80 times the file.
/// Errors: file_error for a file that cannot be read; format_error for another kind of file, malformed JSON,
/// and bytes that are not UTF-8; data_error for an empty text and for a file without texts.
/// Example: auto texts = sdkt::load_texts("Validation_GCC-1.1.0-Validation.tsv");
std::vector<std::string> load_texts(const std::filesystem::path& file);

/// Combines a pool of images with a list of texts.
///
/// Errors: those of reference_with_texts.
/// Example: sdkt::with_texts(sdkt::load_reference("imagenet/train"), sdkt::load_texts("captions.tsv"))
[[nodiscard]] reference_with_texts with_texts(reference_set images, std::vector<std::string> texts);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/reference/impl/reference_texts.ipp>
#endif
