// SPDX-License-Identifier: MIT
//
// Definitions of input_file.hpp.
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
#include <sdkt/file/input_file.hpp>

namespace sdkt::detail {

SDKT_INLINE input_file::input_file(std::filesystem::path path) : path_{std::move(path)} {
  // A list may name a pipe. O_NONBLOCK: opening a pipe must not wait for its writer.
  handle_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (handle_ < 0) {
    const std::string reason = std::generic_category().message(errno);
    throw file_error{path_.string(), "cannot be opened (" + reason + ")",
                     "check the path and its permissions"};
  }
  struct stat status {};
  if (::fstat(handle_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(handle_);
    throw file_error{path_.string(), "expected a file, found a folder or a device",
                     "give the path of a file"};
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

SDKT_INLINE input_file::input_file(input_file&& other) noexcept
    : path_{std::move(other.path_)}, handle_{std::exchange(other.handle_, -1)}, size_{other.size_} {}

SDKT_INLINE input_file::~input_file() {
  if (handle_ >= 0) ::close(handle_);
}

SDKT_INLINE void input_file::read(void* destination, std::size_t bytes, std::uint64_t offset) const {
  auto* target = static_cast<char*>(destination);
  while (bytes > 0) {
    const ssize_t count = ::pread(handle_, target, bytes, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const std::string reason = std::generic_category().message(errno);
      throw file_error{path_.string(), "cannot be read (" + reason + ")", "check the disk it is on"};
    }
    if (count == 0) {
      throw file_error{path_.string(), "has become shorter while it was in use",
                       "start again with the whole file"};
    }
    target += count;
    offset += static_cast<std::uint64_t>(count);
    bytes -= static_cast<std::size_t>(count);
  }
}

SDKT_INLINE std::vector<std::byte> input_file::copy(std::uint64_t offset, std::uint64_t size) const {
  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  read(bytes.data(), bytes.size(), offset);
  return bytes;
}

SDKT_INLINE std::string input_file::text() const {
  std::string whole(static_cast<std::size_t>(size_), '\0');
  read(whole.data(), whole.size(), 0);
  return whole;
}

SDKT_INLINE file_part::file_part(const std::filesystem::path& path)
    : file_{std::make_shared<const input_file>(path)}, size_{file_->size()} {}

SDKT_INLINE file_part::file_part(std::shared_ptr<const input_file> file, std::uint64_t offset,
                                 std::uint64_t size)
    : file_{std::move(file)}, offset_{offset}, size_{size} {}

SDKT_INLINE void file_part::read_at(std::uint64_t offset, std::span<std::byte> target) const {
  file_->read(target.data(), target.size(), offset_ + offset);
}

SDKT_INLINE std::string read_small_file(const std::filesystem::path& path, std::uint64_t limit) {
  const input_file file{path};
  if (file.size() > limit) {
    throw file_error{path.string(), "has " + std::to_string(file.size()) + " bytes, too many for a text file",
                     "check that it is the right file"};
  }
  return file.text();
}

}  // namespace sdkt::detail
