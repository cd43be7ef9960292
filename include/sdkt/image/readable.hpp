// SPDX-License-Identifier: MIT
//
// Checks that an image of a list can be read, without decoding it.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt::image {

/// Throws unless a source has a file of that name that begins like a supported image. For sources other than
/// a folder and a tar archive, only the existence of the file is checked.
///
/// Errors: file_error if the file is missing or cannot be read; format_error as read_image_header.
/// Cost: a few reads of a few bytes each.
void expect_readable(const image_source& source, const std::string& name);

}  // namespace sdkt::image

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/readable.ipp>
#endif
