// SPDX-License-Identifier: MIT
//
// Definitions of zip_names.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/file/zip_names.hpp>

namespace sdkt::detail {

SDKT_INLINE void zip_content::add(std::string_view name) {
  const std::string_view last =
      name.substr(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1);
  is_torchscript = is_torchscript || last == "constants.pkl" || name.find("/code/") != std::string_view::npos;
  has_pickle = has_pickle || last == "data.pkl";
  has_npy = has_npy || name.ends_with(".npy");
  has_keras = has_keras || last == "model.weights.h5";
}

/// A number in a zip file, in little-endian order.
SDKT_INLINE std::uint64_t zip_number(std::string_view bytes, std::size_t at, std::size_t size) noexcept {
  std::uint64_t value = 0;
  for (std::size_t byte = size; byte-- > 0;) {
    value = (value << 8) | (at + byte < bytes.size() ? static_cast<unsigned char>(bytes[at + byte]) : 0U);
  }
  return value;
}

SDKT_INLINE std::optional<zip_content> read_zip_content(const input_file& file) {
  constexpr std::uint64_t end_size = 22, longest_comment = 65'535, wide_end_size = 56, entry_size = 46;
  constexpr std::uint64_t longest_list = 1 << 20;
  std::string tail(static_cast<std::size_t>(std::min(file.size(), end_size + longest_comment)), '\0');
  file.read(tail.data(), tail.size(), file.size() - tail.size());
  const std::size_t end = tail.rfind("PK\x05\x06");
  if (end == std::string::npos || tail.size() - end < end_size) return std::nullopt;
  std::uint64_t size = zip_number(tail, end + 12, 4);
  std::uint64_t begin = zip_number(tail, end + 16, 4);
  if (begin == 0xFFFFFFFFU || size == 0xFFFFFFFFU) {  // the numbers are in the zip64 record before the end
    const std::size_t wide = tail.rfind("PK\x06\x06", end);
    if (wide == std::string::npos || tail.size() - wide < wide_end_size) return std::nullopt;
    size = zip_number(tail, wide + 40, 8);
    begin = zip_number(tail, wide + 48, 8);
  }
  if (begin > file.size() || size > file.size() - begin) return std::nullopt;
  std::string list(static_cast<std::size_t>(std::min(size, longest_list)), '\0');
  file.read(list.data(), list.size(), begin);
  zip_content content;
  for (std::size_t at = 0; at + entry_size <= list.size() && list.compare(at, 4, "PK\x01\x02") == 0;) {
    const auto name = static_cast<std::size_t>(zip_number(list, at + 28, 2));
    if (at + entry_size + name > list.size()) break;
    content.add(std::string_view{list}.substr(at + entry_size, name));
    at += entry_size + name + static_cast<std::size_t>(zip_number(list, at + 30, 2)) +
          static_cast<std::size_t>(zip_number(list, at + 32, 2));
  }
  return content;
}

}  // namespace sdkt::detail
