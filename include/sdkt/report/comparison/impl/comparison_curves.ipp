// SPDX-License-Identifier: MIT
//
// Definitions of comparison_curves.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/comparison/comparison_curves.hpp>
#include <sdkt/report/comparison/run_groups.hpp>
#include <sdkt/report/comparison/spread.hpp>
#include <sdkt/report/page/line_chart.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/svg.hpp>
#include <sdkt/report/run/matrix_table.hpp>
#include <sdkt/report/run/so_far.hpp>

namespace sdkt::report::detail {

/// The first groups by average accuracy, in the order of the page; unfinished groups come last.
SDKT_INLINE std::vector<std::size_t> drawn_groups(const std::vector<named_run>& runs,
                                                  const std::vector<run_group>& groups, std::size_t most) {
  std::vector<std::size_t> places = ranked(runs, groups, compared_metrics[0]);
  for (std::size_t group = 0; group < groups.size(); ++group) {
    if (std::find(places.begin(), places.end(), group) == places.end()) places.push_back(group);
  }
  places.resize(std::min(places.size(), most));
  std::sort(places.begin(), places.end());
  return places;
}

/// The runs of a group that count: the finished ones, or all of them if none has finished.
SDKT_INLINE std::vector<const run_record*> counted_runs(const std::vector<named_run>& runs,
                                                        const run_group& group) {
  std::vector<const run_record*> all, finished;
  for (const std::size_t run : group.runs) {
    all.push_back(&runs[run].record);
    if (is_finished(runs[run].record)) finished.push_back(all.back());
  }
  return finished.empty() ? all : finished;
}

SDKT_INLINE const accuracy_matrix& matrix_of(const run_record& record, bool is_union) {
  return is_union ? record.accuracy_union : record.accuracy;
}

/// Mean accuracy over all tasks after each stage, and over the runs of a group.
SDKT_INLINE std::vector<double> stage_means(const std::vector<named_run>& runs, const run_group& group,
                                            bool is_union) {
  const auto records = counted_runs(runs, group);
  std::vector<double> means;
  for (std::size_t stage = 0;; ++stage) {
    std::vector<double> values;
    for (const auto* record : records) {
      const accuracy_matrix& accuracy = matrix_of(*record, is_union);
      if (stage > accuracy.trained.size() || (stage == 0 && accuracy.zero_shot.empty())) continue;
      values.push_back(mean_between(accuracy.row(stage), 0, accuracy.num_tasks()));
    }
    if (values.empty()) return means;
    means.push_back(mean_between(values, 0, values.size()));
  }
}

SDKT_INLINE std::map<std::int64_t, double> task_means(const std::vector<named_run>& runs,
                                                      const run_group& group, const std::string& task,
                                                      bool from_learnt) {
  std::map<std::int64_t, std::vector<double>> values;
  for (const auto* record : counted_runs(runs, group)) {
    for (std::size_t place = 0; place < record->tasks.size(); ++place) {
      if (record->tasks[place].name != task) continue;
      const auto learnt = static_cast<std::int64_t>(place + 1);
      for (std::size_t stage = 0; stage <= record->accuracy.trained.size(); ++stage)
        values[static_cast<std::int64_t>(stage) - (from_learnt ? learnt : 0)].push_back(
            accuracy_at(record->accuracy, stage, place));
    }
  }
  std::map<std::int64_t, double> means;
  for (const auto& [stage, measured] : values) means[stage] = mean_between(measured, 0, measured.size());
  return means;
}

/// Whether all runs have learnt the tasks in the same order.
SDKT_INLINE bool has_one_order(const std::vector<named_run>& runs) {
  return std::all_of(runs.begin(), runs.end(), [&](const named_run& run) {
    const auto& first = runs.front().record.tasks;
    return std::equal(
        first.begin(), first.end(), run.record.tasks.begin(), run.record.tasks.end(),
        [](const task_record& one, const task_record& other) { return one.name == other.name; });
  });
}

SDKT_INLINE std::string mean_chart(const std::vector<named_run>& runs, const std::vector<run_group>& groups,
                                   const std::vector<std::size_t>& drawn, bool is_union) {
  line_chart_options options;
  options.id = is_union ? "means-union" : "means-own";
  options.title = is_union ? "Mean accuracy over all tasks in %, union of all classes"
                           : "Mean accuracy over all tasks in %, own classes";
  options.description = "After each stage, 0 being zero-shot: ";
  std::vector<series> curves;
  std::size_t stages = 2;
  for (const std::size_t place : drawn) {
    const std::vector<double> means = stage_means(runs, groups[place], is_union);
    series curve{std::to_string(curves.size() + 1) + " " + groups[place].label, {}};
    curve.tag = std::to_string(curves.size() + 1);
    for (std::size_t stage = 0; stage < means.size(); ++stage)
      curve.points.push_back({static_cast<double>(stage), means[stage]});
    if (!means.empty()) {
      put(options.description, curves.empty() ? "" : "; ", groups[place].label, " from ",
          fixed(means.front()), " to ", fixed(means.back()));
    }
    stages = std::max(stages, means.size());
    curves.push_back(std::move(curve));
  }
  options.x_high = static_cast<double>(stages - 1);
  for (const double tick : svg::round_ticks(0, options.x_high, 10)) {
    if (tick == std::floor(tick)) options.labels.push_back({tick, fixed(tick, 0)});
  }
  return line_chart(options, curves);
}

/// The numbers of the first chart.
SDKT_INLINE std::string mean_table(const std::vector<named_run>& runs, const std::vector<run_group>& groups) {
  std::vector<std::vector<double>> means;
  std::size_t stages = 0;
  for (const auto& group : groups) {
    means.push_back(stage_means(runs, group, false));
    stages = std::max(stages, means.back().size());
  }
  std::string rows = "<thead><tr><th scope='col'>tasks trained</th>";
  for (std::size_t stage = 0; stage < stages; ++stage)
    put(rows, "<th scope='col'>", std::to_string(stage), "</th>");
  rows += "</tr></thead>\n<tbody>\n";
  for (std::size_t group = 0; group < groups.size(); ++group) {
    put(rows, "<tr><th scope='row'>", escaped(groups[group].label), "</th>");
    for (std::size_t stage = 0; stage < stages; ++stage)
      put(rows, "<td>", fixed(at_or_none(means[group], stage)), "</td>");
    rows += "</tr>\n";
  }
  rows += "</tbody>";
  return scrolling_table("Mean accuracy after each stage",
                         "The same numbers: mean accuracy in % over all tasks, own classes",
                         stages > 13 ? "numbers many" : "numbers", rows);
}

/// One chart of 230 x 130 units, of one task and all methods. All charts share their axes.
SDKT_INLINE std::string compared_task(const std::vector<std::map<std::int64_t, double>>& curves,
                                      const std::vector<std::string>& labels, const std::string& task,
                                      std::size_t number, std::pair<double, double> stages,
                                      std::pair<double, double> heights, double learnt) {
  constexpr double width = 230, height = 130, left = 30, right = 222, top = 8, bottom = 108;
  const svg::scale across{stages.first, stages.second, left, right};
  const svg::scale up{heights.first, heights.second, bottom, top};
  std::string description;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    if (curves[i].empty()) continue;
    put(description, description.empty() ? "" : "; ", labels[i], ": zero-shot ",
        fixed(curves[i].begin()->second), " %, at the end ", fixed(curves[i].rbegin()->second), " %");
  }
  svg::drawing drawing{width, height, "task" + std::to_string(number), "Accuracy on " + task, description};
  for (const double tick : svg::round_ticks(heights.first, heights.second, 4)) {
    drawing.line({left, up(tick)}, {right, up(tick)}, "grid");
    drawing.text({left - 5, up(tick) + 4}, brief(tick), "tick", "end");
  }
  drawing.line({across(learnt), top}, {across(learnt), bottom}, "divider");
  drawing.line({left, bottom}, {right, bottom}, "axis");
  drawing.text({across(learnt), bottom + 16}, fixed(learnt, 0), "tick", "middle");
  if (across(learnt) - left > 20) drawing.text({left, bottom + 16}, fixed(stages.first, 0), "tick", "middle");
  if (right - across(learnt) > 20)
    drawing.text({right, bottom + 16}, fixed(stages.second, 0), "tick", "middle");
  for (std::size_t i = 0; i < curves.size(); ++i) {
    std::vector<svg::point> points;
    for (const auto& [stage, value] : curves[i])
      points.push_back({across(static_cast<double>(stage)), up(value)});
    drawing.curve(points, line_style(i));
  }
  std::string html;
  put(html, "<figure><figcaption>", escaped(task), "</figcaption>", std::move(drawing).finish(),
      "</figure>\n");
  return html;
}

