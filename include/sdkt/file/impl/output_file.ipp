// SPDX-License-Identifier: MIT
//
// Definitions of output_file.hpp.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
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
#include <sdkt/base/mode.hpp>
#include <sdkt/file/output_file.hpp>

namespace sdkt::detail {

SDKT_INLINE void sync_folder_of(const std::filesystem::path& path) noexcept {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const int entry = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (entry < 0) return;
  ::fsync(entry);
  ::close(entry);
}

SDKT_INLINE void create_folder(const std::filesystem::path& path) {
  std::error_code problem;
  std::filesystem::create_directories(path, problem);
  if (!problem) return;
  throw file_error{path.string(), "cannot be created: " + problem.message(),
                   "check the path and its permissions"};
}

SDKT_INLINE void remove_unfinished(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::vector<std::filesystem::path> unfinished;
  for (const auto& entry : std::filesystem::directory_iterator{folder, ignored}) {
    const std::string name = entry.path().filename().string();
    const auto mark = name.rfind(".part-");
    if (mark != std::string::npos && name.size() == mark + 12) unfinished.push_back(entry.path());
  }
  for (const auto& path : unfinished) std::filesystem::remove_all(path, ignored);
}

SDKT_INLINE output_file::output_file(std::filesystem::path path)
    : path_{std::move(path)}, temporary_{path_.string()} {
  temporary_ += ".part-XXXXXX";
  descriptor_ = ::mkstemp(temporary_.data());
  if (descriptor_ < 0) {
    temporary_.clear();
    fail("cannot be created", "choose a place in an existing, writable folder");
  }
  ::fchmod(descriptor_, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
}

SDKT_INLINE void output_file::write(const void* data, std::size_t bytes) {
  const auto* source = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t count = ::write(descriptor_, source, bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot be written", "free some disk space or choose another place");
    source += count;
    bytes -= static_cast<std::size_t>(count);
  }
}

SDKT_INLINE void output_file::commit() {
  if (::fsync(descriptor_) != 0) fail("cannot be written", "free some disk space or choose another place");
  if (::close(std::exchange(descriptor_, -1)) != 0) fail("cannot be written", "check the disk");
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("cannot be created", "choose another place");
  temporary_.clear();
  sync_folder_of(path_);
}

SDKT_INLINE void output_file::discard() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  temporary_.clear();
}

SDKT_INLINE void output_file::fail(std::string_view what, std::string_view remedy) {
  const std::string reason = std::strerror(errno);
  discard();
  throw file_error{path_.string(), std::string{what}.append(": ").append(reason), remedy};
}

SDKT_INLINE void write_text_file(const std::filesystem::path& path, std::string_view text) {
  output_file file{path};
  file.write(text);
  file.commit();
}

}  // namespace sdkt::detail
