// SPDX-License-Identifier: MIT
//
// A file that many threads read at once, each at its own place.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>

namespace sdkt::detail {

/// A regular file open for reading. Move-only. Threads may read at once: a read moves no file position.
class random_access_file {
 public:
  /// Errors: file_error if the path is missing, unreadable or no regular file.
  explicit random_access_file(const std::filesystem::path& path) : path_{path} {
    // A list may name a pipe, and opening one must not wait for its writer.
    handle_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (handle_ < 0) {
      const std::string reason = std::generic_category().message(errno);
      throw file_error{path.string(), "cannot be opened (" + reason + ")",
                       "check the path and its permissions"};
    }
    struct stat status {};
    if (::fstat(handle_, &status) != 0 || !S_ISREG(status.st_mode)) {
      ::close(handle_);
      throw file_error{path.string(), "expected a file, found a folder or a device",
                       "give the path of a file"};
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
  random_access_file(random_access_file&& other) noexcept
      : path_{std::move(other.path_)}, handle_{std::exchange(other.handle_, -1)}, size_{other.size_} {}
  random_access_file& operator=(random_access_file&&) = delete;
  ~random_access_file() {
    if (handle_ >= 0) ::close(handle_);
  }

  const std::filesystem::path& path() const { return path_; }

  /// Bytes in the file when it was opened.
  std::uint64_t size() const { return size_; }

  /// Fills `target` with the bytes from `offset` on.
  ///
  /// Errors: file_error if the disk fails or the file has become shorter since it was opened.
  void read_at(std::uint64_t offset, std::span<std::byte> target) const {
    while (!target.empty()) {
      const ssize_t count = ::pread(handle_, target.data(), target.size(), static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        const std::string reason = std::generic_category().message(errno);
        throw file_error{path_.string(), "cannot be read (" + reason + ")", "check the disk it is on"};
      }
      if (count == 0) {
        throw file_error{path_.string(), "has become shorter while it was in use",
                         "start again with the whole file"};
      }
      target = target.subspan(static_cast<std::size_t>(count));
      offset += static_cast<std::uint64_t>(count);
    }
  }

  /// A copy of `size` bytes from `offset` on; the caller has checked that the file is that long.
  std::vector<std::byte> read(std::uint64_t offset, std::uint64_t size) const {
    std::vector<std::byte> bytes(static_cast<std::size_t>(size));
    read_at(offset, bytes);
    return bytes;
  }

 private:
  std::filesystem::path path_;
  int handle_ = -1;
  std::uint64_t size_ = 0;
};

/// Bytes of an open file that are read as a file of their own: all of it, or a member of an archive.
class file_part {
 public:
  /// A whole file. Errors: as random_access_file.
  explicit file_part(const std::filesystem::path& path)
      : file_{std::make_shared<const random_access_file>(path)}, size_{file_->size()} {}

  /// `size` bytes from `offset` on; the caller has checked that the file is that long.
  file_part(std::shared_ptr<const random_access_file> file, std::uint64_t offset, std::uint64_t size)
      : file_{std::move(file)}, offset_{offset}, size_{size} {}

  std::uint64_t size() const { return size_; }

  /// As random_access_file::read_at, within the part.
  void read_at(std::uint64_t offset, std::span<std::byte> target) const {
    file_->read_at(offset_ + offset, target);
  }

 private:
  std::shared_ptr<const random_access_file> file_;
  std::uint64_t offset_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace sdkt::detail
