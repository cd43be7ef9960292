// SPDX-License-Identifier: MIT
//
// Definitions of reference_texts.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/dataset/list_fields.hpp>
#include <sdkt/dataset/skipped_files.hpp>
#include <sdkt/file/located_json.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/reference/reference_list.hpp>
#include <sdkt/reference/reference_set.hpp>
#include <sdkt/reference/reference_text.hpp>
#include <sdkt/reference/reference_texts.hpp>
#include <sdkt/stream/shared_vector.hpp>

namespace sdkt::detail {

/// The texts of a file with one text per line; from a table, the first column.
SDKT_INLINE std::vector<std::string> texts_of_lines(const std::filesystem::path& file, bool is_table) {
  const std::string whole = file::read_utf8(file);
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
SDKT_INLINE std::vector<std::string> texts_of_json(const std::filesystem::path& file) {
  constexpr std::string_view remedy = "write {\"texts\": [text, ...]} or [text, ...]";
  const file::located_json json{file};
  const bool is_plain = json.root().items() != nullptr;
  const file::located_value& listed =
      is_plain ? json.root() : required_list(json, json.root(), "texts", remedy);
  std::vector<std::string> texts;
  texts.reserve(listed.items()->size());
  for (const file::located_value& one : *listed.items()) {
    const auto where = [&] { return json.where(one) + ": texts entry " + std::to_string(texts.size()); };
    if (one.text() == nullptr)
      throw format_error{where(), "expected a string, got " + one.described(), remedy};
    texts.push_back(filled_text(*one.text(), where));
  }
  return texts;
}

}  // namespace sdkt::detail

namespace sdkt {

SDKT_INLINE reference_with_texts::reference_with_texts(reference_set images, std::vector<std::string> texts)
    : images_{std::move(images)}, texts_{std::move(texts)} {
  if (texts_->empty()) {
    throw data_error{"reference", "the list of texts is empty", "add at least one text"};
  }
  detail::check_texts(*texts_);
}

SDKT_INLINE std::vector<std::string> load_texts(const std::filesystem::path& file) {
  file::expect_file(file);
  const std::string suffix = detail::lower_suffix(file.native());
  if (suffix != ".txt" && suffix != ".json" && suffix != ".tsv") {
    throw format_error{file.string(), "expected a .txt, .json or .tsv file of texts", "use one of those"};
  }
  auto texts =
      suffix == ".json" ? detail::texts_of_json(file) : detail::texts_of_lines(file, suffix == ".tsv");
  if (texts.empty()) throw data_error{file.string(), "the file contains no texts", "add at least one text"};
  return texts;
}

SDKT_INLINE reference_with_texts with_texts(reference_set images, std::vector<std::string> texts) {
  return {std::move(images), std::move(texts)};
}

}  // namespace sdkt
