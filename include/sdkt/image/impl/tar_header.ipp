// SPDX-License-Identifier: MIT
//
// Definitions of tar_header.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/tar_header.hpp>

namespace sdkt::detail {

/// The value of a number field: octal digits between blanks or NULs, or base 256 if the top bit is set.
/// Nothing if the field is malformed.
SDKT_INLINE std::optional<std::uint64_t> tar_number(std::string_view field) {
  std::uint64_t value = 0;
  const auto lead = static_cast<unsigned char>(field.front());
  if (lead >= 0x80) {
    if ((lead & 0x40U) != 0) return std::nullopt;  // negative
    value = lead & 0x3FU;
    for (const char c : field.substr(1)) {
      if (value > (std::numeric_limits<std::uint64_t>::max() >> 8)) return std::nullopt;
      value = (value << 8) | static_cast<unsigned char>(c);
    }
    return value;
  }
  field = tar_text(field);
  const std::size_t first = field.find_first_not_of(' ');
  if (first == std::string_view::npos) return 0;
  field = field.substr(first, field.find_last_not_of(' ') + 1 - first);
  for (const char c : field) {  // at most twelve digits: no overflow
    if (c < '0' || c > '7') return std::nullopt;
    value = value * 8 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

SDKT_INLINE bool tar_checksum_holds(std::string_view block) {
  const auto stored = tar_number(block.substr(148, 8));
  std::int64_t as_unsigned = 8 * ' ';
  std::int64_t as_signed = 8 * ' ';
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (i >= 148 && i < 156) continue;
    as_unsigned += static_cast<unsigned char>(block[i]);
    as_signed += static_cast<signed char>(block[i]);
  }
  if (!stored) return false;
  const auto sum = static_cast<std::int64_t>(*stored);
  return sum == as_unsigned || sum == as_signed;
}

SDKT_INLINE std::optional<tar_header> parse_tar_header(std::string_view block) {
  const auto size = tar_number(block.substr(124, 12));
  if (!size) return std::nullopt;
  tar_header header{std::string{tar_text(block.substr(0, 100))}, *size, block[156],
                    std::string{tar_text(block.substr(157, 100))}};
  // GNU's variant ends the magic with a blank and stores other data in place of the POSIX prefix.
  if (block.substr(257, 6) == std::string_view{"ustar\0", 6}) {
    const std::string_view prefix = tar_text(block.substr(345, 155));
    if (!prefix.empty()) header.name = std::string{prefix} + '/' + header.name;
  }
  return header;
}

/// The value of a decimal number without a sign. Nothing if it is malformed or too large.
SDKT_INLINE std::optional<std::uint64_t> decimal_number(std::string_view digits) {
  if (digits.empty() || digits.size() > 19) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

SDKT_INLINE bool apply_pax_records(std::string_view records, tar_extension& extension) {
  while (!records.empty() && records.front() != '\0') {
    const std::size_t blank = records.find(' ');
    if (blank == std::string_view::npos) return false;
    const auto length = decimal_number(records.substr(0, blank));
    if (!length || *length > records.size() || *length < blank + 3) return false;
    const auto size = static_cast<std::size_t>(*length);
    if (records[size - 1] != '\n') return false;
    const std::string_view record = records.substr(blank + 1, size - blank - 2);
    const std::size_t equals = record.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view key = record.substr(0, equals);
    const std::string_view value = record.substr(equals + 1);
    if (key == "path" || key == "linkpath") {
      if (value.find('\0') != std::string_view::npos) return false;
      (key == "path" ? extension.name : extension.link) = std::string{value};
    } else if (key == "size") {
      extension.size = decimal_number(value);
      if (!extension.size) return false;
    } else if (key.substr(0, 11) == "GNU.sparse.") {
      extension.sparse = true;
    }
    records.remove_prefix(size);
  }
  return true;
}

SDKT_INLINE std::string_view tar_member_name(std::string_view name) {
  while (name.substr(0, 2) == "./") {
    name.remove_prefix(2);
    name.remove_prefix(std::min(name.find_first_not_of('/'), name.size()));
  }
  return name;
}

SDKT_INLINE bool name_stays_inside(std::string_view name) {
  if (name.empty() || name.front() == '/') return false;
  while (true) {
    const std::size_t slash = name.find('/');
    if (name.substr(0, slash) == "..") return false;
    if (slash == std::string_view::npos) return true;
    name.remove_prefix(slash + 1);
  }
}

}  // namespace sdkt::detail
