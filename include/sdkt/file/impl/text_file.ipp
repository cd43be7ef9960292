// SPDX-License-Identifier: MIT
//
// Definitions of text_file.hpp.
#pragma once

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
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/file/file_kind.hpp>
#include <sdkt/file/text_file.hpp>

namespace sdkt::detail {

SDKT_INLINE std::optional<std::string_view> other_encoding(std::string_view bytes) {
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

SDKT_INLINE std::string_view without_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

}  // namespace sdkt::detail

namespace sdkt::file {

SDKT_INLINE void expect_file(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    throw file_error{file.string(), "there is no such file", "check the path"};
  }
  if (std::filesystem::is_directory(file, ignored)) {
    throw file_error{file.string(), "expected a file, found a folder", "give the path of a file in it"};
  }
}

SDKT_INLINE std::string read_text(const std::filesystem::path& file) {
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

SDKT_INLINE std::string read_utf8(const std::filesystem::path& file) {
  std::string text = read_text(file);
  detail::expect_utf8(text, [&] { return detail::shown_text(file.string()); });
  if (detail::without_mark(text).size() < text.size()) text.erase(0, 3);
  return text;
}

}  // namespace sdkt::file
