// SPDX-License-Identifier: MIT
//
// A tree of images with one folder a class, as most data sets that people make themselves are.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/detail/shown_text.hpp>
#include <sdkt/detail/text_key.hpp>
#include <sdkt/error.hpp>
#include <sdkt/image/header.hpp>
#include <sdkt/stream/reference_list.hpp>

namespace sdkt {

/// The images of one class: paths below the tree's folder, in the order of their bytes.
struct class_images {
  std::string name;                                                 ///< the folder's, underscores as spaces
  std::vector<std::string> all = {};                                ///< of a tree without splits
  std::vector<std::string> train = {}, validation = {}, test = {};  ///< of a tree with them
};

/// What a tree of class folders holds.
struct class_folders {
  std::filesystem::path root;              ///< absolute, without links
  bool has_splits = false;                 ///< train/CLASS, and val/CLASS or test/CLASS or both
  std::vector<class_images> classes = {};  ///< in the order of their folders' bytes
  std::vector<std::string> left_out = {};  ///< a sentence for each file that could not be taken
  std::vector<std::string> empty = {};     ///< class folders without an image
  std::size_t num_other_files = 0;         ///< files that are no .jpg, .jpeg or .png
};

namespace detail {

/// What a folder holds, sorted; hidden files and folders are passed over.
struct folder_listing {
  std::vector<std::string> folders, files;
};

/// A class's name out of that of its folder.
inline std::string class_name_of(std::string folder) {
  std::replace(folder.begin(), folder.end(), '_', ' ');
  const std::size_t first = folder.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return folder.substr(first, folder.find_last_not_of(' ') + 1 - first);
}

/// Why a name cannot stand in a list; nothing if it can.
inline std::optional<std::string> name_problem(std::string_view name) {
  if (!is_utf8(name)) return "its name is no UTF-8";
  if (has_control(name)) return "its name holds a control character";
  return std::nullopt;
}

/// A folder's path without links and dots.
inline std::filesystem::path real_folder(const std::filesystem::path& folder) {
  std::error_code problem;
  if (!std::filesystem::is_directory(folder, problem)) {
    throw file_error{shown_text(folder.string()), "expected a folder of class folders, found none",
                     "check the path"};
  }
  std::filesystem::path real = std::filesystem::canonical(folder, problem);
  if (!problem) return real;
  throw file_error{shown_text(folder.string()), "cannot be opened (" + problem.message() + ")",
                   "check the path and its permissions"};
}

/// Walks one tree; one object a tree.
class class_folder_reader {
 public:
  explicit class_folder_reader(const std::filesystem::path& folder) { found_.root = real_folder(folder); }

  class_folders read() {
    const folder_listing top = list("");
    found_.has_splits = decide_splits(top);
    if (found_.has_splits) {
      for (const auto& [folder, part] : splits) {
        if (has(top.folders, folder)) read_classes(std::string{folder} + "/", part);
      }
      note_files("", top.files);
    } else {
      read_classes("", &class_images::all);
    }
    return finished();
  }

 private:
  using image_list = std::vector<std::string> class_images::*;
  static constexpr std::array<std::pair<std::string_view, image_list>, 5> splits{
      {{"train", &class_images::train},
       {"val", &class_images::validation},
       {"valid", &class_images::validation},
       {"validation", &class_images::validation},
       {"test", &class_images::test}}};
  static constexpr int deepest = 64;

