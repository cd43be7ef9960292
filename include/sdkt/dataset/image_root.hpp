// SPDX-License-Identifier: MIT
//
// Where the images of a list are: which paths a list may contain, and the folder or archive of the images.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt::dataset {

/// The reason why a list may not contain a path; nothing if it may.
///
/// A list may come from somebody else. Unless allow_outside is set, it must not reach files outside its own
/// images. Only the path is checked, not the disk: links inside the folder were made by its owner and are
/// followed.
std::optional<std::string> path_problem(std::string_view path, bool allow_outside);

/// What the user can do about a path that path_problem rejects.
std::string_view path_remedy(std::string_view path);

/// A listed path without the line end that a program may have left on it.
std::string listed_path(std::string_view path);

/// The folders in which the images of a JSON list are looked up, in this order: data_root/NAME, `images`
/// beside the list, the folder of the list.
std::vector<std::filesystem::path> image_roots(const std::filesystem::path& file, const std::string& name,
                                               const std::optional<std::filesystem::path>& data_root);

/// Throws if a data root is given and is not a folder.
///
/// Errors: file_error.
void expect_data_root(const std::optional<std::filesystem::path>& data_root);

/// Opens the archive that a JSON list names. It must be beside the list.
///
/// Errors: data_error for a name outside the folder of the list, file_error if there is no such file,
/// format_error if it is not a tar archive.
std::shared_ptr<const image_source> open_archive(const std::filesystem::path& file,
                                                 const std::string& archive, bool allow_outside,
                                                 const std::string& where);

}  // namespace sdkt::dataset

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/image_root.ipp>
#endif
