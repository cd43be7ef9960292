// SPDX-License-Identifier: MIT
//
// The sources of image files, a folder or a tar archive, behind one interface.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt {

/// A place from which image files are read by name. All members may be called from several threads at once.
class image_source {
 public:
  image_source() = default;
  image_source(const image_source&) = delete;
  image_source& operator=(const image_source&) = delete;
  virtual ~image_source() = default;

  /// The bytes of a whole file.
  ///
  /// Errors: file_error if the file is missing or unreadable.
  virtual std::vector<std::byte> read(const std::string& name) const = 0;

  /// Whether the source has a file of that name.
  virtual bool contains(const std::string& name) const = 0;

  /// The file's name in messages.
  virtual std::string where(const std::string& name) const = 0;

  /// The reason why a file that the source lists cannot be read, worded to follow "it is": "a hard link to
  /// 'b', which is not in the archive". Empty if no such reason is known.
  virtual std::string problem_of(const std::string& /*name*/) const { return {}; }
};

/// Files below a folder.
///
/// An absolute path is accepted as a name, and links are followed wherever they lead. The code that reads
/// lists checks which names they may contain; the owner of the folder is responsible for its links.
class folder_source final : public image_source {
 public:
  explicit folder_source(std::filesystem::path root) : root_{std::move(root)} {}

  std::vector<std::byte> read(const std::string& name) const override;

  bool contains(const std::string& name) const override;

  std::string where(const std::string& name) const override;

  /// The path of the file.
  std::filesystem::path path_of(const std::string& name) const { return root_ / name; }

 private:
  std::filesystem::path root_;
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/source.ipp>
#endif
