// SPDX-License-Identifier: MIT
//
// Definitions of task_curves.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/svg.hpp>
#include <sdkt/report/run/so_far.hpp>
#include <sdkt/report/run/task_curves.hpp>

namespace sdkt::report::detail {

SDKT_INLINE std::string told(const run_record& record, std::size_t task) {
  std::string text = "zero-shot " + fixed(accuracy_at(record.accuracy, 0, task)) + " %";
  const std::size_t last = record.accuracy.trained.size();
  if (last > task) put(text, ", ", fixed(accuracy_at(record.accuracy, task + 1, task)), " % when learnt");
  if (last > 0 && last != task + 1) {
    put(text, ", ", fixed(accuracy_at(record.accuracy, last, task)), " % at the last stage");
  }
  return text;
}

/// One chart of 230 x 130 units. All charts share their axes, so that they can be compared.
SDKT_INLINE std::string task_curve(const run_record& record, std::size_t task, double low, double high) {
  constexpr double width = 230, height = 130, left = 30, right = 222, top = 8, bottom = 108;
  const double stages = static_cast<double>(std::max<std::size_t>(num_columns(record), 1));
  const svg::scale across{0, stages, left, right};
  const svg::scale up{low, high, bottom, top};
  const std::string plain_name = task < record.tasks.size() && !record.tasks[task].name.empty()
                                     ? record.tasks[task].name
                                     : "task " + std::to_string(task + 1);
  svg::drawing drawing{width, height, "task" + std::to_string(task + 1),
                       "Accuracy on " + plain_name + " along the sequence", told(record, task)};
  for (const double tick : svg::round_ticks(low, high, 4)) {
    drawing.line({left, up(tick)}, {right, up(tick)}, "grid");
    drawing.text({left - 5, up(tick) + 4}, brief(tick), "tick", "end");
  }
  const double learnt = static_cast<double>(task + 1);
  drawing.line({across(learnt), top}, {across(learnt), bottom}, "divider");
  drawing.line({left, bottom}, {right, bottom}, "axis");
  // The stage at which the task was learnt has priority over the ends of the axis if
  // there is no room for both.
  const auto name_stage = [&](double stage) {
    drawing.text({across(stage), bottom + 16}, fixed(stage, 0), "tick", "middle");
  };
  name_stage(learnt);
  if (across(learnt) - left > 16) name_stage(0);
  if (right - across(learnt) > 18) name_stage(stages);

  const double zero_shot = accuracy_at(record.accuracy, 0, task);
  if (std::isfinite(zero_shot)) {
    drawing.line({left, up(zero_shot)}, {right, up(zero_shot)}, "zero-shot");
  }
  const auto draw = [&](const accuracy_matrix& accuracy, const char* style) {
    std::vector<svg::point> points;
    for (std::size_t stage = 0; stage <= accuracy.trained.size(); ++stage) {
      points.push_back({across(static_cast<double>(stage)), up(accuracy_at(accuracy, stage, task))});
    }
    drawing.curve(points, style);
  };
  draw(record.accuracy_union, "union");
  draw(record.accuracy, "own");
  const double when_learnt = accuracy_at(record.accuracy, task + 1, task);
  if (std::isfinite(when_learnt)) drawing.circle({across(learnt), up(when_learnt)}, 4, "learnt");

  std::string html;
  put(html, "<figure><figcaption>", task_name(record, task), "</figcaption>", std::move(drawing).finish(),
      "</figure>\n");
  return html;
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE std::string task_curves(const run_record& record) {
  const std::size_t tasks = num_columns(record);
  if (record.accuracy.zero_shot.empty() && record.accuracy.trained.empty()) {
    return "<p class='note'>No accuracies have been measured.</p>\n";
  }
  double low = 100, high = 0;
  for (const auto* matrix : {&record.accuracy, &record.accuracy_union}) {
    for (std::size_t stage = 0; stage <= matrix->trained.size(); ++stage) {
      for (std::size_t task = 0; task < tasks; ++task) {
        const double value = accuracy_at(*matrix, stage, task);
        if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
      }
    }
  }
  low = std::clamp(10 * std::floor(low / 10), 0.0, 90.0);
  high = std::clamp(10 * std::ceil(high / 10), low + 10, 100.0);
  std::string html =
      "<p>Accuracy in % over the number of tasks trained; 0 is the zero-shot model.</p>\n"
      "<ul class='legend'>"
      "<li class='item'><svg viewBox='0 0 30 10' class='sample' aria-hidden='true'>"
      "<path d='M2 5H28' class='curve own'/></svg><span>own classes</span></li>"
      "<li class='item'><svg viewBox='0 0 30 10' class='sample' aria-hidden='true'>"
      "<path d='M2 5H28' class='curve union'/></svg><span>union of all classes</span></li>"
      "<li class='item'><svg viewBox='0 0 30 10' class='sample' aria-hidden='true'>"
      "<path d='M2 5H28' class='zero-shot'/></svg><span>zero-shot, own classes</span></li>"
      "<li class='item'><svg viewBox='0 0 30 10' class='sample' aria-hidden='true'>"
      "<circle cx='15' cy='5' r='4' class='learnt'/></svg><span>just learnt</span></li></ul>\n"
      "<div class='multiples'>\n";
  for (std::size_t task = 0; task < tasks; ++task) html += detail::task_curve(record, task, low, high);
  return html + "</div>\n";
}

}  // namespace sdkt::report
