// SPDX-License-Identifier: MIT
//
// Definitions of svg.hpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/svg.hpp>

namespace sdkt::report::svg {

SDKT_INLINE double scale::operator()(double value) const noexcept {
  const double width = high - low;
  const double part = width > 0 ? (value - low) / width : 0.5;
  return start + part * (end - start);
}

SDKT_INLINE std::vector<double> round_ticks(double low, double high, int count) {
  const double span = high - low;
  if (!(span > 0) || !std::isfinite(span) || count < 1) return {low};
  const double raw = span / count;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  const double lead = raw / power;
  const double step = power * (lead <= 1.5 ? 1 : lead <= 3.5 ? 2 : lead <= 7.5 ? 5 : 10);
  std::vector<double> ticks;
  const double first = std::ceil(low / step - 1e-9);
  for (int i = 0; i <= 3 * count + 3; ++i) {
    const double tick = (first + i) * step;
    if (tick > high + 1e-9 * step) break;
    ticks.push_back(tick);
  }
  if (ticks.empty()) ticks.push_back(low);
  return ticks;
}

SDKT_INLINE drawing::drawing(double width, double height, std::string_view id, std::string_view title,
                             std::string_view description) {
  report::put(out_, "<svg viewBox='0 0 ", number(width), " ", number(height),
              "' role='img' aria-labelledby='", id, "-t ", id, "-d'><title id='", id, "-t'>",
              report::escaped(title, 200), "</title><desc id='", id, "-d'>",
              report::escaped(description, 600), "</desc>\n");
}

SDKT_INLINE void drawing::line(point from, point to, std::string_view style) {
  report::put(out_, "<line x1='", number(from.x), "' y1='", number(from.y), "' x2='", number(to.x), "' y2='",
              number(to.y), "' class='", style, "'/>\n");
}

SDKT_INLINE void drawing::circle(point centre, double radius, std::string_view style) {
  report::put(out_, "<circle cx='", number(centre.x), "' cy='", number(centre.y), "' r='", number(radius),
              "' class='", style, "'/>\n");
}

SDKT_INLINE void drawing::rectangle(point corner, double width, double height, std::string_view style) {
  report::put(out_, "<rect x='", number(corner.x), "' y='", number(corner.y), "' width='", number(width),
              "' height='", number(height), "' class='", style, "'/>\n");
}

SDKT_INLINE void drawing::text(point at, std::string_view words, std::string_view style,
                               std::string_view anchor) {
  report::put(out_, "<text x='", number(at.x), "' y='", number(at.y), "' text-anchor='", anchor, "' class='",
              style, "'>", report::escaped(words), "</text>\n");
}

SDKT_INLINE void drawing::curve(const std::vector<point>& points, std::string_view style) {
  std::string path;
  std::size_t length = 0;  // of the piece being drawn
  const auto end_piece = [&] {
    if (length == 1) path += "h0";  // with round caps, a line of length 0 is a dot
    length = 0;
  };
  for (const point& next : points) {
    if (!std::isfinite(next.x) || !std::isfinite(next.y)) {
      end_piece();
      continue;
    }
    report::put(path, length++ == 0 ? "M" : "L", number(next.x), " ", number(next.y));
  }
  end_piece();
  if (!path.empty()) report::put(out_, "<path d='", path, "' class='curve ", style, "'/>\n");
}

SDKT_INLINE void drawing::area(const std::vector<point>& corners, std::string_view style) {
  std::string path;
  for (const point& corner : corners)
    report::put(path, path.empty() ? "M" : "L", number(corner.x), " ", number(corner.y));
  report::put(out_, "<path d='", path, "Z' class='", style, "'/>\n");
}

SDKT_INLINE std::string drawing::number(double value) {
  std::string text = report::fixed(std::isfinite(value) ? value : 0.0);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

}  // namespace sdkt::report::svg
