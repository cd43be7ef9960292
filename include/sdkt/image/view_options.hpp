// SPDX-License-Identifier: MIT
//
// The preprocessing of a model's images: the filter, the size after resizing, and the square that is cut out.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt {

/// Pillow's filters, numbered as in Pillow.
enum class pixel_filter { nearest = 0, lanczos = 1, bilinear = 2, bicubic = 3, box = 4, hamming = 5 };

constexpr std::string_view name_of(pixel_filter filter) noexcept {
  constexpr std::array<std::string_view, 6> names{"nearest", "lanczos", "bilinear",
                                                  "bicubic", "box",     "hamming"};
  return names[static_cast<std::size_t>(filter)];
}

/// The size to which an image is resized before its centre is cut out.
enum class resize_mode {
  shortest,  ///< the shorter side gets the length, the longer side keeps the shape (rounded down)
  longest,   ///< the longer side gets the length, the shorter side keeps the shape (rounded, at least 1)
  squash,    ///< both sides get their given lengths; the shape may change
  none,      ///< the image keeps its size
};

constexpr std::string_view name_of(resize_mode mode) noexcept {
  constexpr std::array<std::string_view, 4> names{"shortest", "longest", "squash", "none"};
  return names[static_cast<std::size_t>(mode)];
}

/// The position of the centre if an odd number of pixels must be cut off or added.
enum class centre_rule {
  torchvision,   ///< torchvision and open_clip: a cut rounds the half to even, a margin is shorter in front
  transformers,  ///< Hugging Face: a cut rounds the half down, a margin is longer in front
};

/// How an image becomes the square view on which a model is evaluated. The defaults are those of CLIP.
///
/// Source: torchvision's Resize and CenterCrop; open_clip's image_transform; CLIPImageProcessor of
/// transformers with its Pillow back end.
struct view_options {
  resize_mode resize = resize_mode::shortest;
  pixel_filter filter = pixel_filter::bicubic;
  std::int64_t width = 0;   ///< of a squashed image; 0: the side of the view
  std::int64_t height = 0;  ///< of a squashed image, or of the shorter side; 0: the side of the view
  centre_rule centre = centre_rule::torchvision;
  std::array<std::uint8_t, 3> fill = {};  ///< colour of the margin of an image that does not fill its view

  auto operator<=>(const view_options&) const = default;
};

/// The views of a model: their side in pixels, and how they are made. A number alone means CLIP's views.
struct square_view {
  std::int64_t side = 0;
  view_options options = {};

  square_view(std::int64_t pixels, const view_options& how = {}) : side{pixels}, options{how} {}

  auto operator<=>(const square_view&) const = default;
};

}  // namespace sdkt

namespace sdkt::image {

/// Throws unless images can be resized to the given sizes.
///
/// Errors: setting_error that begins with `where`.
void check_view_options(const std::string& where, const view_options& options);

}  // namespace sdkt::image

namespace sdkt::detail {

/// Rounds to the nearest whole number, and halves to the even number, as Python's round does.
double round_half_even(double x);

/// The pixels of a view along one side: a margin, then `count` pixels of the resized image from `first` on.
struct centred_part {
  std::int64_t first = 0;
  int margin = 0;
  int count = 0;
};

/// The middle `side` pixels of `length`, or all of them between two margins.
centred_part centred(std::int64_t length, int side, centre_rule rule);

/// Width and height of a whole image after its resize.
struct resized_size {
  std::int64_t width = 0, height = 0;
};

/// The size after the resize of an image of the given size.
resized_size size_after_resize(int width, int height, int side, const view_options& options);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/image/impl/view_options.ipp>
#endif
