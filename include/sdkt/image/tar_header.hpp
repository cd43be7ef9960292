// SPDX-License-Identifier: MIT
//
// The 512-byte header of a tar member and the extended headers that may come before it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// The size in bytes of the blocks that make up a tar file.
inline constexpr std::uint64_t tar_block = 512;

/// The content of a header block, before extended headers are applied.
struct tar_header {
  std::string name;
  std::uint64_t size = 0;
  char type = '0';
  std::string link = {};  ///< target of a link

  bool regular() const { return type == '0' || type == '\0' || type == '7'; }
  bool is_hard_link() const { return type == '1'; }
  bool is_symbolic_link() const { return type == '2'; }
  /// False for links, devices and folders: they have no data, even if their size field is not 0.
  bool has_data() const { return type < '1' || type > '6'; }
};

/// The characters of a field up to its first NUL.
inline std::string_view tar_text(std::string_view field) { return field.substr(0, field.find('\0')); }

/// Whether the checksum field is the sum of the block's bytes, with blanks in place of the field itself.
///
/// Old writers added the bytes as signed numbers, so both sums are accepted.
bool tar_checksum_holds(std::string_view block);

/// Reads a header block whose checksum is right. Nothing if its size field is malformed.
std::optional<tar_header> parse_tar_header(std::string_view block);

/// The changes that an extended header makes to the member after it.
struct tar_extension {
  std::optional<std::string> name;
  std::optional<std::string> link;
  std::optional<std::uint64_t> size;
  bool sparse = false;
};

/// Applies pax records, each "LENGTH KEY=VALUE\n" with the length of the whole record. Returns false if a
/// record is malformed.
bool apply_pax_records(std::string_view records, tar_extension& extension);

/// A member's name without a leading "./".
std::string_view tar_member_name(std::string_view name);

/// Whether a name stays below the folder in which it is looked up: it is not absolute and has no ".." part.
bool name_stays_inside(std::string_view name);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/tar_header.ipp>
#endif
