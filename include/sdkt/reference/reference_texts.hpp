// SPDX-License-Identifier: MIT
//
// Images and, apart from them, a list of texts that they are compared with.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/dataset/list_fields.hpp>
#include <sdkt/file/located_json.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/reference/reference_list.hpp>
#include <sdkt/reference/reference_set.hpp>
#include <sdkt/reference/reference_text.hpp>
#include <sdkt/stream/shared_vector.hpp>

namespace sdkt {

namespace detail {

/// The texts of a file with one a line; of a table the first column.
inline std::vector<std::string> texts_of_lines(const std::filesystem::path& file, bool is_table) {
  const std::string whole = read_utf8(file);
  std::vector<std::string> texts;
  std::string_view rest = whole;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::string_view text = trimmed(line);
    if (text.empty() || (!is_table && text.front() == '#')) continue;
    texts.push_back(filled_text(is_table ? line.substr(0, line.find('\t')) : text,
                                [&] { return file.string() + ", line " + std::to_string(number); }));
  }
  return texts;
}

/// The texts of {"texts": [text, ...]} or [text, ...].
inline std::vector<std::string> texts_of_json(const std::filesystem::path& file) {
  constexpr std::string_view remedy = "write {\"texts\": [text, ...]} or [text, ...]";
  const located_json json{file};
  const bool is_plain = json.root().items() != nullptr;
  const located_value& listed = is_plain ? json.root() : required_list(json, json.root(), "texts", remedy);
  std::vector<std::string> texts;
  texts.reserve(listed.items()->size());
  for (const located_value& one : *listed.items()) {
    const auto where = [&] { return json.where(one) + ": texts entry " + std::to_string(texts.size()); };
    if (one.text() == nullptr) throw format_error{where(), "expected a text, got " + one.described(), remedy};
    texts.push_back(filled_text(*one.text(), where));
  }
  return texts;
}

}  // namespace detail

/// Images and a list of texts apart: no text belongs to one image. Satisfies ReferenceSource; copies share
/// the lists.
///
/// Errors: data_error for no texts or an empty one, format_error for one that is not UTF-8.
/// Source: Zheng et al., Preventing Zero-Shot Transfer Degradation (ICCV 2023): images of ImageNet, texts of
/// Conceptual Captions.
/// See also: reference_pairs, where every image has its own text.
class reference_with_texts {
 public:
  static constexpr bool has_texts = true;

  reference_with_texts(reference_set images, std::vector<std::string> texts)
      : images_{std::move(images)}, texts_{std::move(texts)} {
    if (texts_->empty()) {
      throw data_error{"reference", "the list of texts is empty", "give at least one text"};
    }
    detail::check_texts(*texts_);
  }

  const std::vector<sample>& samples() const& noexcept { return images_.samples(); }
  const std::vector<std::string>& texts() const& noexcept { return *texts_; }
  /// Copies of a temporary's lists.
  std::vector<sample> samples() && { return images_.samples(); }
  std::vector<std::string> texts() && { return *texts_; }
  /// The images that were passed over because they cannot be read (reference_options::skip_broken).
  const std::vector<std::string>& skipped() const noexcept { return images_.skipped(); }

 private:
  reference_set images_;
  detail::shared_vector<std::string> texts_;
};

static_assert(ReferenceSource<reference_with_texts> && !has_paired_texts<reference_with_texts>);

/// Reads a list of texts: a .txt file (one a line; blank lines and lines that begin with # are skipped), a
/// .json file ({"texts": [text, ...]} or [text, ...]), or a .tsv file as Conceptual Captions has it (caption,
/// tab, address: the first column is taken; a first column that begins with # is a caption).
///
/// Result: the texts in the order of the file, without white space around them; the same text twice stays
/// twice.
/// Errors: file_error for a file that cannot be read; format_error for another kind of file, malformed JSON,
/// and bytes that are not UTF-8; data_error for an empty text and for a file without any.
/// Memory: at most 80 times the file.
/// Example: auto texts = sdkt::load_texts("Validation_GCC-1.1.0-Validation.tsv");
inline std::vector<std::string> load_texts(const std::filesystem::path& file) {
  expect_file(file);
  const std::string suffix = detail::lower_suffix(file.native());
  if (suffix != ".txt" && suffix != ".json" && suffix != ".tsv") {
    throw format_error{file.string(), "expected a .txt, .json or .tsv file of texts", "give one of those"};
  }
  auto texts =
      suffix == ".json" ? detail::texts_of_json(file) : detail::texts_of_lines(file, suffix == ".tsv");
  if (texts.empty()) throw data_error{file.string(), "the file holds no texts", "give at least one text"};
  return texts;
}

/// Puts a list of texts beside a pool of images.
///
/// Errors: those of reference_with_texts.
/// Example: sdkt::with_texts(sdkt::load_reference("imagenet/train"), sdkt::load_texts("captions.tsv"))
inline reference_with_texts with_texts(reference_set images, std::vector<std::string> texts) {
  return {std::move(images), std::move(texts)};
}

}  // namespace sdkt
