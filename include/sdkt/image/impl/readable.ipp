// SPDX-License-Identifier: MIT
//
// Definitions of readable.hpp.
#pragma once

#include <string>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/image/header.hpp>
#include <sdkt/image/readable.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/tar.hpp>
#include <sdkt/image/tar_source.hpp>

namespace sdkt::image {

SDKT_INLINE void expect_readable(const image_source& source, const std::string& name) {
  if (const auto* folder = dynamic_cast<const folder_source*>(&source)) {
    static_cast<void>(read_image_header(folder->path_of(name), folder->where(name)));
  } else if (const auto* tar = dynamic_cast<const tar_source*>(&source)) {
    static_cast<void>(read_image_header(tar->archive().part(name), tar->where(name)));
  } else if (!source.contains(name)) {
    throw file_error{source.where(name), "the image does not exist", "restore it or remove it from the list"};
  }
}

}  // namespace sdkt::image
