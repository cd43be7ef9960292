// SPDX-License-Identifier: MIT
//
// Gives the images of a list their source, and checks that every one of them is there.
#pragma once

#include <algorithm>
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

#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/dataset/near_reader.hpp>
#include <sdkt/dataset/skipped_files.hpp>
#include <sdkt/image/source.hpp>

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
///
/// A path that no file has exactly is looked for by its near names (near_reader): where one file fits, that
/// is read, and the sample has its name from then on.
class image_finder {
 public:
  /// The source is null where a folder is to be found. accept_missing: images that are not there keep their
  /// names, for a caller who looks for them later; only the first has to be there.
  image_finder(std::shared_ptr<const image_source> source, std::vector<std::filesystem::path> roots,
               bool accept_missing = false)
      : source_{std::move(source)},
        roots_{std::move(roots)},
        check_{source_},
        accept_missing_{accept_missing} {
    if (source_ != nullptr) near_.emplace(source_);
  }

  /// Sets the source of the samples, and their names where those are near ones. where(entry) says in an error
  /// where an entry of the list is.
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

  /// Says how many paths were read under near names. The list is named in the sentence.
  void say_near_names(const note_taker& note, const std::string& list) const {
    if (!note || spelling_of_.empty()) return;
    const std::size_t count = spelling_of_.size();
    const auto& [name, listed] = *spelling_of_.begin();
    note(list + ": " + std::to_string(count) + (count == 1 ? " path is" : " paths are") +
         " read as the file that is called nearly so, " + (count == 1 ? "" : "the first: ") +
         detail::shown_text(listed) + " as " + detail::shown_text(name));
  }

 private:
  /// Whether a folder has the image, or one of nearly its name.
  bool choose_folder(const std::vector<sample>& samples, const std::string& path) {
    const auto choose = [&](const std::filesystem::path& root) {
      source_ = std::make_shared<const folder_source>(root);
      check_ = image_check{source_};
      near_.emplace(source_);
    };
    for (const std::filesystem::path& root : roots_) {
      choose(root);
      if (source_->contains(path)) return true;
    }
    add_near_roots();
    for (const std::filesystem::path& root : roots_) {
      choose(root);
      if (source_->contains(path)) return true;
    }
    for (const bool may_move : {false, true}) {
      for (const std::filesystem::path& root : roots_) {
        choose(root);
        if (may_move && holds_any(samples)) continue;
        if (near_->find(path, may_move).size() == 1) return true;
      }
    }
    source_ = nullptr;
    return false;
  }

  /// Folders that are called nearly as those that are not there.
  void add_near_roots() {
    const std::vector<std::filesystem::path> exact = roots_;
    for (const std::filesystem::path& root : exact) {
      if (!root.has_filename()) continue;
      std::filesystem::path near = detail::near_entry(
          root.has_parent_path() ? root.parent_path() : std::filesystem::path{"."}, root.filename().string());
      if (near.filename() != root.filename()) roots_.push_back(std::move(near));
    }
  }

  bool holds_any(const std::vector<sample>& samples) {
    return std::any_of(samples.begin(), samples.end(),
                       [&](const sample& one) { return check_.exists(one.path); });
  }

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
                       "write the archive again with what its links lead to"};
    }
    if (near.size() != 1) {
      const std::string hint = detail::hint_about(path, near);
      throw file_error{
          where(entry), "the image " + source_->where(path) + " does not exist" + hint,
          near.empty() ? "restore it or take it out of the list" : "write its path as the file is called"};
    }
    if (listed_.empty()) {
      for (const sample& one : samples) listed_.insert(one.path);
    }
    const auto [known, is_new] = spelling_of_.emplace(near.front(), path);
    if (listed_.count(near.front()) > 0 || known->second != path) {
      throw file_error{where(entry),
                       "the image " + source_->where(path) +
                           " does not exist, and the file that is called nearly "
                           "so, " +
                           detail::shown_text(near.front()) + ", is listed too",
                       "restore it or take it out of the list"};
    }
    return near.front();
  }

  /// The same, and the name as it is listed where no file fits.
  template <class Where>
  std::string near_name_or_same(const std::vector<sample>& samples, const std::string& path,
                                const Where& where, std::size_t entry) {
    try {
      return near_name_of(samples, path, where, entry);
    } catch (const file_error&) {
      return path;
    }
  }

  file_error in_no_folder(const std::string& path, const std::string& where) {
    std::string looked_in;
    std::vector<std::string> near;
    for (const std::filesystem::path& root : roots_) {
      looked_in += (looked_in.empty() ? "" : ", ") + root.string();
      detail::near_reader reader{std::make_shared<const folder_source>(root)};
      if (near.empty()) near = reader.find(path, true);
    }
    return file_error{where,
                      "the image " + detail::shown_text(path) + " is in none of the folders " + looked_in +
                          detail::hint_about(path, near),
                      near.empty() ? "put the images there or give the data root that holds them"
                                   : "write its path as the file is called"};
  }

  std::shared_ptr<const image_source> source_;
  std::vector<std::filesystem::path> roots_;
  image_check check_;
  bool accept_missing_;
  std::optional<detail::near_reader> near_;
  std::optional<bool> holds_any_;                   ///< whether one of the list's is there
  bool has_exact_ = false;                          ///< whether a path of the lists is a file's
  std::unordered_set<std::string> listed_;          ///< the paths of this list, once they are asked for
  std::map<std::string, std::string> spelling_of_;  ///< files read under near names: what the list has
};

}  // namespace sdkt
