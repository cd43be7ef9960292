// SPDX-License-Identifier: MIT
//
// Which view of which image a model is to look at, and its pixels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <sdkt/base/random.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/decode.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/view.hpp>

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

/// The image of a request as it was decoded.
///
/// kept: where images are looked up and kept; null: nothing is.
/// Errors: file_error and format_error that name the image.
inline image_store::image load_whole(const sample& of, image_store* kept = nullptr) {
  const auto decode = [&of] { return decode_image(of.source->read(of.path), of.source->where(of.path)); };
  if (kept != nullptr) return kept->get(of, image_store::as_decoded, decode);
  return std::make_shared<const rgb_image>(decode());
}

/// Its view of evaluation. Of such an image nothing else is kept.
///
/// Errors: those of load_whole.
inline image_store::image load_eval_view(const sample& of, const square_view& view,
                                         image_store* kept = nullptr) {
  const auto make = [&] { return eval_view(*load_whole(of), static_cast<int>(view.side), view.options); };
  if (kept != nullptr) return kept->get(of, view, make);
  return std::make_shared<const rgb_image>(make());
}

/// Decodes one image, takes its view and writes it as three planes of side x side bytes, red first. Views to
/// train on are resized with the filter of those to evaluate on.
///
/// Errors: those of load_whole.
inline void load_image(const image_request& request, const square_view& view, std::uint8_t* planes,
                       image_store* kept = nullptr) {
  if (request.view == image_view::eval) {
    detail::write_planes(*load_eval_view(*request.image, view, kept), planes);
  } else {
    random_stream random{request.crop};
    detail::write_planes(train_view(*load_whole(*request.image, kept), static_cast<int>(view.side), random,
                                    {}, view.options.filter),
                         planes);
  }
}

}  // namespace sdkt
