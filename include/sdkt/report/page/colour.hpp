// SPDX-License-Identifier: MIT
//
// Colours of the heat maps: accuracy to colour, and the text colour that stays readable on it.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include <sdkt/base/mode.hpp>

namespace sdkt::report {

/// sRGB components from 0 to 255.
struct colour {
  double red = 0, green = 0, blue = 0;
};

/// Relative luminance of WCAG 2.1, from 0 to 1.
double luminance(const colour& of);

/// Contrast ratio of WCAG 2.1, from 1 to 21.
double contrast(const colour& one, const colour& other);

/// Near-black or white, whichever has the higher contrast with the ground.
colour text_on(const colour& ground);

/// "#rrggbb".
std::string hex(const colour& of);

/// Colours from 0 to 100 %, evenly spaced between three anchors. A higher value
/// stands out more from the page.
using ramp = std::array<colour, 3>;
inline constexpr ramp light_ramp{{{246, 243, 234}, {124, 178, 204}, {16, 62, 112}}};
inline constexpr ramp dark_ramp{{{32, 38, 50}, {40, 104, 148}, {190, 230, 246}}};

/// Steps of the colour scale. The printed numbers are exact; the colours only guide the eye.
inline constexpr std::size_t num_heat_levels = 51;

colour heat_colour(const ramp& anchors, std::size_t level);

/// CSS class of an accuracy in percent, "h0" to "h50"; "none" unless finite.
std::string heat_class(double percent);

/// CSS rules of the heat classes for one theme.
std::string heat_rules(const ramp& anchors);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/page/impl/colour.ipp>
#endif
