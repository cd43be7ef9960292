// SPDX-License-Identifier: MIT
//
// Definitions of file_lock.hpp.
#pragma once

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/file/file_lock.hpp>

namespace sdkt::detail {

SDKT_INLINE file_lock::file_lock(std::filesystem::path path) : path_{std::move(path)} {
  // Between open and flock the holder may have removed the file; then a new file is needed.
  while (descriptor_ < 0) {
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
    if (descriptor_ < 0) fail("cannot be created");
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) refuse();
      fail("cannot be locked");
    }
    if (!is_current()) ::close(std::exchange(descriptor_, -1));
  }
  const std::string owner = std::to_string(::getpid()) + "\n";
  if (::ftruncate(descriptor_, 0) != 0 ||
      ::write(descriptor_, owner.data(), owner.size()) != static_cast<ssize_t>(owner.size())) {
    fail("cannot be written");
  }
}

SDKT_INLINE file_lock::~file_lock() {
  ::unlink(path_.c_str());
  ::close(descriptor_);
}

SDKT_INLINE bool file_lock::is_current() const {
  struct stat open_file {};
  struct stat named {};
  return ::fstat(descriptor_, &open_file) == 0 && ::stat(path_.c_str(), &named) == 0 &&
         open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev;
}

SDKT_INLINE void file_lock::refuse() {
  char owner[24] = {};
  const ssize_t count = ::pread(descriptor_, owner, sizeof owner - 1, 0);
  const std::string_view text{owner, count > 0 ? static_cast<std::size_t>(count) : 0};
  ::close(std::exchange(descriptor_, -1));  // the file belongs to the other process and is kept
  throw setting_error{
      path_.parent_path().string(),
      "is being written by another run, process " + std::string{text.substr(0, text.find('\n'))},
      "wait for it, stop it, or choose another folder"};
}

SDKT_INLINE void file_lock::fail(std::string_view what) {
  const std::string reason = std::strerror(errno);
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  throw file_error{path_.string(), std::string{what}.append(": ").append(reason),
                   "check the path, its permissions and the free disk space"};
}

}  // namespace sdkt::detail
