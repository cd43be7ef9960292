// SPDX-License-Identifier: MIT
//
// Where image files come from: a folder or a tar archive, behind one interface.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/base/shown_text.hpp>
#include <sdkt/file/random_access_file.hpp>
#include <sdkt/image/tar.hpp>

namespace sdkt {

/// A place that image files are read from by name. All members may be called from several threads at once.
class image_source {
 public:
  image_source() = default;
  image_source(const image_source&) = delete;
  image_source& operator=(const image_source&) = delete;
  virtual ~image_source() = default;

  /// The whole file. Errors: file_error if it is missing or unreadable.
  virtual std::vector<std::byte> read(const std::string& name) const = 0;

  /// Whether there is a file of that name.
  virtual bool contains(const std::string& name) const = 0;

  /// What to call the file in a message.
  virtual std::string where(const std::string& name) const = 0;

  /// Why a file of that name cannot be read though the source names it, after "it is": "a hard link to 'b',
  /// which the archive does not hold". Empty if nothing of the kind is known.
  virtual std::string problem_of(const std::string& /*name*/) const { return {}; }
};

/// Files below a folder. A name that is an absolute path stands for itself, and links are followed wherever
/// they lead: which names a list may hold is checked where lists are read, and links are the folder's
/// owner's.
class folder_source final : public image_source {
 public:
  explicit folder_source(std::filesystem::path root) : root_{std::move(root)} {}

  std::vector<std::byte> read(const std::string& name) const override {
    const detail::random_access_file file{root_ / name};
    return file.read(0, file.size());
  }

  bool contains(const std::string& name) const override {
    std::error_code ignored;
    return std::filesystem::is_regular_file(root_ / name, ignored);
  }

  std::string where(const std::string& name) const override {
    return detail::shown_text(path_of(name).string());
  }

  /// Where the file is.
  std::filesystem::path path_of(const std::string& name) const { return root_ / name; }

 private:
  std::filesystem::path root_;
};

/// Members of a tar archive, called "archive.tar(member)" in messages.
class tar_source final : public image_source {
 public:
  explicit tar_source(tar_archive archive) : archive_{std::move(archive)} {}

  const tar_archive& archive() const { return archive_; }

  std::vector<std::byte> read(const std::string& name) const override { return archive_.read(name); }

  bool contains(const std::string& name) const override { return archive_.contains(name); }

  std::string where(const std::string& name) const override {
    return archive_.path().string() + '(' + detail::shown_text(name) + ')';
  }

  std::string problem_of(const std::string& name) const override { return archive_.broken_link(name); }

 private:
  tar_archive archive_;
};

}  // namespace sdkt