  static bool has(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  std::string shown(const std::string& path) const { return shown_text((found_.root / path).string()); }

  /// Whether the folders are splits; a mixture of splits and other folders could mean either.
  bool decide_splits(const folder_listing& top) const {
    const auto is_split = [](const std::string& folder) {
      return std::any_of(splits.begin(), splits.end(), [&](const auto& one) { return one.first == folder; });
    };
    const auto others = std::find_if_not(top.folders.begin(), top.folders.end(), is_split);
    const bool has_train = has(top.folders, "train");
    const bool has_more = has(top.folders, "test") || has(top.folders, "val") || has(top.folders, "valid") ||
                          has(top.folders, "validation");
    if (!has_train || (others != top.folders.end() && !has_more)) return false;
    if (others == top.folders.end()) return true;
    throw data_error{shown(""),
                     "it holds splits (train and others) and also the folder " + shown_text(*others),
                     "move that folder out, or name the folder that holds the classes"};
  }

  /// The entries of a folder below the root. Links are followed to files inside of the tree only.
  folder_listing list(const std::string& folder) {
    namespace fs = std::filesystem;
    folder_listing listing;
    std::error_code failure;
    fs::directory_iterator at{found_.root / folder, failure};
    for (; !failure && at != fs::directory_iterator{}; at.increment(failure)) {
      const std::string name = at->path().filename().string();
      if (name.starts_with('.')) continue;
      std::error_code ignored;
      const fs::file_status status = at->symlink_status(ignored);
      if (fs::is_directory(status)) listing.folders.push_back(name);
      if (fs::is_regular_file(status)) listing.files.push_back(name);
      if (!fs::is_symlink(status)) continue;
      const std::string problem = link_problem(at->path());
      if (problem.empty() || !(has_image_suffix(name) || fs::is_directory(at->path(), ignored))) {
        listing.files.push_back(name);
      } else {
        leave_out(folder + name, problem);
      }
    }
    if (failure) {
      throw file_error{shown(folder), "the folder cannot be listed (" + failure.message() + ")",
                       "check its permissions"};
    }
    std::sort(listing.folders.begin(), listing.folders.end());
    std::sort(listing.files.begin(), listing.files.end());
    return listing;
  }

  std::string link_problem(const std::filesystem::path& link) const {
    std::error_code failure;
    const std::filesystem::path target = std::filesystem::canonical(link, failure);
    if (failure) return "a link to nothing";
    const auto [end, ignored] =
        std::mismatch(found_.root.begin(), found_.root.end(), target.begin(), target.end());
    if (end != found_.root.end()) return "a link that leads out of the folder";
    return std::filesystem::is_regular_file(target, failure) ? "" : "a link to a folder";
  }

  void leave_out(const std::string& path, const std::string& why) {
    found_.left_out.push_back(shown_text(path) + ": " + why);
  }

  /// Files that belong to no class.
  void note_files(const std::string& above, const std::vector<std::string>& files) {
    for (const std::string& file : files) {
      if (has_image_suffix(file)) leave_out(above + file, "it lies in no class folder");
      found_.num_other_files += has_image_suffix(file) ? 0 : 1;
    }
  }

  void read_classes(const std::string& above, image_list part) {
    const folder_listing listing = list(above);
    note_files(above, listing.files);
    for (const std::string& folder : listing.folders) {
      const std::string name = class_name_of(folder);
      const auto problem = name_problem(folder);
      if (problem || name.empty()) {
        throw data_error{shown(above + folder), problem.value_or("its name gives no class name"),
                         "rename the folder"};
      }
      class_images& one = classes_.try_emplace(folder, class_images{name}).first->second;
      read_images(above + folder + "/", one.*part, 0);
    }
  }

  /// The images at any depth below a folder.
  void read_images(const std::string& folder, std::vector<std::string>& images, int depth) {
    if (depth == deepest) {
      throw data_error{shown(folder), "folders are nested more than " + std::to_string(deepest) + " deep",
                       "move the images up"};
    }
    const folder_listing listing = list(folder);
    for (const std::string& file : listing.files) {
      const std::string path = folder + file;
      if (!has_image_suffix(file)) {
        ++found_.num_other_files;
      } else if (const auto problem = name_problem(path)) {
        leave_out(path, *problem);
      } else if (can_be_read(path)) {
        images.push_back(path);
      }
    }
    for (const std::string& below : listing.folders) read_images(folder + below + "/", images, depth + 1);
  }

  bool can_be_read(const std::string& path) {
    try {
      read_image_header(found_.root / path, shown_text(path));
    } catch (const format_error& reason) {
      found_.left_out.emplace_back(reason.what());
      return false;
    } catch (const file_error& reason) {
      found_.left_out.emplace_back(reason.what());
      return false;
    }
    return true;
  }

  class_folders finished() {
    std::map<std::string, std::string> folder_of;  // by what tells class names apart
    for (auto& [folder, one] : classes_) {
      const auto [known, is_new] = folder_of.emplace(class_key(one.name), folder);
      if (!is_new) {
        throw data_error{shown(""),
                         "the class folders " + shown_text(known->second) + " and " + shown_text(folder) +
                             " differ only in case, spaces, underscores or Unicode form",
                         "join them, or give one another name"};
      }
      if (one.all.empty() && one.train.empty() && one.validation.empty() && one.test.empty()) {
        found_.empty.push_back(folder);
      } else {
        // Folders come before the files beside them or after them; a list has one order.
        for (const image_list list :
             {&class_images::all, &class_images::train, &class_images::validation, &class_images::test}) {
          std::sort((one.*list).begin(), (one.*list).end());
        }
        found_.classes.push_back(std::move(one));
      }
    }
    return std::move(found_);
  }

  class_folders found_;
  std::map<std::string, class_images> classes_;  // by folder
};

}  // namespace detail

/// Finds the classes and images of a folder: DIR/CLASS/..., or DIR/{train,val,test}/CLASS/... where DIR holds
/// train and nothing but splits (valid and validation are val too).
///
/// Images are .jpg, .jpeg and .png files at any depth below a class folder whose header read_image_header
/// reads. Hidden files and folders are passed over. Links are followed to files inside of DIR; those that
/// lead out of it or to folders are left out.
/// Errors: file_error if it is no folder or cannot be listed; data_error for folder names that can name no
/// class, that differ only in case, spaces, underscores or Unicode form, and for splits beside other folders.
/// Cost: a few small reads an image. Memory: the paths.
inline class_folders read_class_folders(const std::filesystem::path& folder) {
  return detail::class_folder_reader{folder}.read();
}

}  // namespace sdkt
