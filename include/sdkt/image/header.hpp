// SPDX-License-Identifier: MIT
//
// Reads the width and height of an image from the first bytes of its file, without decoding it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/image/decode.hpp>

namespace sdkt::image {

/// The size in the header of an image file.
struct image_header {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

/// The size of a JPEG, PNG, GIF or BMP image that decode_image would read, from a file or a part of a file.
///
/// The bytes after the header are not examined: the file may still be truncated.
/// Errors: file_error if the file cannot be read; format_error that begins with `name` for a file that is not
/// such an image, is empty, or has more pixels than the limit or than its file can hold.
/// Cost: a few reads of a few bytes each.
[[nodiscard]] image_header read_image_header(detail::file_part file, std::string_view name,
                                             const decode_options& options = {});

/// The size of the image in a whole file.
[[nodiscard]] image_header read_image_header(const std::filesystem::path& file, std::string_view name,
                                             const decode_options& options = {});

}  // namespace sdkt::image

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/header.ipp>
#endif
