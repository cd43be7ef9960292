// SPDX-License-Identifier: MIT
//
// Files of a test: a folder that lives as long as it does, bytes, and the sentence of a refusal.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "bytes.hpp"
#include "sentence_of.hpp"
#include "temporary_folder.hpp"

using sdkt_test::sentence_of;
using sdkt_test::temporary_folder;

using sdkt_test::read_bytes;
using sdkt_test::write_bytes;

inline std::size_t num_entries(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator{folder}) ++count;
  return count;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
