// SPDX-License-Identifier: MIT
//
// Which view of which image a model is to look at, and its pixels.
#pragma once

#include <cstddef>
#include <cstdint>

#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/decode.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/random.hpp>

namespace sdkt {

/// One image of a batch and how it is looked at.
struct image_request {
  const sample* image = nullptr;  ///< must live until its batch has been handed out
  image_view view = image_view::eval;
  random_key crop = {};  ///< of the train view
};

/// Decodes one image, takes its view and writes it as three planes of side x side bytes, red first.
///
/// Errors: file_error and format_error that name the image.
inline void load_image(const image_request& request, int side, std::uint8_t* planes) {
  const auto& [source, path, label] = *request.image;
  const rgb_image whole = decode_image(source->read(path), source->where(path));
  random_stream random{request.crop};
  const rgb_image view =
      request.view == image_view::train ? train_view(whole, side, random) : eval_view(whole, side);
  const std::size_t area = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
  const std::uint8_t* pixels = view.pixels.data();
  for (std::size_t place = 0; place < area; ++place) {
    for (std::size_t plane = 0; plane < 3; ++plane) planes[plane * area + place] = pixels[3 * place + plane];
  }
}

}  // namespace sdkt
