// SPDX-License-Identifier: MIT
//
// Definitions of selection_shares.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/svg.hpp>
#include <sdkt/report/run/selection_shares.hpp>
#include <sdkt/report/run/so_far.hpp>

namespace sdkt::report::detail {

SDKT_INLINE std::vector<double> selection_shares(const selection_record& weights) {
  std::vector<double> shares;
  const auto total = static_cast<double>(weights.total());
  for (const auto count : weights.counts)
    shares.push_back(total > 0 ? 100 * static_cast<double>(count) / total : no_number);
  return shares;
}

/// "at most 0.35": the end of the part in which the given share of the weights is reached.
SDKT_INLINE std::string below_which(const std::vector<double>& shares, double percent) {
  double sum = 0;
  for (std::size_t part = 0; part < shares.size(); ++part) {
    sum += shares[part];
    if (sum < percent - 1e-9) continue;
    if (part == 0) return "below 0";
    if (part + 1 == shares.size()) return "above 1";
    return "at most " + fixed(static_cast<double>(part) / selection_record::num_bins, 2);
  }
  return "unknown";
}

SDKT_INLINE std::string told(const selection_record& weights) {
  if (weights.total() == 0) return "no teacher guided this task";
  const std::vector<double> shares = selection_shares(weights);
  std::string text = std::to_string(weights.total());
  put(text, weights.total() == 1 ? " weight" : " weights", ": a quarter of them ", below_which(shares, 25),
      ", half ", below_which(shares, 50), ", three quarters ", below_which(shares, 75));
  return text;
}

/// One chart of 230 x 120 units, scaled to its highest bar. If all weights of a task are equal, it has a
/// single bar of 100 %; with a common scale the bars of other tasks would be too small to see.
SDKT_INLINE std::string selection_chart(const run_record& record, std::size_t task, bool has_beyond) {
  constexpr double width = 230, height = 120, left = 34, right = 222, top = 8, bottom = 98;
  const selection_record& weights = record.selection[task];
  // Weights below 0 and above 1 have a part of the axis only if some task has such weights.
  const double low = has_beyond ? -0.05 : 0, high = has_beyond ? 1.05 : 1;
  const svg::scale across{low, high, left, right};
  const std::vector<double> shares = selection_shares(weights);
  const double most = weights.total() > 0 ? *std::max_element(shares.begin(), shares.end()) : 0;
  const double highest = std::clamp(10 * std::ceil(most / 10), 10.0, 100.0);
  const svg::scale up{0, highest, bottom, top};
  const std::string number = std::to_string(task + 1);
  const std::string plain_name = task < record.tasks.size() && !record.tasks[task].name.empty()
                                     ? record.tasks[task].name
                                     : "task " + number;
  svg::drawing drawing{width, height, "weights" + number, "Selection weights on " + plain_name,
                       told(weights)};
  for (const double tick : svg::round_ticks(0, highest, 3)) {
    drawing.line({left, up(tick)}, {right, up(tick)}, "grid");
    drawing.text({left - 5, up(tick) + 4}, brief(tick), "tick", "end");
  }
  if (weights.total() > 0) {
    constexpr double part = 1.0 / selection_record::num_bins;
    std::vector<svg::point> outline{{across(low), bottom}};
    for (std::size_t i = has_beyond ? 0 : 1; i + (has_beyond ? 0 : 1) < shares.size(); ++i) {
      const double from = part * (static_cast<double>(i) - 1);
      outline.push_back({across(from), up(shares[i])});
      outline.push_back({across(from + part), up(shares[i])});
    }
    outline.push_back({across(high), bottom});
    drawing.area(outline, "bars");
  }
  drawing.line({left, bottom}, {right, bottom}, "axis");
  for (const double tick : {0.0, 0.5, 1.0})
    drawing.text({across(tick), bottom + 16}, brief(tick), "tick", "middle");
  std::string html;
  put(html, "<figure><figcaption>", task_name(record, task), "</figcaption>", std::move(drawing).finish(),
      "<p class='small'>",
      weights.total() == 0 ? told(weights) : "half of the weights: " + below_which(shares, 50),
      "</p></figure>\n");
  return html;
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE std::string selection_shares(const run_record& record) {
  bool has_any = false, has_beyond = false;
  for (const auto& weights : record.selection) {
    has_any = has_any || weights.total() > 0;
    has_beyond = has_beyond || weights.counts.front() > 0 || weights.counts.back() > 0;
  }
  if (!has_any) return {};
  std::string html = "<h3>Selection weights of every task</h3>\n";
  put(html, "<p>Share in % (upwards) of the weights of the ",
      record.teacher_names.empty() ? std::string{"first"} : escaped(record.teacher_names.front()),
      " teacher, from 0 to 1 (to the right), over all images and steps of a task. Each chart has its own "
      "scale",
      has_beyond ? "; beyond either end: below 0 and above 1" : "", ".</p>\n<div class='multiples top'>\n");
  for (std::size_t task = 0; task < record.selection.size(); ++task)
    html += detail::selection_chart(record, task, has_beyond);
  return html + "</div>\n";
}

}  // namespace sdkt::report
