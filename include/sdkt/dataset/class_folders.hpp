// SPDX-License-Identifier: MIT
//
// A tree of images with one folder per class, the form of most home-made data sets.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt::dataset {

/// The images of one class: paths below the tree's folder, in byte order.
struct class_images {
  std::string name;                                                 ///< of the folder, underscores as spaces
  std::vector<std::string> all = {};                                ///< of a tree without splits
  std::vector<std::string> train = {}, validation = {}, test = {};  ///< of a tree with splits
};

/// The contents of a tree of class folders.
struct class_folders {
  std::filesystem::path root;  ///< absolute, without links
  bool has_splits = false;     ///< train/CLASS, and val/CLASS or test/CLASS or both (split_names.hpp)
  std::vector<class_images> classes = {};  ///< in the byte order of their folders
  std::vector<std::string> left_out = {};  ///< one sentence per file that could not be used
  std::vector<std::string> empty = {};     ///< class folders without images
  std::vector<std::string> notes = {};     ///< one sentence each: how folders were read, what was skipped
  std::size_t num_other_files = 0;         ///< files without the suffix of an image
  std::vector<std::string> links = {};     ///< the sentences of left_out about links
};

}  // namespace sdkt::dataset

namespace sdkt::detail {

/// The reason why a name cannot be in a list; nothing if it can.
std::optional<std::string> name_problem(std::string_view name);

}  // namespace sdkt::detail

namespace sdkt::dataset {

/// Finds the classes and images of a folder: DIR/CLASS/..., or DIR/{train,val,test}/CLASS/... if DIR contains
/// train and nothing but splits.
///
/// Names of splits may have any case; training, valid, validation, testing, train_images and the like are
/// splits too. Images are .jpg, .jpeg, .png, .bmp and .gif files at any depth below a class folder, if
/// read_image_header accepts their header. Hidden and system files and folders are skipped. Links to files
/// inside DIR are followed; links to folders or out of DIR are left out.
///
/// Cost: a few small reads per image.
/// Memory: the paths.
/// Errors: file_error if the folder does not exist or cannot be listed; data_error for folder names that
/// cannot be class names or that differ only in case, spaces, underscores or Unicode form, and for splits
/// beside other folders, without train, or below classes.
[[nodiscard]] class_folders read_class_folders(const std::filesystem::path& folder);

}  // namespace sdkt::dataset

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/class_folders.ipp>
#endif
