// SPDX-License-Identifier: MIT
//
// What the tests of streams share: a folder that cleans up after itself, and sources without files.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sentence_of.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt_test {

/// An empty folder that is removed with everything in it.
class scratch_folder {
 public:
  scratch_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sdkt_test_XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw sdkt::file_error{pattern, "cannot be made", ""};
    path_ = pattern;
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }

  /// Writes a file, and the folders it needs.
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << text;
    return file;
  }

 private:
  std::filesystem::path path_;
};

/// A source that holds every name and no bytes.
class any_source final : public sdkt::image_source {
 public:
  std::vector<std::byte> read(const std::string&) const override { return {}; }
  bool contains(const std::string&) const override { return true; }
  std::string where(const std::string& name) const override { return name; }
};

inline const std::filesystem::path mini_tasks =
    std::filesystem::path{SDKT_SOURCE_DIR} / "examples" / "mini" / "tasks";

/// The header of a PNG of 2 x 3 pixels, for readers that look at no more.
inline const std::string small_png{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03\x08\x02\0\0\0", 29};

/// The images of a reference, by their names.
template <class Reference>
std::vector<std::string> paths(const Reference& reference) {
  std::vector<std::string> all;
  for (const sdkt::sample& one : reference.samples()) all.push_back(one.path);
  return all;
}

}  // namespace sdkt_test
