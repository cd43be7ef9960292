// SPDX-License-Identifier: MIT
//
// Lists of images with one text per image: an archive or a folder that contains both, or a JSON list.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/reference/reference_list.hpp>

namespace sdkt::detail {

/// An image and its text, or where to find the text.
struct listed_pair {
  sample image;
  std::string text = {};                     ///< the text itself, if the list has it
  std::vector<std::string> text_files = {};  ///< else the files of the image's source that may contain it
};

/// The text of one image.
///
/// Errors: file_error for a file that cannot be read; format_error for a file that is not UTF-8 or not JSON;
/// data_error for an empty or missing text, or for two different ones.
std::string text_of(const listed_pair& pair);

/// The pairs of a folder, a .tar archive or a .json list.
///
/// Memory: at most 128 times the file for a .json list, at most 12 times the file for an archive.
std::vector<listed_pair> read_pairs(const std::filesystem::path& place,
                                    const reference::list_options& options);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/reference/impl/pair_list.ipp>
#endif
