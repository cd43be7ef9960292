// SPDX-License-Identifier: MIT
//
// Files of a test: a folder that lives as long as it does, bytes, and the sentence of a refusal.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "../../support/sentence_of.hpp"
#include "../../support/temporary_folder.hpp"

using sdkt_test::sentence_of;
using sdkt_test::temporary_folder;

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream{path, std::ios::binary} << bytes;
}
inline std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}
inline std::size_t num_entries(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator{folder}) ++count;
  return count;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
