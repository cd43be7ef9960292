// SPDX-License-Identifier: MIT
//
// Files that are written whole or not at all, and folders.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// Makes a new name in a folder durable, as far as the file system supports that.
void sync_folder_of(const std::filesystem::path& path) noexcept;

/// Creates a folder and its missing parents.
///
/// Errors: file_error if the folder cannot be created.
void create_folder(const std::filesystem::path& path);

/// Removes the unfinished files (NAME.part-XXXXXX) of processes that died while they wrote to a folder. Only
/// the process that writes to the folder may call this.
void remove_unfinished(const std::filesystem::path& folder);

/// A file that is written under a temporary name in the same folder. It gets its final name when it is
/// complete and on the disk.
///
/// Without commit() nothing is left behind, and an existing file with the final name is unchanged.
/// Errors: file_error for a missing folder, a full disk or a missing permission.
class output_file {
 public:
  explicit output_file(std::filesystem::path path);
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;
  ~output_file() { discard(); }

  void write(const void* data, std::size_t bytes);
  void write(std::string_view text) { write(text.data(), text.size()); }

  /// Makes the file durable and gives it its final name.
  void commit();

 private:
  void discard() noexcept;
  [[noreturn]] void fail(std::string_view what, std::string_view remedy);

  std::filesystem::path path_;
  std::string temporary_;
  int descriptor_ = -1;
};

/// Writes a whole text file; see output_file.
void write_text_file(const std::filesystem::path& path, std::string_view text);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/file/impl/output_file.ipp>
#endif
