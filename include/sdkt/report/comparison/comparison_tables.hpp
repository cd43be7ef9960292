// SPDX-License-Identifier: MIT
//
// The tables of a comparison: metrics with the best values marked, differences, differing settings, the runs.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/report/comparison/run_groups.hpp>
#include <sdkt/report/comparison/spread.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/run/matrix_table.hpp>
#include <sdkt/report/run/tables.hpp>

namespace sdkt::report {

/// Largest number of differing settings, and of characters per value.
inline constexpr std::size_t max_differing = 100, max_differing_characters = 120;

namespace detail {

inline std::string metric_head(std::string_view first) {
  std::string rows;
  put(rows, "<thead><tr><th scope='col'>", first, "</th><th scope='col'>runs</th>");
  for (const auto& metric : compared_metrics) {
    put(rows, "<th scope='col'>", metric.name, " <span class='unit'>", metric.unit, ", ",
        metric.higher_is_better ? "higher" : "lower", " is better</span></th>");
  }
  return rows + "</tr></thead>\n<tbody>\n";
}

/// The value of a setting of a group, as text.
inline std::string shown_setting(const setting_texts& settings, const std::string& name) {
  const auto found = settings.find(name);
  if (found == settings.end()) return "not set";
  std::string value = found->second;
  if (value == "null") return "none";
  if (value.size() > 1 && value.front() == '"' && value.back() == '"')
    value = value.substr(1, value.size() - 2);
  return escaped(value, max_differing_characters);
}

}  // namespace detail

/// One row per group, in one label space; the best value of a column is bold and labelled "best".
inline std::string comparison_metrics(const std::vector<named_run>& runs,
                                      const std::vector<run_group>& groups, bool is_union) {
  std::array<std::vector<std::size_t>, compared_metrics.size()> best;
  for (std::size_t i = 0; groups.size() > 1 && i < best.size(); ++i)
    best[i] = best_groups(runs, groups, compared_metrics[i], is_union);
  std::string rows = detail::metric_head("method");
  for (std::size_t group = 0; group < groups.size(); ++group) {
    const spread first = spread_of(runs, groups[group], compared_metrics[0], is_union);
    put(rows, "<tr><th scope='row'>", escaped(groups[group].label), "</th><td>", std::to_string(first.count),
        "</td>");
    for (std::size_t i = 0; i < compared_metrics.size(); ++i) {
      const spread values = spread_of(runs, groups[group], compared_metrics[i], is_union);
      const bool is_best = std::find(best[i].begin(), best[i].end(), group) != best[i].end();
      put(rows, "<td>", is_best ? "<strong>" : "", fixed(values.mean), is_best ? "</strong>" : "");
      if (values.count > 1) put(rows, "<span class='spread'> ± ", fixed(values.deviation), "</span>");
      put(rows, is_best ? " <span class='best'>best</span>" : "", "</td>");
    }
    rows += "</tr>\n";
  }
  rows += "</tbody>";
  return scrolling_table(is_union ? "Metrics, union of all classes" : "Metrics, own classes",
                         "Mean ± standard deviation over the finished runs of a method", "numbers compared",
                         rows);
}

/// Settings that differ between groups, one column per group.
inline std::string comparison_settings(const std::vector<named_run>& runs,
                                       const std::vector<run_group>& groups) {
  std::vector<setting_texts> settings;
  for (const auto& group : groups) settings.push_back(method_settings(runs[group.runs.front()].record));
  const std::vector<std::string> differing = differing_settings(settings);
  if (differing.empty()) return "<p class='note'>The settings differ only in orders and seeds.</p>\n";
  std::string rows = "<thead><tr><th scope='col'>setting</th>";
  for (const auto& group : groups) put(rows, "<th scope='col'>", escaped(group.label), "</th>");
  rows += "</tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < std::min(differing.size(), max_differing); ++i) {
    put(rows, "<tr><th scope='row'>", escaped(differing[i]), "</th>");
    for (const auto& group : settings) put(rows, "<td>", detail::shown_setting(group, differing[i]), "</td>");
    rows += "</tr>\n";
  }
  rows += "</tbody>";
  std::string html =
      scrolling_table("Settings that differ", "Only settings that differ between methods", "settings", rows);
  if (differing.size() > max_differing) {
    put(html, "<p class='note'>", std::to_string(differing.size() - max_differing),
        " more differ; see each run's config.json.</p>\n");
  }
  return html;
}

/// Every run with its order, seed and metrics.
inline std::string comparison_runs(const std::vector<named_run>& runs, const std::vector<run_group>& groups) {
  std::vector<std::string> methods(runs.size());
  for (const auto& group : groups) {
    for (const std::size_t run : group.runs) methods[run] = escaped(group.label);
  }
  std::string rows =
      "<thead><tr><th scope='col'>run</th><th scope='col'>method</th><th scope='col'>seed</th>"
      "<th scope='col'>tasks, in order</th><th scope='col'>trained</th>";
  for (std::size_t i = 0; i < 3; ++i) put(rows, "<th scope='col'>", compared_metrics[i].name, "</th>");
  rows += "</tr></thead>\n<tbody>\n";
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const run_record& record = runs[run].record;
    const setting_value* const seed = record.settings.find("seed");
    std::string order;
    for (std::size_t task = 0; task < std::min<std::size_t>(record.tasks.size(), 12); ++task)
      put(order, task == 0 ? "" : ", ", task_name(record, task, 16));
    if (record.tasks.size() > 12) order += " …";
    put(rows, "<tr><th scope='row'>", escaped(runs[run].name, 80), "</th><td>", methods[run], "</td><td>",
        seed == nullptr ? std::string{unmeasured} : setting_text(*seed), "</td><td class='order'>", order,
        "</td><td>", std::to_string(record.accuracy.trained.size()), " of ",
        std::to_string(record.tasks.size()), "</td>");
    for (std::size_t i = 0; i < 3; ++i)
      put(rows, "<td>", fixed(value_of(record, compared_metrics[i], false).value_or(no_number)), "</td>");
    rows += "</tr>\n";
  }
  rows += "</tbody>";
  return scrolling_table("Runs", "Each run separately, own classes", "numbers runs", rows);
}

}  // namespace sdkt::report
