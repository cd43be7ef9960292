// SPDX-License-Identifier: MIT
//
// Which view of which image a model sees, and its pixels.
#pragma once

#include <cstdint>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::batch {

/// One image of a batch and the view that is taken of it.
struct image_request {
  const sample* image = nullptr;  ///< must live until its batch has been handed out
  image_view view = image_view::eval;
  detail::random_key crop = {};  ///< of the train view
};

}  // namespace sdkt::batch

namespace sdkt::detail {

/// Writes a square image as three planes of bytes, red first.
void write_planes(const rgb_image& image, std::uint8_t* planes);

}  // namespace sdkt::detail

namespace sdkt::batch {

/// The image of a request as decoded, before any view.
///
/// kept: where images are looked up and kept; null: nothing is kept.
/// Errors: file_error and format_error, which name the image.
image_store::image load_whole(const sample& of, image_store* kept = nullptr);

/// The evaluation view of an image. With a store, the view is kept, and the decoded image is not.
///
/// Errors: those of load_whole.
image_store::image load_eval_view(const sample& of, const square_view& view, image_store* kept = nullptr);

/// Decodes one image, takes its view and writes it as three planes of side x side bytes, red first. Training
/// views are resized with the filter of the evaluation views.
///
/// Errors: those of load_whole.
void load_image(const image_request& request, const square_view& view, std::uint8_t* planes,
                image_store* kept = nullptr);

}  // namespace sdkt::batch

#if SDKT_HAS_DEFINITIONS
#include <sdkt/batch/impl/image_request.ipp>
#endif
