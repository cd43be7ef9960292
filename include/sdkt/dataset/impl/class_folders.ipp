// SPDX-License-Identifier: MIT
//
// Definitions of class_folders.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/dataset/class_folders.hpp>
#include <sdkt/dataset/skipped_files.hpp>
#include <sdkt/dataset/split_names.hpp>
#include <sdkt/dataset/tree_listing.hpp>
#include <sdkt/image/header.hpp>
#include <sdkt/text/text_key.hpp>

namespace sdkt::detail {

/// The name of a class from that of its folder.
SDKT_INLINE std::string class_name_of(std::string folder) {
  std::replace(folder.begin(), folder.end(), '_', ' ');
  const std::size_t first = folder.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return folder.substr(first, folder.find_last_not_of(' ') + 1 - first);
}

SDKT_INLINE std::optional<std::string> name_problem(std::string_view name) {
  if (!is_utf8(name)) return "its name is not UTF-8";
  if (has_control(name)) return "its name contains a control character";
  return std::nullopt;
}

/// Walks one tree. There is one object per tree.
class class_folder_reader {
 public:
  explicit class_folder_reader(const std::filesystem::path& folder) : tree_{folder} {
    found_.root = tree_.root();
  }

  dataset::class_folders read() {
    const folder_listing top = tree_.list("");
    found_.has_splits = decide_splits(top);
    if (found_.has_splits) {
      for (const auto& [part, images] : parts) {
        for (const std::string& folder : top.folders) {
          if (split_of(folder) == part) read_classes(folder + "/", tree_.list(folder + "/"), images);
        }
      }
      note_files("", top.files);
      note_splits(top.folders);
    } else {
      read_classes("", top, &dataset::class_images::all);
    }
    return finished();
  }

 private:
  using image_list = std::vector<std::string> dataset::class_images::*;
  static constexpr std::array<std::pair<split_part, image_list>, 3> parts{
      {{split_part::train, &dataset::class_images::train},
       {split_part::validation, &dataset::class_images::validation},
       {split_part::test, &dataset::class_images::test}}};
  static constexpr int deepest = 64;

  static bool holds(const folder_listing& listing, split_part part) {
    return std::any_of(listing.folders.begin(), listing.folders.end(),
                       [&](const std::string& folder) { return split_of(folder) == part; });
  }

  /// Whether a folder contains train and at least one of val and test.
  static bool holds_splits(const folder_listing& listing) {
    return holds(listing, split_part::train) &&
           (holds(listing, split_part::validation) || holds(listing, split_part::test));
  }

  std::string shown(const std::string& path) const {
    return shown_text((path.empty() ? found_.root : found_.root / path).string());
  }

  /// Whether the folders are splits. Throws for ambiguous mixtures of splits and other folders.
  bool decide_splits(const folder_listing& top) {
    const auto others =
        std::find_if_not(top.folders.begin(), top.folders.end(),
                         [](const std::string& folder) { return split_of(folder).has_value(); });
    const bool are_all_splits = others == top.folders.end() && !top.folders.empty();
    const auto train = std::find_if(top.folders.begin(), top.folders.end(), [](const std::string& folder) {
      return split_of(folder) == split_part::train;
    });
    if (train == top.folders.end()) {
      if (!are_all_splits) return false;
      throw data_error{shown(""),
                       "it holds splits (" + few_of(top.folders) + ") but none of them is for training",
                       "name the folder of the training images train"};
    }
    if (are_all_splits) return true;
    if (holds_splits(top)) {
      throw data_error{shown(""),
                       "it holds splits (" + shown_text(*train) + " and others) and also the folder " +
                           shown_text(*others),
                       "move that folder elsewhere, or specify the folder that contains the classes"};
    }
    refuse_unknown_split(*train, *others);
    return false;
  }

  /// A class may be called train. But if it has a folder in common with another folder, both are probably
  /// splits, so this throws.
  void refuse_unknown_split(const std::string& train, const std::string& other) {
    const folder_listing first = tree_.list(train + "/"), second = tree_.list(other + "/");
    const auto common = std::find_first_of(first.folders.begin(), first.folders.end(), second.folders.begin(),
                                           second.folders.end());
    if (common == first.folders.end()) return;
    throw data_error{shown(""),
                     "its folders " + shown_text(train) + " and " + shown_text(other) +
                         " both contain the folder " + shown_text(*common) + ", so they look like splits",
                     "name the splits train, val and test, or specify the folder that contains the classes"};
  }

