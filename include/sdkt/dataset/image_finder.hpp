// SPDX-License-Identifier: MIT
//
// Gives the images of a list their source, and checks that every image exists.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/dataset/near_reader.hpp>
#include <sdkt/dataset/skipped_files.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt::dataset {

/// Returns whether images exist.
///
/// Cost: a folder with 16 or more queries is listed once, however its path is written, because on a network
/// file system every single query costs a round trip. Images that the listing does not show and images with
/// ".." in their path are queried one by one.
/// Memory: the folders of the paths, and the names of the files in the folders that were listed.
class image_check {
 public:
  explicit image_check(std::shared_ptr<const image_source> source) : source_{std::move(source)} {}

  bool exists(const std::string& path);

 private:
  struct known_folder {
    std::size_t num_asked = 0;
    std::unordered_set<std::string> names;
  };
  static constexpr std::size_t list_after = 16;

  /// The path of a folder without "." and empty parts, so that each folder is listed once. Nothing for a path
  /// with "..", which may lead through links.
  static std::optional<std::string> plain_folder(std::string_view path);

  static std::unordered_set<std::string> file_names(const std::filesystem::path& folder);

  std::shared_ptr<const image_source> source_;
  std::map<std::string, known_folder> folders_;
};

/// Finds the images of the lists of one file. All of them are in one place: an archive, or the first folder
/// that has the first image.
///
/// If no file has exactly the listed path, near names are tried (near_reader). If one file matches, it is
/// used, and the sample gets its name.
class image_finder {
 public:
  /// A null source means that a folder among roots must be found. With accept_missing, missing images keep
  /// their names, for a caller that looks for them later; only the first image must exist, to choose the
  /// folder.
  image_finder(std::shared_ptr<const image_source> source, std::vector<std::filesystem::path> roots,
               bool accept_missing = false);

  /// Sets the source of the samples, and their names if near names were used. where(entry) returns the place
  /// of an entry, for error messages.
  ///
  /// Errors: file_error for the first image that is missing.
  template <class Where>
  void find(std::vector<sample>& samples, const Where& where) {
    listed_.clear();
    holds_any_.reset();
    for (std::size_t entry = 0; entry < samples.size(); ++entry) {
      std::string& path = samples[entry].path;
      if (source_ == nullptr && !choose_folder(samples, path)) throw in_no_folder(path, where(entry));
      if (check_.exists(path)) {
        has_exact_ = true;
      } else if (accept_missing_) {
        path = near_name_or_same(samples, path, where, entry);
      } else {
        path = near_name_of(samples, path, where, entry);
      }
      samples[entry].source = source_;
    }
  }

  /// Passes to `note` a sentence with the name of the list and the number of paths that were read under near
  /// names, if there are any.
  void say_near_names(const note_taker& note, const std::string& list) const;

 private:
  /// Chooses the folder that has the image, or a file of nearly its name. False if there is none.
  bool choose_folder(const std::vector<sample>& samples, const std::string& path);

  /// Adds folders whose names are nearly those of roots that do not exist.
  void add_near_roots();

  bool holds_any(const std::vector<sample>& samples);

  template <class Where>
  std::string near_name_of(const std::vector<sample>& samples, const std::string& path, const Where& where,
                           std::size_t entry) {
    bool may_move = !has_exact_ && !near_->has_found();
    if (may_move) {
      if (!holds_any_) holds_any_ = holds_any(samples);
      may_move = !*holds_any_;
    }
    const std::vector<std::string> near = near_->find(path, may_move);
    const std::string problem = source_->problem_of(path);
    if (!problem.empty()) {
      throw file_error{where(entry), "the image " + source_->where(path) + " is " + problem,
                       "recreate the archive with the targets of its links"};
    }
    if (near.size() != 1) {
      const std::string hint = detail::hint_about(path, near);
      throw file_error{where(entry), "the image " + source_->where(path) + " does not exist" + hint,
                       near.empty() ? "restore it or remove it from the list"
                                    : "correct its path to the name of the file"};
    }
    if (listed_.empty()) {
      for (const sample& one : samples) listed_.insert(one.path);
    }
    const auto [known, is_new] = spelling_of_.emplace(near.front(), path);
    if (listed_.count(near.front()) > 0 || known->second != path) {
      throw file_error{where(entry),
                       "the image " + source_->where(path) +
                           " does not exist, and the file with a similar name, " +
                           detail::shown_text(near.front()) + ", is also listed",
                       "restore it or remove it from the list"};
    }
    return near.front();
  }

  /// Like near_name_of, but returns the listed name if no file matches.
  template <class Where>
  std::string near_name_or_same(const std::vector<sample>& samples, const std::string& path,
                                const Where& where, std::size_t entry) {
    try {
      return near_name_of(samples, path, where, entry);
    } catch (const file_error&) {
      return path;
    }
  }

  file_error in_no_folder(const std::string& path, const std::string& where);

  std::shared_ptr<const image_source> source_;
  std::vector<std::filesystem::path> roots_;
  image_check check_;
  bool accept_missing_;
  std::optional<detail::near_reader> near_;
  std::optional<bool> holds_any_;                   ///< whether any image of this list exists
  bool has_exact_ = false;                          ///< whether any listed path is exactly that of a file
  std::unordered_set<std::string> listed_;          ///< the paths of this list, filled when first needed
  std::map<std::string, std::string> spelling_of_;  ///< files read under near names -> their listed paths
};

}  // namespace sdkt::dataset

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/image_finder.ipp>
#endif
