// SPDX-License-Identifier: MIT
//
// Definitions of view.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/resample.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::detail {

/// Rejects ranges that allow no crop.
SDKT_INLINE void check_crop_options(const crop_options& options) {
  const bool area = options.min_area > 0.0 && options.min_area <= options.max_area && options.max_area <= 1.0;
  if (!area) {
    throw setting_error{
        "crop_options",
        "an area range of " + std::to_string(options.min_area) + " to " + std::to_string(options.max_area),
        "give 0 < min_area <= max_area <= 1"};
  }
  const bool aspect = options.min_aspect > 0.0 && options.min_aspect <= options.max_aspect &&
                      std::isfinite(options.max_aspect);
  if (!aspect) {
    throw setting_error{"crop_options",
                        "an aspect range of " + std::to_string(options.min_aspect) + " to " +
                            std::to_string(options.max_aspect),
                        "give 0 < min_aspect <= max_aspect"};
  }
}

SDKT_INLINE image::crop_box centred_crop(int width, int height, const crop_options& options) {
  const double aspect = static_cast<double>(width) / static_cast<double>(height);
  image::crop_box box{0, 0, width, height};
  if (aspect < options.min_aspect) {
    box.height = static_cast<int>(round_half_even(width / options.min_aspect));
  } else if (aspect > options.max_aspect) {
    box.width = static_cast<int>(round_half_even(height * options.max_aspect));
  }
  box.height = std::clamp(box.height, 1, height);
  box.width = std::clamp(box.width, 1, width);
  box.left = (width - box.width) / 2;
  box.top = (height - box.height) / 2;
  return box;
}

}  // namespace sdkt::detail

namespace sdkt::image {

SDKT_INLINE crop_box random_resized_crop(int width, int height, random_stream& random,
                                         const crop_options& options) {
  detail::check_image_size("random_resized_crop", width, height);
  detail::check_crop_options(options);
  const double area = static_cast<double>(width) * static_cast<double>(height);
  const double low = std::log(options.min_aspect);
  const double high = std::log(options.max_aspect);
  for (int attempt = 0; attempt < 10; ++attempt) {
    const double target_area = area * random.uniform(options.min_area, options.max_area);
    const double aspect = std::exp(random.uniform(low, high));
    const double w = detail::round_half_even(std::sqrt(target_area * aspect));
    const double h = detail::round_half_even(std::sqrt(target_area / aspect));
    if (w > 0.0 && w <= width && h > 0.0 && h <= height) {
      crop_box box{0, 0, static_cast<int>(w), static_cast<int>(h)};
      box.top = static_cast<int>(random.below(static_cast<std::uint64_t>(height - box.height) + 1));
      box.left = static_cast<int>(random.below(static_cast<std::uint64_t>(width - box.width) + 1));
      return box;
    }
  }
  return detail::centred_crop(width, height, options);
}

}  // namespace sdkt::image

namespace sdkt::detail {

/// Rejects a rectangle that is empty or not inside the image.
SDKT_INLINE void check_crop(const rgb_image& image, const image::crop_box& box) {
  const bool inside = box.left >= 0 && box.top >= 0 && box.width >= 1 && box.height >= 1 &&
                      box.left <= image.width - box.width && box.top <= image.height - box.height;
  if (inside) return;
  throw setting_error{"crop",
                      "a box of " + std::to_string(box.width) + " x " + std::to_string(box.height) + " at (" +
                          std::to_string(box.left) + ", " + std::to_string(box.top) + ") in an image of " +
                          std::to_string(image.width) + " x " + std::to_string(image.height),
                      "give a box of at least one pixel that lies inside the image"};
}

}  // namespace sdkt::detail

namespace sdkt::image {

SDKT_INLINE rgb_image crop(const rgb_image& image, crop_box box) {
  detail::check_crop(image, box);
  return detail::copy_of(detail::window_of(image, box));
}

SDKT_INLINE resize_request crop_request(const rgb_image& image, crop_box box, int size, pixel_filter filter) {
  detail::check_crop(image, box);
  detail::check_image_size("resized_crop", size, size);
  return {detail::window_of(image, box), size, size, 0, 0, filter};
}

SDKT_INLINE resize_request eval_request(const rgb_image& image, int size) {
  detail::check_image_size("eval_view, image", image.width, image.height);
  detail::check_image_size("eval_view, size", size, size);
  const view_options usual;
  const auto full = detail::size_after_resize(image.width, image.height, size, usual);
  return {detail::whole(image), full.width, full.height,
          detail::centred(full.width, size, usual.centre).first,
          detail::centred(full.height, size, usual.centre).first};
}

}  // namespace sdkt::image

namespace sdkt::detail {

SDKT_INLINE rgb_image resample(const image::resize_request& view, int width, int height) {
  return resample(view.source, view.full_width, view.full_height, view.left, view.top, width, height,
                  view.filter);
}

/// A square of one colour with the image in it, at (left, top).
SDKT_INLINE rgb_image framed(const rgb_image& image, int left, int top, int side,
                             const std::array<std::uint8_t, 3>& fill) {
  rgb_image square = blank_image(side, side);
  for (std::size_t byte = 0; byte < square.pixels.size(); ++byte) square.pixels[byte] = fill[byte % 3];
  const auto row_bytes = 3 * static_cast<std::ptrdiff_t>(image.width);
  for (int y = 0; y < image.height; ++y) {
    const std::ptrdiff_t at = 3 * (std::ptrdiff_t{top + y} * side + left);
    std::copy_n(image.pixels.begin() + y * row_bytes, row_bytes, square.pixels.begin() + at);
  }
  return square;
}

}  // namespace sdkt::detail

namespace sdkt::image {

SDKT_INLINE rgb_image resized_crop(const rgb_image& image, crop_box box, int size, pixel_filter filter) {
  return detail::resample(crop_request(image, box, size, filter), size, size);
}

}  // namespace sdkt::image

namespace sdkt {

SDKT_INLINE rgb_image train_view(const rgb_image& image, int size, random_stream& random,
                                 const crop_options& options, pixel_filter filter) {
  return image::resized_crop(image, image::random_resized_crop(image.width, image.height, random, options),
                             size, filter);
}

SDKT_INLINE rgb_image eval_view(const rgb_image& image, int size, const view_options& options) {
  detail::check_image_size("eval_view, image", image.width, image.height);
  detail::check_image_size("eval_view, size", size, size);
  image::check_view_options("eval_view", options);
  const auto full = detail::size_after_resize(image.width, image.height, size, options);
  const auto across = detail::centred(full.width, size, options.centre);
  const auto down = detail::centred(full.height, size, options.centre);
  rgb_image part = detail::resample(
      {detail::whole(image), full.width, full.height, across.first, down.first, options.filter}, across.count,
      down.count);
  if (part.width == size && part.height == size) return part;
  return detail::framed(part, across.margin, down.margin, size, options.fill);
}

}  // namespace sdkt
