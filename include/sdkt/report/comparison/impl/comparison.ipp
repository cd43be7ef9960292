// SPDX-License-Identifier: MIT
//
// Definitions of comparison.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/comparison/comparison.hpp>
#include <sdkt/report/comparison/comparison_answer.hpp>
#include <sdkt/report/comparison/comparison_curves.hpp>
#include <sdkt/report/comparison/comparison_differences.hpp>
#include <sdkt/report/comparison/comparison_tables.hpp>
#include <sdkt/report/comparison/run_groups.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/page.hpp>
#include <sdkt/report/run/so_far.hpp>

namespace sdkt::report::detail {

/// Names two runs that were evaluated on different tasks, and their tasks.
SDKT_INLINE std::string not_comparable(const std::vector<named_run>& runs,
                                       const std::vector<std::vector<std::size_t>>& sets) {
  const auto tasks_of = [&](std::size_t run) {
    std::vector<std::string> names;
    for (const auto& task : runs[run].record.tasks) names.push_back(task.name);
    std::sort(names.begin(), names.end());
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 12); ++i)
      put(text, i == 0 ? "" : ", ", escaped(names[i], 24));
    return text + (names.size() > 12 ? " …" : "");
  };
  const std::size_t one = sets[0].front(), other = sets[1].front();
  const std::string first = tasks_of(one), second = tasks_of(other);
  std::string text;
  put(text, "These runs are not comparable: they were evaluated on ", std::to_string(sets.size()),
      " different sets of tasks. ", escaped(runs[one].name, 80), " has ", first, "; ",
      escaped(runs[other].name, 80), " has ",
      first == second ? "tasks with the same names but different classes or test images" : second, ".");
  return text;
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE std::string comparison_html(const std::vector<named_run>& runs) {
  std::string title;
  const auto groups = group_runs(runs);
  const auto sets = comparable_runs(runs);
  put(title, "Comparison of ", counted(runs.size(), "run"));
  if (groups.size() > 1) put(title, " of ", counted(groups.size(), "method"));
  std::string html;
  if (runs.empty()) {
    html = "<p class='answer'>There is no run to compare.</p>\n";
  } else if (sets.size() > 1) {
    put(html, "<p class='answer'>", detail::not_comparable(runs, sets), "</p>\n",
        section("Runs", comparison_runs(runs, groups)));
  } else {
    if (runs.front().record.settings.find("evaluated_on") != nullptr) {
      put(html, "<p class='note'>All accuracies are on ", evaluated_images(runs.front().record),
          " images.</p>\n");
    }
    html +=
        comparison_answer(runs, groups) +
        section("Metrics",
                "<h3>Among each task's own classes</h3>\n" + comparison_metrics(runs, groups, false) +
                    "<h3>Among the union of all classes</h3>\n" + comparison_metrics(runs, groups, true)) +
        section("Along the sequence", comparison_curves(runs, groups));
    if (groups.size() > 1) {
      html += section("Differences", comparison_differences(runs, groups)) +
              section("Settings that differ", comparison_settings(runs, groups));
    }
    html += section("Runs", comparison_runs(runs, groups));
  }
  html +=
      "<footer>Written by sdkt report. Values of a method are means over its orders and seeds; metrics are "
      "in percentage points.</footer>\n";
  return page(title, html);
}

}  // namespace sdkt::report
