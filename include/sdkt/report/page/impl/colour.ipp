// SPDX-License-Identifier: MIT
//
// Definitions of colour.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/page/colour.hpp>
#include <sdkt/report/page/markup.hpp>

namespace sdkt::report {

SDKT_INLINE double luminance(const colour& of) {
  const auto linear = [](double component) {
    const double part = component / 255;
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(of.red) + 0.7152 * linear(of.green) + 0.0722 * linear(of.blue);
}

SDKT_INLINE double contrast(const colour& one, const colour& other) {
  const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
  return (lighter + 0.05) / (darker + 0.05);
}

SDKT_INLINE colour text_on(const colour& ground) {
  const colour dark{8, 12, 18}, light{255, 255, 255};
  return contrast(dark, ground) >= contrast(light, ground) ? dark : light;
}

SDKT_INLINE std::string hex(const colour& of) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "#";
  for (const double component : {of.red, of.green, of.blue}) {
    const auto byte = static_cast<std::size_t>(std::lround(std::clamp(component, 0.0, 255.0)));
    text += digits[byte / 16];
    text += digits[byte % 16];
  }
  return text;
}

SDKT_INLINE colour heat_colour(const ramp& anchors, std::size_t level) {
  const double at = 2.0 * static_cast<double>(level) / static_cast<double>(num_heat_levels - 1);
  const std::size_t first = at < 1 ? 0 : 1;
  const double part = at - static_cast<double>(first);
  const colour &from = anchors[first], &to = anchors[first + 1];
  return {from.red + part * (to.red - from.red), from.green + part * (to.green - from.green),
          from.blue + part * (to.blue - from.blue)};
}

SDKT_INLINE std::string heat_class(double percent) {
  if (!std::isfinite(percent)) return "none";
  const double part = std::clamp(percent, 0.0, 100.0) / 100;
  return "h" + std::to_string(std::lround(part * static_cast<double>(num_heat_levels - 1)));
}

SDKT_INLINE std::string heat_rules(const ramp& anchors) {
  std::string rules;
  for (std::size_t level = 0; level < num_heat_levels; ++level) {
    const colour ground = heat_colour(anchors, level);
    put(rules, ".h", std::to_string(level), "{background:", hex(ground), ";color:", hex(text_on(ground)),
        "}\n");
  }
  return rules;
}

}  // namespace sdkt::report