  /// Adds a note on which folder was read as which part, unless the names make it obvious.
  void note_splits(const std::vector<std::string>& folders) {
    constexpr std::array<std::string_view, 3> meanings{"trains", "validates", "tests"};
    std::array<std::size_t, 3> counts{};
    bool are_plain = true;
    std::string text;
    for (const std::string& folder : folders) {
      const auto part = static_cast<std::size_t>(*split_of(folder));
      are_plain = are_plain && is_plain_split(folder) && ++counts[part] == 1;
      text.append(text.empty() ? "" : ", ").append(shown_text(folder)).append(" ").append(meanings[part]);
    }
    if (!are_plain) found_.notes.push_back("read as splits: " + text);
  }

  void leave_out(const std::string& path, const std::string& why) {
    tree_.leave_out(shown_text(path) + ": " + why);
  }

  /// Files that belong to no class.
  void note_files(const std::string& above, const std::vector<std::string>& files) {
    for (const std::string& file : files) {
      if (has_image_suffix(file)) leave_out(above + file, "it is not in a class folder");
      found_.num_other_files += has_image_suffix(file) ? 0 : 1;
    }
  }

  void read_classes(const std::string& above, const folder_listing& listing, image_list part) {
    note_files(above, listing.files);
    for (const std::string& folder : listing.folders) {
      const std::string name = class_name_of(folder);
      const auto problem = name_problem(folder);
      if (problem || name.empty()) {
        throw data_error{shown(above + folder), problem.value_or("its name does not give a class name"),
                         "rename the folder"};
      }
      dataset::class_images& one = classes_.try_emplace(folder, dataset::class_images{name}).first->second;
      read_images(above + folder + "/", one.*part, 0);
    }
  }

  /// The images at any depth below a folder.
  void read_images(const std::string& folder, std::vector<std::string>& images, int depth) {
    if (depth == deepest) {
      throw data_error{shown(folder), "folders are nested more than " + std::to_string(deepest) + " deep",
                       "move the images up"};
    }
    const folder_listing listing = tree_.list(folder);
    if (depth == 0 && holds_splits(listing)) {
      throw data_error{shown(folder), "the class folder holds splits (" + few_of(listing.folders) + ")",
                       "put the classes below the splits, as in train/CLASS and test/CLASS"};
    }
    for (const std::string& file : listing.files) {
      const std::string path = folder + file;
      if (!has_image_suffix(file)) {
        tree_.pass_over(path);
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
      static_cast<void>(image::read_image_header(found_.root / path, shown_text(path)));
    } catch (const format_error& reason) {
      tree_.leave_out(reason.what());
      return false;
    } catch (const file_error& reason) {
      tree_.leave_out(reason.what());
      return false;
    }
    return true;
  }

  dataset::class_folders finished() {
    std::map<std::string, std::string> folder_of;  // by class_key of the class name
    for (auto& [folder, one] : classes_) {
      const auto [known, is_new] = folder_of.emplace(class_key(one.name), folder);
      if (!is_new) {
        throw data_error{shown(""),
                         "the class folders " + shown_text(known->second) + " and " + shown_text(folder) +
                             " differ only in case, spaces, underscores or Unicode form",
                         "merge them, or rename one"};
      }
      if (one.all.empty() && one.train.empty() && one.validation.empty() && one.test.empty()) {
        found_.empty.push_back(folder);
      } else {
        // Files and folders were listed separately; sorting gives one order of all paths.
        for (const image_list list : {&dataset::class_images::all, &dataset::class_images::train,
                                      &dataset::class_images::validation, &dataset::class_images::test}) {
          std::sort((one.*list).begin(), (one.*list).end());
        }
        found_.classes.push_back(std::move(one));
      }
    }
    for (std::string& sentence : tree_.skipped().sentences()) found_.notes.push_back(std::move(sentence));
    found_.left_out = std::move(tree_).left_out();
    found_.links = std::move(tree_).links();
    return std::move(found_);
  }

  tree_listing tree_;
  dataset::class_folders found_;
  std::map<std::string, dataset::class_images> classes_;  // by folder
};

}  // namespace sdkt::detail

namespace sdkt::dataset {

SDKT_INLINE class_folders read_class_folders(const std::filesystem::path& folder) {
  return detail::class_folder_reader{folder}.read();
}

}  // namespace sdkt::dataset
