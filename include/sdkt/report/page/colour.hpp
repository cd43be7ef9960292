// SPDX-License-Identifier: MIT
//
// Colours of the heat maps: accuracy to colour, and the text colour that stays readable on it.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/report/page/markup.hpp>

namespace sdkt::report {

/// sRGB components from 0 to 255.
struct colour {
  double red = 0, green = 0, blue = 0;
};

/// Relative luminance of WCAG 2.1, from 0 to 1.
inline double luminance(const colour& of) {
  const auto linear = [](double component) {
    const double part = component / 255;
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(of.red) + 0.7152 * linear(of.green) + 0.0722 * linear(of.blue);
}

/// Contrast ratio of WCAG 2.1, from 1 to 21.
inline double contrast(const colour& one, const colour& other) {
  const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
  return (lighter + 0.05) / (darker + 0.05);
}

/// Of near-black and white, the one that reads better on the ground.
inline colour text_on(const colour& ground) {
  const colour dark{8, 12, 18}, light{255, 255, 255};
  return contrast(dark, ground) >= contrast(light, ground) ? dark : light;
}

/// "#rrggbb".
inline std::string hex(const colour& of) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "#";
  for (const double component : {of.red, of.green, of.blue}) {
    const auto byte = static_cast<std::size_t>(std::lround(std::clamp(component, 0.0, 255.0)));
    text += digits[byte / 16];
    text += digits[byte % 16];
  }
  return text;
}

/// Colours from 0 to 100 %, evenly between three anchors. Higher stands out more from the page.
using ramp = std::array<colour, 3>;
inline constexpr ramp light_ramp{{{246, 243, 234}, {124, 178, 204}, {16, 62, 112}}};
inline constexpr ramp dark_ramp{{{32, 38, 50}, {40, 104, 148}, {190, 230, 246}}};

/// Steps of the colour scale; the printed numbers are exact, the colour is for the eye.
inline constexpr std::size_t num_heat_levels = 51;

inline colour heat_colour(const ramp& anchors, std::size_t level) {
  const double at = 2.0 * static_cast<double>(level) / static_cast<double>(num_heat_levels - 1);
  const std::size_t first = at < 1 ? 0 : 1;
  const double part = at - static_cast<double>(first);
  const colour &from = anchors[first], &to = anchors[first + 1];
  return {from.red + part * (to.red - from.red), from.green + part * (to.green - from.green),
          from.blue + part * (to.blue - from.blue)};
}

/// CSS class of an accuracy in percent, "h0" to "h50"; "none" unless finite.
inline std::string heat_class(double percent) {
  if (!std::isfinite(percent)) return "none";
  const double part = std::clamp(percent, 0.0, 100.0) / 100;
  return "h" + std::to_string(std::lround(part * static_cast<double>(num_heat_levels - 1)));
}

/// CSS rules of the heat classes for one theme.
inline std::string heat_rules(const ramp& anchors) {
  std::string rules;
  for (std::size_t level = 0; level < num_heat_levels; ++level) {
    const colour ground = heat_colour(anchors, level);
    put(rules, ".h", std::to_string(level), "{background:", hex(ground), ";color:", hex(text_on(ground)),
        "}\n");
  }
  return rules;
}

}  // namespace sdkt::report
