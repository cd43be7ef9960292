// SPDX-License-Identifier: MIT
//
// Recognises files that are not what was expected: the kinds that are found in place of a model's files.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/file/input_file.hpp>

namespace sdkt::detail {

/// The kind of a file in words, and what to do to get the expected file.
struct file_kind {
  std::string what;    ///< "is a Git LFS pointer, not the file itself"
  std::string remedy;  ///< "run `git lfs pull` in its folder"
};

/// The name of a file for a command line, to be put in quotes; FILE if quotes are not enough for the name.
std::string name_in_command(const std::filesystem::path& path);

/// Whether bytes contain a mark at a place.
bool has_at(std::string_view bytes, std::size_t place, std::string_view mark) noexcept;

/// The kind of a zip file, found from the names of its members.
file_kind zip_kind(const input_file& file);

inline bool is_zip(std::string_view bytes) noexcept { return has_at(bytes, 0, "PK\x03\x04"); }

/// The kind of a file that should contain weights; nothing if its kind is unknown.
///
/// Cost: one read of 512 bytes; for a zip file, also its list of contents, at most 1 MiB.
std::optional<file_kind> kind_in_place_of_weights(const input_file& file);

/// Throws if a file that should be JSON or another text is of a known other kind: empty, a pointer, a web
/// page, packed, weights.
///
/// Errors: format_error that names the kind.
void refuse_other_kinds(std::string_view text, const std::filesystem::path& path);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/file/impl/file_kind.ipp>
#endif
