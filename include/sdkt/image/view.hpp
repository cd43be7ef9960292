// SPDX-License-Identifier: MIT
//
// The two square views of an image that a model looks at: a random crop to train on, a centre crop to
// evaluate on.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <sdkt/error.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/resample.hpp>
#include <sdkt/random.hpp>

namespace sdkt {

/// Which view of an image is taken.
enum class image_view {
  train,  ///< train_view: differs from pass to pass
  eval,   ///< eval_view: one and the same
};

constexpr std::string_view name_of(image_view view) noexcept {
  return view == image_view::train ? "train" : "eval";
}

/// What random_resized_crop may cut out.
struct crop_options {
  double min_area = 0.9;          ///< smallest share of the image's area
  double max_area = 1.0;          ///< largest share
  double min_aspect = 3.0 / 4.0;  ///< smallest width over height
  double max_aspect = 4.0 / 3.0;  ///< largest
};

namespace detail {

/// Rounds to the nearest whole number, halves to the even one, as Python's round does.
inline double round_half_even(double x) {
  const double below = std::floor(x);
  const double rest = x - below;
  if (rest < 0.5) return below;
  if (rest > 0.5) return below + 1.0;
  return std::fmod(below, 2.0) == 0.0 ? below : below + 1.0;
}

/// Refuses ranges that no crop can come from.
inline void check_crop_options(const crop_options& options) {
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

/// The crop taken when no try fits: centred, the whole image with its aspect ratio clamped.
inline crop_box centred_crop(int width, int height, const crop_options& options) {
  const double aspect = static_cast<double>(width) / static_cast<double>(height);
  crop_box box{0, 0, width, height};
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

}  // namespace detail

/// Draws the rectangle of a random resized crop.
///
/// Ten tries draw an area uniformly and an aspect ratio uniformly in its logarithm; the first rectangle that
/// fits is put at a uniform place. Without one, the crop is centred with the aspect ratio clamped. With the
/// default options that is so for every image wider than 1.481 heights or higher than 1.481 widths: such an
/// image has one constant view.
/// Random: at most 10 * 2 uniform numbers, then two whole numbers, top before left.
/// Errors: setting_error for an image without pixels or options out of range.
/// Source: torchvision's RandomResizedCrop.get_params.
inline crop_box random_resized_crop(int width, int height, random_stream& random,
                                    const crop_options& options = {}) {
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

namespace detail {

/// Refuses a rectangle that does not lie inside of the image.
inline void check_crop(const rgb_image& image, const crop_box& box) {
  const bool inside = box.left >= 0 && box.top >= 0 && box.width >= 1 && box.height >= 1 &&
                      box.left <= image.width - box.width && box.top <= image.height - box.height;
  if (inside) return;
  throw setting_error{"crop",
                      "a box of " + std::to_string(box.width) + " x " + std::to_string(box.height) + " at (" +
                          std::to_string(box.left) + ", " + std::to_string(box.top) + ") in an image of " +
                          std::to_string(image.width) + " x " + std::to_string(image.height),
                      "give a box of at least one pixel that lies inside of the image"};
}

}  // namespace detail

/// Cuts a rectangle out of an image.
///
/// Errors: setting_error if the box is empty or reaches outside of the image.
inline rgb_image crop(const rgb_image& image, crop_box box) {
  detail::check_crop(image, box);
  return detail::copy_of(detail::window_of(image, box));
}

/// A square view as part of a resized whole: the size x size pixels at (left, top) of what resizing `source`
/// to full_width x full_height would give. Borrows the image.
struct resize_request {
  detail::pixel_window source;
  std::int64_t full_width, full_height;
  std::int64_t left, top;
};

/// What resized_crop computes.
///
/// Errors: setting_error if the box is empty or reaches outside of the image, or if size is below 1.
inline resize_request crop_request(const rgb_image& image, crop_box box, int size) {
  detail::check_crop(image, box);
  detail::check_image_size("resized_crop", size, size);
  return {detail::window_of(image, box), size, size, 0, 0};
}

/// What eval_view computes.
///
/// Errors: setting_error for an image without pixels or a size below 1.
inline resize_request eval_request(const rgb_image& image, int size) {
  detail::check_image_size("eval_view, image", image.width, image.height);
  detail::check_image_size("eval_view, size", size, size);
  const auto [shorter, longer] = std::minmax(image.width, image.height);
  // The quotient is taken in double and cut, as Python's int(size * long / short).
  const auto resized = static_cast<std::int64_t>(static_cast<double>(std::int64_t{size} * longer) /
                                                 static_cast<double>(shorter));
  const auto offset =
      static_cast<std::int64_t>(detail::round_half_even(static_cast<double>(resized - size) / 2.0));
  if (image.width <= image.height) return {detail::whole(image), size, resized, 0, offset};
  return {detail::whole(image), resized, size, offset, 0};
}

namespace detail {

inline rgb_image resample(const resize_request& view, int size) {
  return resample(view.source, view.full_width, view.full_height, view.left, view.top, size, size);
}

}  // namespace detail

/// Cuts a rectangle out of an image and resizes it to size x size; pixels outside of it play no part.
///
/// Errors: setting_error if the box is empty or reaches outside of the image, or if size is below 1.
inline rgb_image resized_crop(const rgb_image& image, crop_box box, int size) {
  return detail::resample(crop_request(image, box, size), size);
}

/// The view to train on: a random resized crop, size x size.
///
/// Random: see random_resized_crop; the same stream gives the same view.
/// Source: torchvision's RandomResizedCrop(size, interpolation=BICUBIC) on a PIL image.
inline rgb_image train_view(const rgb_image& image, int size, random_stream& random,
                            const crop_options& options = {}) {
  return resized_crop(image, random_resized_crop(image.width, image.height, random, options), size);
}

/// The view to evaluate on: the short side resized to `size`, the centre cut out, size x size.
///
/// Errors: setting_error for an image without pixels or a size below 1.
/// Cost: that of the centre alone; what would be cut off is never computed.
/// Source: torchvision's Resize(size, BICUBIC) and CenterCrop(size) on a PIL image.
inline rgb_image eval_view(const rgb_image& image, int size) {
  return detail::resample(eval_request(image, size), size);
}

}  // namespace sdkt
