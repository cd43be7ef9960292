// SPDX-License-Identifier: MIT
//
// Safetensors files written by hand, and what is said of those that are refused.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

#include "../../support/test_files.hpp"
#include <sdkt/weights/safetensors.hpp>

/// A file of a header and data; the header is not padded.
inline std::string file_of(const std::string& header, const std::string& data = {}) {
  std::string bytes(8, '\0');
  const std::uint64_t size = header.size();
  std::memcpy(bytes.data(), &size, sizeof size);
  return bytes + header + data;
}

/// The sentence with which a file of these bytes is refused.
inline std::string refusal(const std::string& bytes) {
  const temporary_folder folder;
  write_bytes(folder / "bad.safetensors", bytes);
  return sentence_of<sdkt::format_error>(
      [&] { static_cast<void>(sdkt::weights::safetensors_file{folder / "bad.safetensors"}); });
}
