// SPDX-License-Identifier: MIT
//
// Whether an image of a list could be read, without decoding it.
#pragma once

#include <string>

#include <sdkt/base/error.hpp>
#include <sdkt/image/header.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt {

/// Throws unless a source has a file of that name that begins as an image that is read. Files of sources
/// other than a folder and a tar archive are only asked for.
///
/// Errors: file_error if it is missing or cannot be read; format_error as read_image_header.
/// Cost: a few reads of some bytes each.
inline void expect_readable(const image_source& source, const std::string& name) {
  if (const auto* folder = dynamic_cast<const folder_source*>(&source)) {
    read_image_header(folder->path_of(name), folder->where(name));
  } else if (const auto* tar = dynamic_cast<const tar_source*>(&source)) {
    read_image_header(tar->archive().part(name), tar->where(name));
  } else if (!source.contains(name)) {
    throw file_error{source.where(name), "the image does not exist", "restore it or take it out of the list"};
  }
}

}  // namespace sdkt
