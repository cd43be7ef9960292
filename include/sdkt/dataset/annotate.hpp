// SPDX-License-Identifier: MIT
//
// Writes the annotation file of a tree of class folders, which makes a task of their images.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/dataset/split_sizes.hpp>

namespace sdkt {

/// How a tree of class folders becomes a task.
struct annotate_options {
  std::string name = {};                                      ///< empty: the name of the folder
  std::vector<std::string> templates = {"a photo of a {}."};  ///< several are averaged
  split_sizes split = split_fractions{};                      ///< for a tree without splits of its own
  std::uint64_t seed = 1102;                                  ///< of the split
  bool strict = false;                                        ///< throw if files would be left out
  std::filesystem::path out = {};                             ///< empty: NAME_annotations.json beside it
};

/// What annotate_folders wrote and what it left out.
struct annotated_folders {
  std::filesystem::path file;
  std::string name;
  std::size_t num_classes = 0, num_train = 0, num_validation = 0, num_test = 0;
  std::vector<std::string> notes = {};     ///< one sentence each
  std::vector<std::string> left_out = {};  ///< one sentence per file that could not be used
};

/// Writes the annotation file of a folder of class folders (read_class_folders), in the form that load_tasks
/// reads.
///
/// Class names are the names of the folders with spaces instead of underscores, in the byte order of the
/// folders. A tree with a test folder keeps its splits, a tree with only train and val tests on val, and any
/// other tree is split class by class. The file is written beside the folder unless options.out is set, and
/// its paths lead from there to the images.
///
/// Random: the choice of the test images of a class is a pure function of (seed, the class's name, its number
/// of images).
/// Errors: those of read_class_folders; file_error if the file exists or cannot be written; data_error for
/// fewer than two classes, a class too small for the counts, and, if strict, for anything that would be left
/// out. After an error nothing has been written.
/// Example: annotate_folders("data/pets") writes data/pets_annotations.json
annotated_folders annotate_folders(const std::filesystem::path& folder, const annotate_options& options = {});

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/annotate.ipp>
#endif
