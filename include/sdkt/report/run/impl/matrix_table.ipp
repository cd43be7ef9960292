// SPDX-License-Identifier: MIT
//
// Definitions of matrix_table.hpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/report/page/colour.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/run/matrix_table.hpp>
#include <sdkt/report/run/so_far.hpp>

namespace sdkt::report {

SDKT_INLINE std::string scrolling_table(std::string_view label, std::string_view caption,
                                        std::string_view style, std::string_view rows) {
  std::string html;
  put(html, "<div class='scroll' tabindex='0' role='region' aria-label='", label, "'><table class='", style,
      "'><caption>", caption, "</caption>\n", rows, "</table></div>\n");
  return html;
}

/// Characters of a task's name in the heads of a matrix; the table of the tasks shows more of it.
inline constexpr std::size_t max_head_characters = 24;

SDKT_INLINE std::string matrix_table(const run_record& record, const accuracy_matrix& accuracy,
                                     std::string_view label, std::string_view caption) {
  if (accuracy.zero_shot.empty() && accuracy.trained.empty()) {
    std::string html;
    put(html, "<p class='note'>", label, ": not measured.</p>\n");
    return html;
  }
  const std::size_t tasks = num_columns(record);
  std::string rows = "<thead><tr><th scope='col'>after</th>";
  for (std::size_t task = 0; task < tasks; ++task) {
    put(rows, "<th scope='col'>", task_name(record, task, max_head_characters), "</th>");
  }
  rows += "<th scope='col'>mean</th></tr></thead>\n<tbody>\n";
  for (std::size_t stage = 0; stage <= accuracy.trained.size(); ++stage) {
    put(rows, "<tr><th scope='row'>", stage_name(record, stage, max_head_characters), "</th>");
    double sum = 0;
    for (std::size_t task = 0; task < tasks; ++task) {
      const double value = accuracy_at(accuracy, stage, task);
      put(rows, "<td class='", heat_class(value), stage == task + 1 ? " learnt" : "", "'>", fixed(value),
          "</td>");
      sum += value;
    }
    put(rows, "<td class='mean'>", fixed(sum / static_cast<double>(tasks)), "</td></tr>\n");
  }
  if (!accuracy.trained.empty()) {
    const std::size_t last = accuracy.trained.size();
    rows += "<tr class='change'><th scope='row'>last minus zero-shot</th>";
    double sum = 0;
    for (std::size_t task = 0; task < tasks; ++task) {
      const double change = accuracy_at(accuracy, last, task) - accuracy_at(accuracy, 0, task);
      put(rows, "<td>", signed_fixed(change), "</td>");
      sum += change;
    }
    put(rows, "<td class='mean'>", signed_fixed(sum / static_cast<double>(tasks)), "</td></tr>\n");
  }
  rows += "</tbody>";
  return scrolling_table(label, caption, tasks > 12 ? "heat many" : "heat", rows);
}

SDKT_INLINE std::string heat_legend() {
  std::string html = "<p class='legend'><span class='item'>";
  for (std::size_t level = 0; level < num_heat_levels; level += 10) {
    const double percent = 100.0 * static_cast<double>(level) / static_cast<double>(num_heat_levels - 1);
    put(html, "<span class='swatch ", heat_class(percent), "'>", fixed(percent, 0), "</span>");
  }
  html +=
      "<span>accuracy in %</span></span><span class='item'><span class='swatch learnt'> </span>"
      "<span>border: the task just learnt</span></span><span class='item'><span>left of it: learnt earlier; "
      "right of it: not trained yet</span></span></p>\n";
  return html;
}

}  // namespace sdkt::report
