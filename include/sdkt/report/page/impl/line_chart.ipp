// SPDX-License-Identifier: MIT
//
// Definitions of line_chart.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/page/line_chart.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/svg.hpp>

namespace sdkt::report::detail {

/// Lowest and highest finite value of all curves; [0, 1] if there is none.
SDKT_INLINE std::pair<double, double> extent(const std::vector<series>& curves) {
  double low = 1, high = 0;
  for (const auto& curve : curves) {
    for (const auto& point : curve.points) {
      if (!std::isfinite(point.y)) continue;
      const bool is_first = low > high;
      low = is_first ? point.y : std::min(low, point.y);
      high = is_first ? point.y : std::max(high, point.y);
    }
  }
  return low > high ? std::pair{0.0, 1.0} : std::pair{low, high};
}

/// A tag at the end of every curve that has one, moved up or down so that tags do not overlap.
SDKT_INLINE void put_tags(svg::drawing& drawing, const std::vector<series>& curves, const svg::scale& across,
                          const svg::scale& up) {
  constexpr double apart = 11;
  std::vector<std::pair<svg::point, std::string>> tags;
  for (const auto& curve : curves) {
    if (curve.tag.empty() || curve.points.empty() || !std::isfinite(curve.points.back().y)) continue;
    tags.push_back({{across(curve.points.back().x), up(curve.points.back().y)}, curve.tag});
  }
  std::stable_sort(tags.begin(), tags.end(),
                   [](const auto& one, const auto& other) { return one.first.y < other.first.y; });
  for (std::size_t i = 1; i < tags.size(); ++i)
    tags[i].first.y = std::max(tags[i].first.y, tags[i - 1].first.y + apart);
  for (std::size_t i = tags.size(); i-- > 0;) {
    const double floor = i + 1 == tags.size() ? up.start : tags[i + 1].first.y - apart;
    tags[i].first.y = std::min(tags[i].first.y, floor);
  }
  for (const auto& [at, tag] : tags) drawing.text({at.x + 5, at.y + 4}, tag, "tag");
}

SDKT_INLINE std::string legend(const std::vector<series>& curves) {
  std::string html = "<ul class='legend'>";
  for (std::size_t i = 0; i < curves.size(); ++i) {
    put(html,
        "<li class='item'><svg viewBox='0 0 30 10' class='sample' aria-hidden='true'><path d='M2 5H28' ",
        "class='curve ", line_style(i), "'/></svg><span>", escaped(curves[i].name), "</span></li>");
  }
  return html + "</ul>\n";
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE std::string line_chart(const line_chart_options& options, const std::vector<series>& curves) {
  const bool has_tags =
      std::any_of(curves.begin(), curves.end(), [](const series& curve) { return !curve.tag.empty(); });
  constexpr double width = 720, height = 210, left = 48, top = 10, bottom = 184;
  const double right = has_tags ? 694 : 708;
  auto [low, high] = detail::extent(curves);
  if (options.from_zero) low = std::min(low, 0.0), high = std::max(high, 0.0);
  if (!(high - low > 0)) high = low + std::max(std::abs(low), 1.0);
  if (!std::isfinite(high - low)) low /= 4, high /= 4;
  const svg::scale across{options.x_low, options.x_high, left, right};
  const svg::scale up{low, high, bottom, top};

  svg::drawing drawing{width, height, options.id, options.title, options.description};
  for (const double tick : svg::round_ticks(low, high, 4)) {
    drawing.line({left, up(tick)}, {right, up(tick)}, "grid");
    drawing.text({left - 6, up(tick) + 4}, brief(tick), "tick", "end");
  }
  for (const double at : options.dividers) drawing.line({across(at), top}, {across(at), bottom}, "divider");
  for (const auto& label : options.labels) {
    drawing.text({across(label.at), bottom + 18}, label.label, "tick", "middle");
  }
  drawing.line({left, bottom}, {right, bottom}, "axis");
  for (std::size_t i = 0; i < curves.size(); ++i) {
    std::vector<svg::point> points;
    points.reserve(curves[i].points.size());
    for (const auto& point : curves[i].points) points.push_back({across(point.x), up(point.y)});
    drawing.curve(points, detail::line_style(i));
  }
  if (has_tags) detail::put_tags(drawing, curves, across, up);
  std::string html;
  const std::string title = escaped(options.title, 200);
  put(html, "<figure class='chart'><figcaption>", title, "</figcaption>\n", detail::legend(curves),
      "<div class='scroll' tabindex='0' role='region' aria-label='", title, "'>", std::move(drawing).finish(),
      "</div></figure>\n");
  return html;
}

}  // namespace sdkt::report
