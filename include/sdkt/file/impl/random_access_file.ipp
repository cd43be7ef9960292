// SPDX-License-Identifier: MIT
//
// Definitions of random_access_file.hpp.
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
#include <sdkt/base/mode.hpp>
#include <sdkt/file/random_access_file.hpp>

namespace sdkt::detail {

SDKT_INLINE random_access_file::random_access_file(const std::filesystem::path& path) : path_{path} {
  // A list may name a pipe. O_NONBLOCK: opening a pipe must not wait for its writer.
  handle_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (handle_ < 0) {
    const std::string reason = std::generic_category().message(errno);
    throw file_error{path.string(), "cannot be opened (" + reason + ")",
                     "check the path and its permissions"};
  }
  struct stat status {};
  if (::fstat(handle_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(handle_);
    throw file_error{path.string(), "expected a file, found a folder or a device", "give the path of a file"};
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

SDKT_INLINE random_access_file::random_access_file(random_access_file&& other) noexcept
    : path_{std::move(other.path_)}, handle_{std::exchange(other.handle_, -1)}, size_{other.size_} {}

SDKT_INLINE random_access_file::~random_access_file() {
  if (handle_ >= 0) ::close(handle_);
}

SDKT_INLINE void random_access_file::read_at(std::uint64_t offset, std::span<std::byte> target) const {
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

SDKT_INLINE std::vector<std::byte> random_access_file::read(std::uint64_t offset, std::uint64_t size) const {
  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  read_at(offset, bytes);
  return bytes;
}

SDKT_INLINE file_part::file_part(const std::filesystem::path& path)
    : file_{std::make_shared<const random_access_file>(path)}, size_{file_->size()} {}

SDKT_INLINE file_part::file_part(std::shared_ptr<const random_access_file> file, std::uint64_t offset,
                                 std::uint64_t size)
    : file_{std::move(file)}, offset_{offset}, size_{size} {}

SDKT_INLINE void file_part::read_at(std::uint64_t offset, std::span<std::byte> target) const {
  file_->read_at(offset_ + offset, target);
}

}  // namespace sdkt::detail
