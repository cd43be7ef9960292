// SPDX-License-Identifier: MIT
//
// Text files, read whole, and refused where they are not in UTF-8.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/file/file_kind.hpp>
#include <sdkt/text/text_place.hpp>

namespace sdkt {

namespace detail {

/// The encoding other than UTF-8 that NUL bytes or a byte order mark give away: "UTF-16LE". Nothing if there
/// are neither; an empty name if there are NUL bytes and no encoding explains them.
inline std::optional<std::string_view> other_encoding(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xFF\xFE\0\0"sv) || bytes.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv)) return "UTF-16";
  if (bytes.find('\0') == std::string_view::npos) return std::nullopt;
  std::size_t num_even = 0, num_odd = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (bytes[at] == '\0') ++(at % 2 == 0 ? num_even : num_odd);
  }
  if (num_even == 0) return "UTF-16LE";
  if (num_odd == 0) return "UTF-16BE";
  return "";
}

/// Throws if the bytes are in UTF-16 or UTF-32, or hold NUL bytes. where() names the file.
///
/// Errors: format_error.
template <class Where>
void expect_text(std::string_view bytes, const Where& where) {
  const auto encoding = other_encoding(bytes);
  if (!encoding) return;
  if (encoding->empty()) {
    throw format_error{where(), "it holds NUL bytes, which a text file never does",
                       "check that it is a text file"};
  }
  const std::string name{*encoding};
  throw format_error{where(), "the text is " + name + ", and only UTF-8 is read",
                     "save it as UTF-8, for example with iconv -f " + name + " -t UTF-8"};
}

/// The first byte that no UTF-8 character explains, if there is one.
inline std::optional<std::size_t> first_broken_byte(std::string_view text) {
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t length = utf8_length(text.substr(position));
    if (length == 0) return position;
    position += length;
  }
  return std::nullopt;
}

/// Throws unless the bytes are UTF-8. where() names the file.
///
/// Errors: format_error.
template <class Where>
void expect_utf8(std::string_view text, const Where& where) {
  expect_text(text, where);
  const auto broken = first_broken_byte(text);
  if (!broken) return;
  throw format_error{where() + ", " + text_place(text, *broken), "the bytes from here on are no UTF-8",
                     "save the text as UTF-8"};
}

/// A text without its byte order mark.
inline std::string_view without_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

}  // namespace detail

/// Throws unless there is a file of that name.
///
/// Errors: file_error.
inline void expect_file(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    throw file_error{file.string(), "there is no such file", "check the path"};
  }
  if (std::filesystem::is_directory(file, ignored)) {
    throw file_error{file.string(), "expected a file, found a folder", "give the path of a file in it"};
  }
}

/// A whole text file. It may be a pipe too.
///
/// Errors: file_error; format_error for UTF-16, UTF-32 and NUL bytes, and for a file of a known other kind: a
/// pointer of Git LFS, a web page, a packed file. Other invalid UTF-8 passes:
/// file names may hold them. Memory: the size of the file; of a pipe up to 3 times as much.
inline std::string read_text(const std::filesystem::path& file) {
  expect_file(file);
  std::error_code no_file;
  const std::uintmax_t size = std::filesystem::file_size(file, no_file);
  std::ifstream stream{file, std::ios::binary};
  std::string text(no_file ? 0 : static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.append(std::istreambuf_iterator<char>{stream}, {});
  if (!stream) throw file_error{file.string(), "the file cannot be read", "check its permissions"};
  if (!text.empty()) detail::refuse_other_kinds(text, file);
  detail::expect_text(text, [&] { return detail::shown_text(file.string()); });
  return text;
}

/// A whole text file in UTF-8, without its byte order mark.
///
/// Errors: those of read_text; format_error, with line and column, for invalid UTF-8.
inline std::string read_utf8(const std::filesystem::path& file) {
  std::string text = read_text(file);
  detail::expect_utf8(text, [&] { return detail::shown_text(file.string()); });
  if (detail::without_mark(text).size() < text.size()) text.erase(0, 3);
  return text;
}

/// Calls take(entry, line number) for every line of a list, without the blanks around it; blank lines and
/// those that begin with # are skipped.
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

}  // namespace sdkt
