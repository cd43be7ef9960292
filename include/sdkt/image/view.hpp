// SPDX-License-Identifier: MIT
//
// The two square views of an image that models use: a random crop for training, a centre crop for evaluation.
#pragma once

#include <cstdint>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt {

/// The kind of view that is made of an image.
enum class image_view {
  train,  ///< train_view: differs from pass to pass
  eval,   ///< eval_view: always the same
};

constexpr std::string_view name_of(image_view view) noexcept {
  return view == image_view::train ? "train" : "eval";
}

/// The range of rectangles that random_resized_crop draws from.
struct crop_options {
  double min_area = 0.9;          ///< smallest share of the image's area
  double max_area = 1.0;          ///< largest share
  double min_aspect = 3.0 / 4.0;  ///< smallest width over height
  double max_aspect = 4.0 / 3.0;  ///< largest
};

}  // namespace sdkt

namespace sdkt::detail {

/// The crop that is used if no drawn rectangle fits: centred, the whole image with its aspect ratio clamped.
image::crop_box centred_crop(int width, int height, const crop_options& options);

}  // namespace sdkt::detail

namespace sdkt::image {

/// Draws the rectangle of a random resized crop.
///
/// Up to ten times, draws an area uniformly and an aspect ratio uniformly in its logarithm. The first
/// rectangle that fits is put at a uniform place. If none fits, the crop is centred with the aspect ratio
/// clamped. With the default options, no rectangle fits an image wider than 1.481 times its height or higher
/// than 1.481 times its width: such an image always has the same view.
/// Random: at most 10 * 2 uniform numbers, then two whole numbers, top before left.
/// Errors: setting_error for an image without pixels or options out of range.
/// Source: torchvision's RandomResizedCrop.get_params.
[[nodiscard]] crop_box random_resized_crop(int width, int height, random_stream& random,
                                           const crop_options& options = {});

/// Cuts a rectangle out of an image.
///
/// Errors: setting_error if the box is empty or reaches outside the image.
[[nodiscard]] rgb_image crop(const rgb_image& image, crop_box box);

/// A rectangle of a resized image: the pixels from (left, top) on of the image that resizing `source` to
/// full_width x full_height with a filter would give. Does not own the pixels of `source`.
struct resize_request {
  detail::pixel_window source;
  std::int64_t full_width, full_height;
  std::int64_t left, top;
  pixel_filter filter = pixel_filter::bicubic;
};

/// The request that resized_crop computes.
///
/// Errors: setting_error if the box is empty or reaches outside the image, or if size is below 1.
resize_request crop_request(const rgb_image& image, crop_box box, int size,
                            pixel_filter filter = pixel_filter::bicubic);

/// The request that eval_view computes with CLIP's options.
///
/// Errors: setting_error for an image without pixels or a size below 1.
resize_request eval_request(const rgb_image& image, int size);

}  // namespace sdkt::image

namespace sdkt::detail {

rgb_image resample(const image::resize_request& view, int width, int height);

}  // namespace sdkt::detail

namespace sdkt::image {

/// Cuts a rectangle out of an image and resizes it to size x size. Pixels outside the rectangle have no
/// effect on the result.
///
/// Errors: setting_error if the box is empty or reaches outside the image, or if size is below 1.
[[nodiscard]] rgb_image resized_crop(const rgb_image& image, crop_box box, int size,
                                     pixel_filter filter = pixel_filter::bicubic);

}  // namespace sdkt::image

namespace sdkt {

/// The view for training: a random resized crop of size x size pixels.
///
/// Random: see random_resized_crop; the same stream gives the same view.
/// Source: torchvision's RandomResizedCrop(size, interpolation=filter) on a PIL image.
rgb_image train_view(const rgb_image& image, int size, random_stream& random,
                     const crop_options& options = {}, pixel_filter filter = pixel_filter::bicubic);

/// The view for evaluation: the centre, size x size pixels, of the image after the resize of the options.
///
/// Errors: setting_error for an image without pixels, a size below 1 or options out of range.
/// Cost: that of the centre only; pixels that would be cut off are never computed.
/// Source: with the default options, torchvision's Resize(size, BICUBIC) and CenterCrop(size) on a PIL image;
/// for other options, see view_options.
rgb_image eval_view(const rgb_image& image, int size, const view_options& options = {});

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/view.ipp>
#endif
