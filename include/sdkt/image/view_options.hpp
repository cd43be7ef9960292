// SPDX-License-Identifier: MIT
//
// How a model looks at images: the filter, what an image is resized to, and how the square is cut out of it.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>

namespace sdkt {

/// Pillow's filters, with Pillow's numbers.
enum class pixel_filter { nearest = 0, lanczos = 1, bilinear = 2, bicubic = 3, box = 4, hamming = 5 };

constexpr std::string_view name_of(pixel_filter filter) noexcept {
  constexpr std::array<std::string_view, 6> names{"nearest", "lanczos", "bilinear",
                                                  "bicubic", "box",     "hamming"};
  return names[static_cast<std::size_t>(filter)];
}

/// What an image is resized to before its centre is cut out.
enum class resize_mode {
  shortest,  ///< the shorter side gets the length, the longer one keeps the shape (its fraction is dropped)
  longest,   ///< the longer side gets the length, the shorter one keeps the shape (rounded, at least 1)
  squash,    ///< both sides get their length, whatever the shape was
  none,      ///< nothing: the image keeps its size
};

constexpr std::string_view name_of(resize_mode mode) noexcept {
  constexpr std::array<std::string_view, 4> names{"shortest", "longest", "squash", "none"};
  return names[static_cast<std::size_t>(mode)];
}

/// Where the centre of an image lies whose rest cannot be halved.
enum class centre_rule {
  torchvision,   ///< torchvision's and open_clip's: a cut takes the even half, a margin is shorter in front
  transformers,  ///< Hugging Face's: a cut takes the smaller half, a margin is longer in front
};

/// How an image becomes the square view that a model is evaluated on. The defaults are those of CLIP.
///
/// Source: torchvision's Resize and CenterCrop; open_clip's image_transform; transformers'
/// CLIPImageProcessor with its Pillow back end.
struct view_options {
  resize_mode resize = resize_mode::shortest;
  pixel_filter filter = pixel_filter::bicubic;
  std::int64_t width = 0;  ///< of a squashed image; 0: the side of the view
  std::int64_t height =
      0;  ///< of a squashed image, or the length of the shorter side; 0: the side of the view
  centre_rule centre = centre_rule::torchvision;
  std::array<std::uint8_t, 3> fill = {};  ///< of the margin of an image that does not fill its view

  auto operator<=>(const view_options&) const = default;
};

/// The views of one model: their side in pixels, and how they are made. A number alone means CLIP's views.
struct square_view {
  std::int64_t side = 0;
  view_options options = {};

  square_view(std::int64_t pixels, const view_options& how = {}) : side{pixels}, options{how} {}

  auto operator<=>(const square_view&) const = default;
};

/// Throws a setting_error that names `where` unless images can be resized to these sizes.
inline void check_view_options(const std::string& where, const view_options& options) {
  constexpr std::int64_t largest = 1 << 14;
  for (const std::int64_t length : {options.width, options.height}) {
    if (length >= 0 && length <= largest) continue;
    throw setting_error{where, "images are to be resized to " + std::to_string(length) + " pixels",
                        "give a whole number from 1 to " + std::to_string(largest)};
  }
}

namespace detail {

/// Rounds to the nearest whole number, halves to the even one, as Python's round does.
inline double round_half_even(double x) {
  const double below = std::floor(x);
  const double rest = x - below;
  if (rest < 0.5) return below;
  if (rest > 0.5) return below + 1.0;
  return std::fmod(below, 2.0) == 0.0 ? below : below + 1.0;
}

/// The pixels of a view along one side: `count` of the resized image from `first` on, after a margin.
struct centred_part {
  std::int64_t first = 0;
  int margin = 0;
  int count = 0;
};

/// The middle `side` pixels of `length`, or all of them between two margins.
inline centred_part centred(std::int64_t length, int side, centre_rule rule) {
  const bool halves_down = rule == centre_rule::transformers;
  if (length >= side) {
    const std::int64_t rest = length - side;
    return {
        halves_down ? rest / 2 : static_cast<std::int64_t>(round_half_even(static_cast<double>(rest) / 2.0)),
        0, side};
  }
  const int count = static_cast<int>(length), rest = side - count;
  return {0, halves_down ? rest - rest / 2 : rest / 2, count};
}

/// Width and height of a whole image after its resize.
struct resized_size {
  std::int64_t width = 0, height = 0;
};

/// What options make of an image of such a size.
inline resized_size size_after_resize(int width, int height, int side, const view_options& options) {
  const auto or_side = [side](std::int64_t length) { return length > 0 ? length : side; };
  const bool is_upright = width <= height;
  const auto longer = static_cast<double>(is_upright ? height : width);
  const auto shorter = static_cast<double>(is_upright ? width : height);
  switch (options.resize) {
    case resize_mode::none:
      return {width, height};
    case resize_mode::squash:
      return {or_side(options.width), or_side(options.height)};
    case resize_mode::longest: {
      const double ratio = longer / static_cast<double>(side);
      const auto scaled = [ratio](int length) {
        return std::max(std::int64_t{1}, static_cast<std::int64_t>(round_half_even(length / ratio)));
      };
      return {scaled(width), scaled(height)};
    }
    case resize_mode::shortest:
      break;
  }
  const std::int64_t edge = or_side(options.height);
  // The quotient is taken in double and cut, as Python's int(size * long / short).
  const auto other = static_cast<std::int64_t>(static_cast<double>(edge) * longer / shorter);
  return is_upright ? resized_size{edge, other} : resized_size{other, edge};
}

}  // namespace detail

}  // namespace sdkt
