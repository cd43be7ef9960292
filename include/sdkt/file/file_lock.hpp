// SPDX-License-Identifier: MIT
//
// A lock that ends with its process: two runs never write to the same folder.
#pragma once

#include <cstring>
#include <filesystem>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// Holds an exclusive lock on a file, and removes the file at the end.
///
/// The kernel releases the lock when the process ends, even after a crash. A file left behind locks nothing.
/// Errors: setting_error, with the id of the other process, if the lock is taken; file_error if the file
/// cannot be created.
class file_lock {
 public:
  explicit file_lock(std::filesystem::path path);
  file_lock(const file_lock&) = delete;
  file_lock& operator=(const file_lock&) = delete;
  ~file_lock();

 private:
  /// Whether the path still names the open file.
  bool is_current() const;
  [[noreturn]] void refuse();
  [[noreturn]] void fail(std::string_view what);

  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/file/impl/file_lock.ipp>
#endif
