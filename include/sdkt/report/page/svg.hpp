// SPDX-License-Identifier: MIT
//
// Drawing primitives of the report: lines, curves, marks and text as inline SVG, with a spoken description.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/report/page/markup.hpp>

namespace sdkt::svg {

struct point {
  double x = 0, y = 0;
};

/// A linear map from [low, high] to [start, end]. An empty interval maps to the middle.
struct scale {
  double low = 0, high = 1, start = 0, end = 1;

  double operator()(double value) const noexcept {
    const double width = high - low;
    const double part = width > 0 ? (value - low) / width : 0.5;
    return start + part * (end - start);
  }
};

/// Round numbers from low to high, about `count` of them: multiples of 1, 2 or 5 times a power of ten.
inline std::vector<double> round_ticks(double low, double high, int count) {
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

/// One SVG element. Colours and line styles are classes of the page's style sheet, so themes apply.
///
/// Coordinates are rounded to a tenth. Names and texts are escaped here.
class drawing {
 public:
  /// `id` is unique in the page; title and description are what a screen reader says.
  drawing(double width, double height, std::string_view id, std::string_view title,
          std::string_view description) {
    report::put(out_, "<svg viewBox='0 0 ", number(width), " ", number(height),
                "' role='img' aria-labelledby='", id, "-t ", id, "-d'><title id='", id, "-t'>",
                report::escaped(title, 200), "</title><desc id='", id, "-d'>",
                report::escaped(description, 600), "</desc>\n");
  }

  void line(point from, point to, std::string_view style) {
    report::put(out_, "<line x1='", number(from.x), "' y1='", number(from.y), "' x2='", number(to.x),
                "' y2='", number(to.y), "' class='", style, "'/>\n");
  }

  void circle(point centre, double radius, std::string_view style) {
    report::put(out_, "<circle cx='", number(centre.x), "' cy='", number(centre.y), "' r='", number(radius),
                "' class='", style, "'/>\n");
  }

  void rectangle(point corner, double width, double height, std::string_view style) {
    report::put(out_, "<rect x='", number(corner.x), "' y='", number(corner.y), "' width='", number(width),
                "' height='", number(height), "' class='", style, "'/>\n");
  }

  /// `anchor`: which part of the text stands at the point, "start", "middle" or "end".
  void text(point at, std::string_view words, std::string_view style, std::string_view anchor = "start") {
    report::put(out_, "<text x='", number(at.x), "' y='", number(at.y), "' text-anchor='", anchor,
                "' class='", style, "'>", report::escaped(words), "</text>\n");
  }

  /// A curve with a gap at every point that is not finite. A point alone between gaps becomes a dot.
  void curve(const std::vector<point>& points, std::string_view style) {
    std::string path;
    std::size_t length = 0;  // of the piece being drawn
    const auto end_piece = [&] {
      if (length == 1) path += "h0";  // with round caps, a line of no length is a dot
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

  /// A filled shape with these corners; all of them are finite.
  void area(const std::vector<point>& corners, std::string_view style) {
    std::string path;
    for (const point& corner : corners)
      report::put(path, path.empty() ? "M" : "L", number(corner.x), " ", number(corner.y));
    report::put(out_, "<path d='", path, "Z' class='", style, "'/>\n");
  }

  std::string finish() && { return std::move(out_) + "</svg>\n"; }

 private:
  static std::string number(double value) {
    std::string text = report::fixed(std::isfinite(value) ? value : 0.0);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
  }

  std::string out_;
};

}  // namespace sdkt::svg
