// SPDX-License-Identifier: MIT
//
// Definitions of comparison_differences.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/comparison/comparison_differences.hpp>
#include <sdkt/report/comparison/run_groups.hpp>
#include <sdkt/report/comparison/spread.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/svg.hpp>
#include <sdkt/report/run/matrix_table.hpp>
#include <sdkt/text/letter_case.hpp>

namespace sdkt::report::detail {

/// One row per method: a circle per pair of runs, a line from the lowest to the highest, a bar at the mean.
SDKT_INLINE std::string difference_chart(const std::vector<named_run>& runs,
                                         const std::vector<run_group>& groups, std::size_t metric) {
  std::vector<std::pair<std::string, difference>> rows;
  double low = 0, high = 0;
  std::string description;
  for (std::size_t group = 1; group < std::min(groups.size(), max_difference_rows + 1); ++group) {
    difference between = difference_of(runs, groups[group], groups.front(), compared_metrics[metric]);
    if (!std::isfinite(between.value())) continue;
    low = std::min(low, between.pairs.empty() ? between.means : between.paired.low);
    high = std::max(high, between.pairs.empty() ? between.means : between.paired.high);
    put(description, description.empty() ? "" : "; ", groups[group].label, " ",
        signed_fixed(between.value()));
    rows.emplace_back(groups[group].label, std::move(between));
  }
  if (rows.empty()) return {};
  if (!(high > low)) high = low + 1;
  constexpr double width = 340, left = 96, right = 328, top = 8, apart = 20;
  const double bottom = top + apart * static_cast<double>(rows.size());
  const svg::scale across{low, high, left, right};
  svg::drawing drawing{width, bottom + 24, "difference" + std::to_string(metric + 1),
                       std::string{"Difference in "} + compared_metrics[metric].name, description};
  for (const double tick : svg::round_ticks(low, high, 4)) {
    drawing.line({across(tick), top}, {across(tick), bottom}, "grid");
    drawing.text({across(tick), bottom + 16}, signed_fixed(tick, std::abs(high - low) < 4 ? 1 : 0), "tick",
                 "middle");
  }
  drawing.line({across(0), top}, {across(0), bottom}, "axis");
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto& [label, between] = rows[row];
    const double height = top + apart * (static_cast<double>(row) + 0.5);
    std::string name = label.substr(0, label.find(" ("));
    if (name.size() > 14) name = name.substr(0, 12) + "..";
    drawing.text({left - 8, height + 4}, name, "tick", "end");
    if (!between.pairs.empty())
      drawing.line({across(between.paired.low), height}, {across(between.paired.high), height}, "range");
    for (std::size_t i = 0; i < std::min(between.pairs.size(), max_difference_dots); ++i)
      drawing.circle({across(between.pairs[i]), height}, 3.5, "dot");
    drawing.line({across(between.value()), height - 6}, {across(between.value()), height + 6}, "mean-mark");
  }
  std::string html;
  put(html, "<figure><figcaption>", sdkt::detail::with_capital(compared_metrics[metric].name), ", ",
      compared_metrics[metric].higher_is_better ? "higher" : "lower", " is better</figcaption>",
      std::move(drawing).finish(), "</figure>\n");
  return html;
}

SDKT_INLINE std::string difference_table(const std::vector<named_run>& runs,
                                         const std::vector<run_group>& groups) {
  std::string rows = "<thead><tr><th scope='col'>method</th><th scope='col'>runs in common</th>";
  for (std::size_t i = 0; i < 3; ++i) put(rows, "<th scope='col'>", compared_metrics[i].name, "</th>");
  rows += "</tr></thead>\n<tbody>\n";
  for (std::size_t group = 1; group < groups.size(); ++group) {
    std::size_t pairs = 0;
    std::string cells;
    for (std::size_t i = 0; i < 3; ++i) {
      const difference between = difference_of(runs, groups[group], groups.front(), compared_metrics[i]);
      pairs = between.pairs.size();
      put(cells, "<td>", signed_fixed(between.value()));
      if (std::isfinite(between.deviation))
        put(cells, "<span class='spread'> ± ", fixed(between.deviation), "</span>");
      if (pairs > 1) {
        put(cells, "<span class='unit'>", signed_fixed(between.paired.low), " to ",
            signed_fixed(between.paired.high), "</span>");
      }
      if (const auto verdict = between.is_beyond_spread())
        put(cells, "<span class='unit'>", *verdict ? "beyond" : "within", " the spread</span>");
      cells += "</td>";
    }
    put(rows, "<tr><th scope='row'>", escaped(groups[group].label), "</th><td>", std::to_string(pairs),
        "</td>", cells, "</tr>\n");
  }
  rows += "</tbody>";
  return scrolling_table("Differences",
                         "The same numbers: mean ± standard deviation, and from the lowest to the highest",
                         "numbers compared", rows);
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE std::string comparison_differences(const std::vector<named_run>& runs,
                                               const std::vector<run_group>& groups) {
  std::string html, charts;
  put(html, "<p>Each method minus ", escaped(groups.front().label),
      ", in percentage points, own classes. A circle: two runs with the same order and seed; the bar: their "
      "mean.</p>\n");
  for (std::size_t metric = 0; metric < 3; ++metric) charts += detail::difference_chart(runs, groups, metric);
  if (!charts.empty()) put(html, "<div class='multiples wide'>\n", charts, "</div>\n");
  return html + detail::difference_table(runs, groups);
}

}  // namespace sdkt::report
