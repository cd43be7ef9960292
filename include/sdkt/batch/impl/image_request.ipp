// SPDX-License-Identifier: MIT
//
// Definitions of image_request.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/decode.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::detail {

SDKT_INLINE void write_planes(const rgb_image& image, std::uint8_t* planes) {
  const std::size_t area = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  const std::uint8_t* pixels = image.pixels.data();
  for (std::size_t place = 0; place < area; ++place) {
    for (std::size_t plane = 0; plane < 3; ++plane) planes[plane * area + place] = pixels[3 * place + plane];
  }
}

}  // namespace sdkt::detail

namespace sdkt::batch {

SDKT_INLINE image_store::image load_whole(const sample& of, image_store* kept) {
  const auto decode = [&of] { return decode_image(of.source->read(of.path), of.source->where(of.path)); };
  if (kept != nullptr) return kept->get(of, image_store::as_decoded, decode);
  return std::make_shared<const rgb_image>(decode());
}

SDKT_INLINE image_store::image load_eval_view(const sample& of, const square_view& view, image_store* kept) {
  const auto make = [&] { return eval_view(*load_whole(of), static_cast<int>(view.side), view.options); };
  if (kept != nullptr) return kept->get(of, view, make);
  return std::make_shared<const rgb_image>(make());
}

SDKT_INLINE void load_image(const image_request& request, const square_view& view, std::uint8_t* planes,
                            image_store* kept) {
  if (request.view == image_view::eval) {
    detail::write_planes(*load_eval_view(*request.image, view, kept), planes);
  } else {
    random_stream random{request.crop};
    detail::write_planes(train_view(*load_whole(*request.image, kept), static_cast<int>(view.side), random,
                                    {}, view.options.filter),
                         planes);
  }
}

}  // namespace sdkt::batch
