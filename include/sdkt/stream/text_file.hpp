// SPDX-License-Identifier: MIT
//
// Small text files, read whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <string>
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

}  // namespace sdkt