SDKT_INLINE std::string compared_tasks(const std::vector<named_run>& runs,
                                       const std::vector<run_group>& groups) {
  const bool one_order = has_one_order(runs);
  const std::vector<std::size_t> drawn = drawn_groups(runs, groups, max_groups_of_a_task);
  const run_record& first = runs.front().record;
  std::vector<std::vector<std::map<std::int64_t, double>>> tasks(first.tasks.size());
  std::vector<series> legends;
  std::vector<std::string> labels;
  double low = 100, high = 0, begin = 0, end = 1;
  for (const std::size_t place : drawn) {
    labels.push_back(groups[place].label);
    legends.push_back({groups[place].label, {}});
    for (std::size_t task = 0; task < first.tasks.size(); ++task) {
      tasks[task].push_back(task_means(runs, groups[place], first.tasks[task].name, !one_order));
      for (const auto& [stage, value] : tasks[task].back()) {
        begin = std::min(begin, static_cast<double>(stage)), end = std::max(end, static_cast<double>(stage));
        if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
      }
    }
  }
  low = std::clamp(10 * std::floor(low / 10), 0.0, 90.0);
  high = std::clamp(10 * std::ceil(high / 10), low + 10, 100.0);
  std::string html = one_order
                         ? "<p>Accuracy in % over the number of tasks trained, own classes. The vertical "
                           "line: the task has just been learnt.</p>\n"
                         : "<p>Accuracy in % over the number of tasks trained since the task was learnt "
                           "(0, the vertical line), own classes: orders are laid over each other "
                           "there.</p>\n";
  html += legend(legends) + "<div class='multiples'>\n";
  for (std::size_t task = 0; task < first.tasks.size(); ++task) {
    html += compared_task(tasks[task], labels, first.tasks[task].name, task + 1, {begin, end}, {low, high},
                          one_order ? static_cast<double>(task + 1) : 0);
  }
  html += "</div>\n";
  if (groups.size() > drawn.size()) {
    put(html, "<p class='note'>Of ", counted(groups.size(), "method"), ", the ", std::to_string(drawn.size()),
        " with the highest average accuracy are drawn here.</p>\n");
  }
  return html;
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE std::string comparison_curves(const std::vector<named_run>& runs,
                                          const std::vector<run_group>& groups) {
  const std::vector<std::size_t> drawn = detail::drawn_groups(runs, groups, max_drawn_groups);
  std::string html =
      "<p>Horizontally: tasks trained; 0 is the zero-shot model. The numbers at the ends are "
      "those of the legend.</p>\n";
  html += detail::mean_chart(runs, groups, drawn, false) + detail::mean_table(runs, groups) +
          detail::mean_chart(runs, groups, drawn, true);
  if (groups.size() > drawn.size()) {
    put(html, "<p class='note'>Of ", counted(groups.size(), "method"), ", the ", std::to_string(drawn.size()),
        " with the highest average accuracy are drawn.</p>\n");
  }
  return html + "<h3>Every task</h3>\n" + detail::compared_tasks(runs, groups);
}

}  // namespace sdkt::report
