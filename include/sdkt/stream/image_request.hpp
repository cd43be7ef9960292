// SPDX-License-Identifier: MIT
//
// Which view of which image a model is to look at, and its pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/decode.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/random.hpp>
#include <sdkt/stream/image_store.hpp>

namespace sdkt {

/// One image of a batch and how it is looked at.
struct image_request {
  const sample* image = nullptr;  ///< must live until its batch has been handed out
  image_view view = image_view::eval;
  random_key crop = {};  ///< of the train view
};

namespace detail {

/// A square image as three planes of its bytes, red first.
inline void write_planes(const rgb_image& image, std::uint8_t* planes) {
  const std::size_t area = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  const std::uint8_t* pixels = image.pixels.data();
  for (std::size_t place = 0; place < area; ++place) {
    for (std::size_t plane = 0; plane < 3; ++plane) planes[plane * area + place] = pixels[3 * place + plane];
  }
}

}  // namespace detail

/// Decodes one image, takes its view and writes it as three planes of side x side bytes, red first.
///
/// kept: where decoded images and views of evaluation are looked up and kept; null: nothing is.
/// Errors: file_error and format_error that name the image.
inline void load_image(const image_request& request, int side, std::uint8_t* planes,
                       image_store* kept = nullptr) {
  const sample& of = *request.image;
  const auto decoded = [&of] { return decode_image(of.source->read(of.path), of.source->where(of.path)); };
  const auto kept_or_made = [&](int form, const auto& make) {
    return kept != nullptr ? kept->get(of, form, make) : std::make_shared<const rgb_image>(make());
  };
  if (request.view == image_view::eval) {
    detail::write_planes(*kept_or_made(side, [&] { return eval_view(decoded(), side); }), planes);
  } else {
    random_stream random{request.crop};
    detail::write_planes(train_view(*kept_or_made(image_store::as_decoded, decoded), side, random), planes);
  }
}

}  // namespace sdkt
