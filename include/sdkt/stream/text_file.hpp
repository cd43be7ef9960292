// SPDX-License-Identifier: MIT
//
// Small text files, read whole.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

#include <sdkt/error.hpp>

namespace sdkt {

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
/// Errors: file_error.
/// Memory: the size of the file; of a pipe up to 3 times as much.
inline std::string read_text(const std::filesystem::path& file) {
  expect_file(file);
  std::error_code no_file;
  const std::uintmax_t size = std::filesystem::file_size(file, no_file);
  std::ifstream stream{file, std::ios::binary};
  std::string text(no_file ? 0 : static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.append(std::istreambuf_iterator<char>{stream}, {});
  if (!stream) throw file_error{file.string(), "the file cannot be read", "check its permissions"};
  return text;
}

/// Calls take(entry, line number) for every line of a list, without the blanks around it; blank lines and
/// those that begin with # are skipped.
template <class Take>
void for_each_entry(std::string_view text, const Take& take) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.empty() && line.front() != '#') take(line, number);
  }
}

}  // namespace sdkt
