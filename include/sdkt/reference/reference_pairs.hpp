// SPDX-License-Identifier: MIT
//
// Image-text pairs that teachers guide the student on: every image has a text of its own.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/reference/pair_list.hpp>
#include <sdkt/reference/reference_draw.hpp>
#include <sdkt/reference/reference_list.hpp>
#include <sdkt/reference/reference_text.hpp>
#include <sdkt/stream/shared_vector.hpp>

namespace sdkt {

/// Images and their texts, in one order. Satisfies ReferenceSource; copies share the lists.
///
/// Errors: data_error for another number of texts than of images or an empty text, format_error for a text
/// that is not UTF-8.
/// See also: reference_with_texts for texts that belong to no image, task_pairs for other pairs in every
/// task.
class reference_pairs {
 public:
  static constexpr bool has_texts = true;
  static constexpr bool has_pairs = true;

  reference_pairs(std::vector<sample> samples, std::vector<std::string> texts,
                  std::vector<std::string> skipped = {})
      : samples_{std::move(samples)}, texts_{std::move(texts)}, skipped_{std::move(skipped)} {
    if (texts_->size() != samples_->size()) {
      throw data_error{"reference",
                       "expected " + std::to_string(samples_->size()) + " texts, one an image, got " +
                           std::to_string(texts_->size()),
                       "give them in the order of the images"};
    }
    detail::check_texts(*texts_);
  }

  const std::vector<sample>& samples() const& noexcept { return *samples_; }
  const std::vector<std::string>& texts() const& noexcept { return *texts_; }
  /// Copies of a temporary's lists.
  std::vector<sample> samples() && { return *samples_; }
  std::vector<std::string> texts() && { return *texts_; }
  /// The images that were passed over because they cannot be read (reference_options::skip_broken).
  const std::vector<std::string>& skipped() const noexcept { return *skipped_; }

 private:
  detail::shared_vector<sample> samples_;
  detail::shared_vector<std::string> texts_;
  detail::shared_vector<std::string> skipped_;
};

static_assert(ReferenceSource<reference_pairs> && has_paired_texts<reference_pairs>);

/// Reads image-text pairs from one place after the other.
///
/// A place is a folder or a .tar archive as WebDataset has it (every image, NAME.jpg, .png or another at any
/// depth, has NAME.txt beside it, or NAME.json with a "caption"; where both say one they must agree; other
/// files are ignored), or a .json list: {"images": [[path, caption], ...]} or {"images": [path, ...],
/// "captions": [text, ...]}, whose images are found as those of load_reference are. An image may occur
/// several times in a list, with other captions.
/// Result: all pairs, in the order in which load_reference gives their images; with a size, the draw of
/// load_reference. Texts are without white space around them.
/// Random: that of load_reference: the same images are drawn.
/// Errors: those of load_reference; data_error for an image without text, a .txt without image, an image
/// with two texts and an empty text; format_error for a text that is not UTF-8 or has more than 1 MiB.
/// Cost: the texts beside images that are not drawn are not read.
/// Example: auto pairs = sdkt::load_pairs({"cc3m/00000.tar", "cc3m/00001.tar"}, {.size = 10'000});
inline reference_pairs load_pairs(const std::vector<std::filesystem::path>& places,
                                  const reference_options& options = {}) {
  auto pool = detail::drawn_pool(places, options, "give a folder, archive or list of images with a text each",
                                 [&](const std::filesystem::path& place, const note_taker& note) {
                                   return detail::read_pairs(place, {options.data_root, options.allow_outside,
                                                                     options.accept_missing, note});
                                 });
  std::vector<sample> samples;
  std::vector<std::string> texts;
  samples.reserve(pool.drawn.size());
  texts.reserve(pool.drawn.size());
  for (detail::listed_pair& pair : pool.drawn) {
    texts.push_back(detail::text_of(pair));
    samples.push_back(std::move(pair.image));
  }
  return {std::move(samples), std::move(texts), std::move(pool.skipped)};
}

/// The same for places written in braces.
inline reference_pairs load_pairs(std::initializer_list<std::filesystem::path> places,
                                  const reference_options& options = {}) {
  return load_pairs(std::vector<std::filesystem::path>{places}, options);
}

/// The same for one place.
inline reference_pairs load_pairs(const std::filesystem::path& place, const reference_options& options = {}) {
  return load_pairs(std::vector<std::filesystem::path>{place}, options);
}

}  // namespace sdkt
