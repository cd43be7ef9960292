// SPDX-License-Identifier: MIT
//
// Files at the level of the operating system: reads at a place, writes that appear whole or not at
// all.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdio.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>

namespace sdkt::detail {

/// An open file that is only read, at any place, by any number of threads.
class input_file {
 public:
  /// Errors: file_error if it is missing, no regular file or unreadable.
  explicit input_file(std::filesystem::path path) : path_{std::move(path)} {
    descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) throw file_error{path_.string(), why("cannot be opened"), "check the path"};
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
      ::close(descriptor_);
      throw file_error{path_.string(), "is not a regular file", "name a file"};
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
  input_file(input_file&& other) noexcept
      : path_{std::move(other.path_)},
        descriptor_{std::exchange(other.descriptor_, -1)},
        size_{other.size_} {}
  input_file(const input_file&) = delete;
  input_file& operator=(const input_file&) = delete;
  input_file& operator=(input_file&&) = delete;
  ~input_file() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  const std::filesystem::path& path() const noexcept { return path_; }
  std::uint64_t size() const noexcept { return size_; }

  /// Fills `bytes` bytes from the place `offset`.
  void read(void* destination, std::size_t bytes, std::uint64_t offset) const {
    auto* target = static_cast<char*>(destination);
    while (bytes > 0) {
      const ssize_t count = ::pread(descriptor_, target, bytes, static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw file_error{path_.string(), why("cannot be read"), "check the disk"};
      if (count == 0) throw file_error{path_.string(), "became shorter while it was read", "read it again"};
      target += count;
      offset += static_cast<std::uint64_t>(count);
      bytes -= static_cast<std::size_t>(count);
    }
  }

 private:
  static std::string why(std::string_view what) {
    return std::string{what}.append(": ").append(std::strerror(errno));
  }

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

/// Makes a new name in a folder durable, as far as its file system can.
inline void sync_folder_of(const std::filesystem::path& path) noexcept {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const int entry = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (entry < 0) return;
  ::fsync(entry);
  ::close(entry);
}

/// Makes a folder and those above it.
///
/// Errors: file_error if it cannot be made.
inline void create_folder(const std::filesystem::path& path) {
  std::error_code problem;
  std::filesystem::create_directories(path, problem);
  if (!problem) return;
  throw file_error{path.string(), "cannot be created: " + problem.message(),
                   "check the path and its permissions"};
}

/// Removes what processes left in a folder that died while they wrote: NAME.part-XXXXXX. To be called by the
/// one process that writes there.
inline void remove_unfinished(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::vector<std::filesystem::path> unfinished;
  for (const auto& entry : std::filesystem::directory_iterator{folder, ignored}) {
    const std::string name = entry.path().filename().string();
    const auto mark = name.rfind(".part-");
    if (mark != std::string::npos && name.size() == mark + 12) unfinished.push_back(entry.path());
  }
  for (const auto& path : unfinished) std::filesystem::remove_all(path, ignored);
}

/// A file that is written beside its final name and renamed when it is complete and on the disk.
///
/// Without commit() nothing is left behind, and a file of the final name stays as it was.
/// Errors: file_error for a folder that is missing, a disk that is full, a missing permission.
class output_file {
 public:
  explicit output_file(std::filesystem::path path) : path_{std::move(path)}, temporary_{path_.string()} {
    temporary_ += ".part-XXXXXX";
    descriptor_ = ::mkstemp(temporary_.data());
    if (descriptor_ < 0) {
      temporary_.clear();
      fail("cannot be created", "name a place in a folder that exists and may be written");
    }
    ::fchmod(descriptor_, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
  }
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;
  ~output_file() { discard(); }

  void write(const void* data, std::size_t bytes) {
    const auto* source = static_cast<const char*>(data);
    while (bytes > 0) {
      const ssize_t count = ::write(descriptor_, source, bytes);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail("cannot be written", "make room on the disk or name another place");
      source += count;
      bytes -= static_cast<std::size_t>(count);
    }
  }
  void write(std::string_view text) { write(text.data(), text.size()); }

  /// Makes the file durable and gives it its name.
  void commit() {
    if (::fsync(descriptor_) != 0) fail("cannot be written", "make room on the disk or name another place");
    if (::close(std::exchange(descriptor_, -1)) != 0) fail("cannot be written", "check the disk");
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("cannot be created", "name another place");
    temporary_.clear();
    sync_folder_of(path_);
  }

 private:
  void discard() noexcept {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
  }
  [[noreturn]] void fail(std::string_view what, std::string_view remedy) {
    const std::string reason = std::strerror(errno);
    discard();
    throw file_error{path_.string(), std::string{what}.append(": ").append(reason), remedy};
  }

  std::filesystem::path path_;
  std::string temporary_;
  int descriptor_ = -1;
};

/// A whole small text file.
///
/// Errors: file_error if it is larger than `limit` bytes.
inline std::string read_text_file(const std::filesystem::path& path, std::uint64_t limit = 100'000'000) {
  const input_file file{path};
  if (file.size() > limit) {
    throw file_error{path.string(), "has " + std::to_string(file.size()) + " bytes, too many for a text file",
                     "check that it is the right file"};
  }
  std::string text(static_cast<std::size_t>(file.size()), '\0');
  file.read(text.data(), text.size(), 0);
  return text;
}

/// Writes a whole text; see output_file.
inline void write_text_file(const std::filesystem::path& path, std::string_view text) {
  output_file file{path};
  file.write(text);
  file.commit();
}

}  // namespace sdkt::detail
