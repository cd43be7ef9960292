// SPDX-License-Identifier: MIT
//
// Drawing primitives of the report: lines, curves, marks and text as inline SVG, with
// descriptions for screen readers.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt::report::svg {

struct point {
  double x = 0, y = 0;
};

/// A linear map from [low, high] to [start, end]. An empty interval maps to the middle.
struct scale {
  double low = 0, high = 1, start = 0, end = 1;

  double operator()(double value) const noexcept;
};

/// Round numbers from low to high, about `count` of them: multiples of 1, 2 or 5 times a power of ten.
std::vector<double> round_ticks(double low, double high, int count);

/// One SVG element. Colours and line styles are classes of the page's style sheet, so themes apply.
///
/// Coordinates are rounded to a tenth. Names and texts are escaped here.
class drawing {
 public:
  /// `id` is unique in the page; a screen reader reads title and description.
  drawing(double width, double height, std::string_view id, std::string_view title,
          std::string_view description);

  void line(point from, point to, std::string_view style);

  void circle(point centre, double radius, std::string_view style);

  void rectangle(point corner, double width, double height, std::string_view style);

  /// `anchor`: the part of the text that is at the point, "start", "middle" or "end".
  void text(point at, std::string_view words, std::string_view style, std::string_view anchor = "start");

  /// A curve with a gap at every point that is not finite. A single point between gaps becomes a dot.
  void curve(const std::vector<point>& points, std::string_view style);

  /// A filled shape with these corners; all of them must be finite.
  void area(const std::vector<point>& corners, std::string_view style);

  std::string finish() && { return std::move(out_) + "</svg>\n"; }

 private:
  static std::string number(double value);

  std::string out_;
};

}  // namespace sdkt::report::svg

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/page/impl/svg.ipp>
#endif
