// SPDX-License-Identifier: MIT
//
// Definitions of step_curves.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/page/line_chart.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/svg.hpp>
#include <sdkt/report/page/thinned.hpp>
#include <sdkt/report/run/so_far.hpp>
#include <sdkt/report/run/step_curves.hpp>

namespace sdkt::report {

/// Largest number of points of a curve along the steps.
inline constexpr std::size_t max_curve_points = 600;

/// Largest number of teachers whose terms are drawn.
inline constexpr std::size_t max_drawn_teachers = 8;

}  // namespace sdkt::report

namespace sdkt::report::detail {

/// The curve of `value_of(step)`; NaN if the step has no value.
template <class ValueOf>
series step_series(const run_record& record, std::string name, const ValueOf& value_of) {
  std::vector<double> values;
  values.reserve(record.steps.size());
  for (const auto& step : record.steps) values.push_back(value_of(step));
  return {std::move(name), thinned(values, max_curve_points)};
}

SDKT_INLINE bool has_numbers(const series& curve) {
  return std::any_of(curve.points.begin(), curve.points.end(),
                     [](const svg::point& point) { return std::isfinite(point.y); });
}

/// The first step of every task; none if there are more than 200.
SDKT_INLINE std::vector<std::size_t> task_starts(const run_record& record) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < record.steps.size(); ++i) {
    if (i == 0 || record.steps[i].task != record.steps[i - 1].task) starts.push_back(i);
  }
  if (starts.size() > 200) starts.clear();
  return starts;
}

/// Axis, dividers and labels shared by all charts along the steps.
SDKT_INLINE line_chart_options step_axis(const run_record& record) {
  line_chart_options options;
  options.x_high = static_cast<double>(record.steps.size()) - 1;
  const std::vector<std::size_t> starts = task_starts(record);
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : record.steps.size();
    if (i > 0) options.dividers.push_back(static_cast<double>(starts[i]) - 0.5);
    const auto task = record.steps[starts[i]].task;
    const std::string name = task >= 0 && static_cast<std::size_t>(task) < record.tasks.size()
                                 ? record.tasks[static_cast<std::size_t>(task)].name
                                 : std::string{};
    // About 6.5 units per letter on 660 units; a name that does not fit is replaced by the task's number.
    const double room =
        660.0 * static_cast<double>(end - starts[i]) / static_cast<double>(record.steps.size());
    const bool fits = !name.empty() && 6.5 * static_cast<double>(name.size()) < room - 6;
    const std::string number = std::to_string(task + 1);
    if (!fits && 6.5 * static_cast<double>(number.size()) > room) continue;
    options.labels.push_back({0.5 * static_cast<double>(starts[i] + end - 1), fits ? name : number});
  }
  return options;
}

SDKT_INLINE std::string summary(const series& curve) {
  double low = no_number, high = no_number, last = no_number;
  for (const auto& point : curve.points) {
    if (!std::isfinite(point.y)) continue;
    low = std::isfinite(low) ? std::min(low, point.y) : point.y;
    high = std::isfinite(high) ? std::max(high, point.y) : point.y;
    last = point.y;
  }
  return "lowest " + brief(low) + ", highest " + brief(high) + ", last " + brief(last);
}

SDKT_INLINE std::string step_chart(const run_record& record, const char* id, const char* title,
                                   std::vector<series> curves) {
  curves.erase(std::remove_if(curves.begin(), curves.end(), [](const series& c) { return !has_numbers(c); }),
               curves.end());
  if (curves.empty()) return {};
  line_chart_options options = step_axis(record);
  options.id = id;
  options.title = title;
  options.from_zero = true;
  options.description = "Along " + counted(record.steps.size(), "step") + ": ";
  for (const auto& curve : curves) {
    options.description.append(curve.name).append(" (").append(summary(curve)).append("); ");
  }
  options.description.resize(options.description.size() - 2);
  return line_chart(options, curves);
}

/// The number of steps, their time, and the number of steps whose loss is not finite.
SDKT_INLINE std::string step_note(const run_record& record) {
  std::vector<double> seconds;
  double total = 0;
  std::size_t broken = 0;
  for (const auto& step : record.steps) {
    const double took = as_filed(step.seconds, 6);
    if (std::isfinite(took) && took > 0) seconds.push_back(took), total += took;
    if (!std::isfinite(step.loss)) ++broken;
  }
  std::string html = "<p>" + counted(record.steps.size(), "training step");
  if (!seconds.empty()) {
    const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
    std::nth_element(seconds.begin(), middle, seconds.end());
    put(html, " in ", brief(total), " seconds, ", brief(1000 * *middle), " ms for the median step");
  }
  html += ". Vertical lines mark the start of the next task. Values are those before the step's update.";
  if (record.steps.size() > max_curve_points) {
    html += " Of every interval, the lowest and the highest value are drawn.";
  }
  html += "</p>\n";
  if (broken > 0) {
    put(html, "<p class='note'><strong>", counted(broken, "step"), broken == 1 ? " has" : " have",
        " a loss that is not a finite number.</strong></p>\n");
  }
  return html;
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE std::string step_curves(const run_record& record) {
  if (record.steps.empty()) return "<p class='note'>No training steps have been recorded.</p>\n";
  using detail::step_series;
  std::string html = detail::step_note(record);
  html += detail::step_chart(
      record, "loss", "Loss",
      {step_series(record, "total loss", [](const step_record& step) { return step.loss; }),
       step_series(record, "cross entropy", [](const step_record& step) { return step.cross_entropy; })});
  std::size_t num_terms = 0;
  for (const auto& step : record.steps) num_terms = std::max(num_terms, step.distillation.size());
  std::vector<series> terms;
  for (std::size_t teacher = 0; teacher < std::min(num_terms, max_drawn_teachers); ++teacher) {
    const std::string name = teacher < record.teacher_names.size() ? record.teacher_names[teacher]
                                                                   : "teacher " + std::to_string(teacher + 1);
    terms.push_back(step_series(
        record, name, [&](const step_record& step) { return at_or_none(step.distillation, teacher); }));
  }
  html += detail::step_chart(record, "distillation",
                             "Distillation by teacher, before multiplication by its strength", terms);
  if (num_terms > max_drawn_teachers) {
    put(html, "<p class='note'>Of ", counted(num_terms, "teacher"), ", the first ",
        std::to_string(max_drawn_teachers), " are drawn.</p>\n");
  }
  const std::string teacher = record.teacher_names.empty() ? "first" : record.teacher_names.front();
  html += detail::step_chart(
      record, "selection", "Mean selection weight",
      {step_series(record, "weight of the " + teacher + " teacher",
                   [](const step_record& step) { return step.mean_selection.value_or(no_number); })});
  return html;
}

}  // namespace sdkt::report
