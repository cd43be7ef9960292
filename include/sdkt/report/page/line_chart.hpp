// SPDX-License-Identifier: MIT
//
// A wide chart of a few curves over a common axis, with a legend in text below it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/page/svg.hpp>

namespace sdkt::report {

/// A curve of a chart. Values that are not finite are gaps.
struct series {
  std::string name;  ///< plain text
  std::vector<svg::point> points;
  std::string tag = {};  ///< plain text at the end of the curve, one or two letters; may be empty
};

/// A position on the horizontal axis with a label.
struct mark {
  double at = 0;
  std::string label;  ///< plain text; may be empty
};

struct line_chart_options {
  std::string id;           ///< unique in the page
  std::string title;        ///< plain text
  std::string description;  ///< plain text for screen readers
  double x_low = 0, x_high = 1;
  bool from_zero = false;        ///< the vertical axis includes 0
  std::vector<mark> labels;      ///< labels below the horizontal axis
  std::vector<double> dividers;  ///< vertical lines
};

/// Kinds of lines in the style sheet: each has its own colour and its own dashes.
inline constexpr std::size_t num_line_styles = 6;

namespace detail {

inline std::string line_style(std::size_t i) { return "line" + std::to_string(i % num_line_styles); }

std::string legend(const std::vector<series>& curves);

}  // namespace detail

/// A figure of 720 x 210 units that scrolls inside its own container on a narrow page.
std::string line_chart(const line_chart_options& options, const std::vector<series>& curves);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/page/impl/line_chart.ipp>
#endif
