// SPDX-License-Identifier: MIT
//
// A file that many threads read at the same time, each at its own offset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// A regular file open for reading. Move-only.
///
/// Several threads may read at the same time: a read does not move a file position.
class input_file {
 public:
  /// Errors: file_error if the path is missing, unreadable or not a regular file.
  explicit input_file(std::filesystem::path path);
  input_file(input_file&& other) noexcept;
  input_file(const input_file&) = delete;
  input_file& operator=(const input_file&) = delete;
  input_file& operator=(input_file&&) = delete;
  ~input_file();

  const std::filesystem::path& path() const { return path_; }

  /// The size of the file in bytes when it was opened.
  std::uint64_t size() const { return size_; }

  /// Reads `bytes` bytes from `offset` on.
  ///
  /// Errors: file_error if the disk fails or the file has become shorter since it was opened.
  void read(void* destination, std::size_t bytes, std::uint64_t offset) const;

  /// A copy of `size` bytes from `offset` on. The caller must have checked that the file is long enough.
  std::vector<std::byte> copy(std::uint64_t offset, std::uint64_t size) const;

  /// The whole content.
  std::string text() const;

 private:
  std::filesystem::path path_;
  int handle_ = -1;
  std::uint64_t size_ = 0;
};

/// A part of an open file that is read as a separate file: the whole file, or a member of an archive.
class file_part {
 public:
  /// A whole file.
  ///
  /// Errors: those of input_file.
  explicit file_part(const std::filesystem::path& path);

  /// `size` bytes from `offset` on. The caller must have checked that the file is long enough.
  file_part(std::shared_ptr<const input_file> file, std::uint64_t offset, std::uint64_t size);

  std::uint64_t size() const { return size_; }

  /// Fills `target` as input_file::read does; the offset counts from the beginning of the part.
  void read_at(std::uint64_t offset, std::span<std::byte> target) const;

 private:
  std::shared_ptr<const input_file> file_;
  std::uint64_t offset_ = 0;
  std::uint64_t size_ = 0;
};

/// The content of a small file.
///
/// Errors: file_error if the file is larger than `limit` bytes or cannot be read.
std::string read_small_file(const std::filesystem::path& path, std::uint64_t limit);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/file/impl/input_file.ipp>
#endif
