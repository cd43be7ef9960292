// SPDX-License-Identifier: MIT
//
// Reads whole text files, and rejects files that are not UTF-8.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/text/text_place.hpp>

namespace sdkt::detail {

/// The encoding other than UTF-8 that a byte order mark or NUL bytes reveal, for example "UTF-16LE". Nothing
/// if the bytes contain neither; an empty name if they contain NUL bytes that no encoding explains.
std::optional<std::string_view> other_encoding(std::string_view bytes);

/// Throws if the bytes are UTF-16 or UTF-32, or contain NUL bytes. where() returns the name of the file.
///
/// Errors: format_error.
template <class Where>
void expect_text(std::string_view bytes, const Where& where) {
  const auto encoding = other_encoding(bytes);
  if (!encoding) return;
  if (encoding->empty()) {
    throw format_error{where(), "it contains NUL bytes, which are not allowed in a text file",
                       "check that it is a text file"};
  }
  const std::string name{*encoding};
  throw format_error{where(), "the text is " + name + ", but only UTF-8 is supported",
                     "save it as UTF-8, for example with iconv -f " + name + " -t UTF-8"};
}

/// Throws unless the text is UTF-8. where() returns the name of the file.
///
/// Errors: format_error.
template <class Where>
void expect_utf8(std::string_view text, const Where& where) {
  expect_text(text, where);
  const auto broken = first_broken_byte(text);
  if (!broken) return;
  throw format_error{where() + ", " + text_place(text, *broken), "the bytes from here on are not UTF-8",
                     "save the text as UTF-8"};
}

/// A text without its byte order mark.
std::string_view without_mark(std::string_view text);

}  // namespace sdkt::detail

namespace sdkt::file {

/// Throws unless the path exists and is not a folder.
///
/// Errors: file_error.
void expect_file(const std::filesystem::path& file);

/// The content of a text file, which may also be a pipe.
///
/// Invalid UTF-8 is accepted unless listed below, because file names may contain it.
/// Errors: file_error; format_error for UTF-16, UTF-32 and NUL bytes, and for a file of a known other kind: a
/// Git LFS pointer, a web page, a packed file.
/// Memory: the size of the file; for a pipe, up to 3 times its size.
[[nodiscard]] std::string read_text(const std::filesystem::path& file);

/// The content of a UTF-8 text file, without its byte order mark.
///
/// Errors: those of read_text; format_error, with line and column, for invalid UTF-8.
std::string read_utf8(const std::filesystem::path& file);

/// Calls take(entry, line number) for every line of a list, without the blanks around the entry. Skips blank
/// lines and lines that begin with #.
template <class Take>
void for_each_entry(std::string_view text, const Take& take) {
  text = detail::without_mark(text);
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.empty() && line.front() != '#') take(line, number);
  }
}

}  // namespace sdkt::file

#if SDKT_HAS_DEFINITIONS
#include <sdkt/file/impl/text_file.ipp>
#endif
