// SPDX-License-Identifier: MIT
//
// Gives the images of a list their source, and checks that every one of them is there.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

#include <sdkt/concepts/sample.hpp>
#include <sdkt/error.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/stream/image_root.hpp>

namespace sdkt {

/// Answers whether images exist.
///
/// Cost: a folder that many images are asked of is listed once, however its path is written, because on a
/// network every question of its own costs a round trip; images that a listing does not show are asked for
/// one by one, and so are those whose path has ".." in it.
/// Memory: the folders of the paths, and the names of the files in those that were listed.
class image_check {
 public:
  explicit image_check(std::shared_ptr<const image_source> source) : source_{std::move(source)} {}

  bool exists(const std::string& path) {
    const auto* const folder = dynamic_cast<const folder_source*>(source_.get());
    if (folder == nullptr) return source_->contains(path);
    const std::size_t slash = path.rfind('/');
    const std::size_t name_at = slash == std::string::npos ? 0 : slash + 1;
    const std::optional<std::string> where = plain_folder(path.substr(0, name_at));
    if (!where) return source_->contains(path);
    known_folder& known = folders_[*where];
    if (++known.num_asked == list_after) known.names = file_names(folder->path_of(*where));
    return known.names.count(path.substr(name_at)) > 0 || source_->contains(path);
  }

 private:
  struct known_folder {
    std::size_t num_asked = 0;
    std::unordered_set<std::string> names;
  };
  static constexpr std::size_t list_after = 16;

  /// A folder's path without "." and empty parts, so that one folder is listed once. Nothing for a path with
  /// "..": what that leads to depends on links.
  static std::optional<std::string> plain_folder(std::string_view path) {
    std::string plain = path.starts_with('/') ? "/" : "";
    while (!path.empty()) {
      const std::string_view part = path.substr(0, path.find('/'));
      path.remove_prefix(part.size() == path.size() ? part.size() : part.size() + 1);
      if (part == "..") return std::nullopt;
      if (!part.empty() && part != ".") plain.append(part).append("/");
    }
    return plain;
  }

  static std::unordered_set<std::string> file_names(const std::filesystem::path& folder) {
    std::unordered_set<std::string> names;
    std::error_code ignored;
    std::filesystem::directory_iterator at{folder, ignored};
    for (; !ignored && at != std::filesystem::directory_iterator{}; at.increment(ignored)) {
      std::error_code unknown;
      if (at->is_regular_file(unknown)) names.insert(at->path().filename().string());
    }
    return names;
  }

  std::shared_ptr<const image_source> source_;
  std::map<std::string, known_folder> folders_;
};

/// Finds the images of one file's lists, all of them in one place: an archive, or the first folder that
/// holds the first image.
class image_finder {
 public:
  /// The source is null where a folder is to be found. accept_missing: images are not looked for, for a
  /// caller who does it later.
  image_finder(std::shared_ptr<const image_source> source, std::vector<std::filesystem::path> roots,
               bool accept_missing = false)
      : source_{std::move(source)},
        roots_{std::move(roots)},
        check_{source_},
        accept_missing_{accept_missing} {}

  /// Sets the source of the samples. where(entry) says in an error where an entry of the list is.
  ///
  /// Errors: file_error for the first image that is missing.
  template <class Where>
  void find(std::vector<sample>& samples, const Where& where) {
    for (std::size_t entry = 0; entry < samples.size(); ++entry) {
      const std::string& path = samples[entry].path;
      if (source_ == nullptr) {
        source_ = find_image_folder(roots_, path, where(entry));
        check_ = image_check{source_};
      } else if (!accept_missing_ && !check_.exists(path)) {
        throw file_error{where(entry), "the image " + source_->where(path) + " does not exist",
                         "restore it or take it out of the list"};
      }
      samples[entry].source = source_;
    }
  }

 private:
  std::shared_ptr<const image_source> source_;
  std::vector<std::filesystem::path> roots_;
  image_check check_;
  bool accept_missing_;
};

}  // namespace sdkt
