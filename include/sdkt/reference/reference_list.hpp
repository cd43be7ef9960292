// SPDX-License-Identifier: MIT
//
// Lists of images without labels from a folder, a tar archive, a text file or a JSON file, in a fixed order.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/dataset/image_finder.hpp>
#include <sdkt/dataset/image_root.hpp>
#include <sdkt/dataset/skipped_files.hpp>
#include <sdkt/file/located_json.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/reference/reference_options.hpp>

namespace sdkt {

class tar_source;

}  // namespace sdkt

namespace sdkt::detail {

/// The files below a folder, sorted, so that the order does not depend on the file system. Hidden and system
/// files and links to folders are skipped.
std::vector<std::string> files_of_folder(const std::filesystem::path& folder, skipped_files& skipped);

/// The members of an archive, in its order, without hidden and system files.
///
/// Errors: file_error for a hard link to an image that is not in the archive.
std::vector<std::string> files_of_archive(const tar_source& source, skipped_files& skipped);

/// Passes to `note` what was skipped in a place.
void say_skipped(const note_taker& note, const std::filesystem::path& place, const skipped_files& skipped);

/// The images among the files, in their order.
std::vector<sample> images_among(const std::shared_ptr<const image_source>& source,
                                 const std::vector<std::string>& files);

/// An image that a JSON list names. where() returns the place of its entry, for error messages.
template <class Where>
sample listed_image(const file::located_value& path, const reference::list_options& options,
                    const Where& where) {
  if (path.text() == nullptr) {
    throw format_error{where(), "expected the path of an image, got " + path.described(),
                       "write it as a string"};
  }
  std::string listed = dataset::listed_path(*path.text());
  if (const auto problem = dataset::path_problem(listed, options.allow_outside)) {
    throw data_error{where(), *problem, dataset::path_remedy(listed)};
  }
  return {nullptr, std::move(listed), -1};
}

/// The finder of the images of a JSON list: in its archive, or in a folder.
dataset::image_finder finder_of_json(const std::filesystem::path& file, const file::located_json& json,
                                     const reference::list_options& options);

}  // namespace sdkt::detail

namespace sdkt::reference {

/// The images of a folder, a .tar archive, a .txt list or a .json file, read as load_reference describes.
///
/// Memory: at most 112 times the file for a .txt list, 128 times for a .json list, 8 times for an archive,
/// and the names of the files in folders that contain 16 or more of the images.
/// Errors: those of load_reference, but an empty list is not an error.
std::vector<sample> read_images(const std::filesystem::path& place, const list_options& options = {});

}  // namespace sdkt::reference

#if SDKT_HAS_DEFINITIONS
#include <sdkt/reference/impl/reference_list.ipp>
#endif
