// SPDX-License-Identifier: MIT
//
// Definitions of so_far.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/run/so_far.hpp>

namespace sdkt::report {

SDKT_INLINE double at_or_none(const std::vector<double>& values, std::size_t i) {
  return i < values.size() ? values[i] : no_number;
}

SDKT_INLINE double mean_between(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = begin; i < std::min(end, values.size()); ++i) {
    if (!std::isfinite(values[i])) continue;
    sum += values[i];
    ++count;
  }
  return count == 0 ? no_number : sum / static_cast<double>(count);
}

SDKT_INLINE std::size_t num_columns(const run_record& record) {
  return std::max(
      {record.tasks.size(), record.accuracy.zero_shot.size(), record.accuracy_union.zero_shot.size()});
}

SDKT_INLINE std::string task_name(const run_record& record, std::size_t task, std::size_t max_characters) {
  if (task < record.tasks.size() && !record.tasks[task].name.empty()) {
    return escaped(record.tasks[task].name, max_characters);
  }
  return "task " + std::to_string(task + 1);
}

SDKT_INLINE std::string stage_name(const run_record& record, std::size_t stage, std::size_t max_characters) {
  return stage == 0 ? "zero-shot" : task_name(record, stage - 1, max_characters);
}

SDKT_INLINE std::string method_name(const run_record& record) {
  return record.method.empty() ? "The method" : escaped(record.method);
}

SDKT_INLINE std::string_view evaluated_images(const run_record& record) {
  const setting_value* const part = record.settings.find("evaluated_on");
  if (part == nullptr) return "test";
  return std::holds_alternative<std::string>(*part) ? "validation" : "test or validation";
}

SDKT_INLINE double accuracy_at(const accuracy_matrix& accuracy, std::size_t stage, std::size_t task) {
  if (stage == 0) return at_or_none(accuracy.zero_shot, task);
  return stage <= accuracy.trained.size() ? at_or_none(accuracy.trained[stage - 1], task) : no_number;
}

SDKT_INLINE std::optional<metrics_so_far> measure(const accuracy_matrix& accuracy) {
  const std::size_t tasks = std::min(accuracy.num_tasks(), accuracy.trained.size());
  accuracy_matrix cut;
  const auto first_of = [&](const std::vector<double>& row) {
    std::vector<double> values(tasks);
    for (std::size_t task = 0; task < tasks; ++task) values[task] = at_or_none(row, task);
    return values;
  };
  const auto is_finite = [](double value) { return std::isfinite(value); };
  cut.zero_shot = first_of(accuracy.zero_shot);
  if (tasks == 0 || !std::all_of(cut.zero_shot.begin(), cut.zero_shot.end(), is_finite)) return std::nullopt;
  for (std::size_t row = 0; row < tasks; ++row) {
    cut.trained.push_back(first_of(accuracy.trained[row]));
    if (!std::all_of(cut.trained.back().begin(), cut.trained.back().end(), is_finite)) return std::nullopt;
  }
  metrics_so_far result;
  result.num_trained = tasks;
  result.metrics = compute_metrics(cut);
  result.zero_shot = mean_between(cut.zero_shot, 0, tasks);
  result.zero_shot_earlier = mean_between(cut.zero_shot, 0, tasks - 1);
  result.last_earlier = mean_between(cut.trained.back(), 0, tasks - 1);
  result.zero_shot_later = mean_between(cut.zero_shot, 1, tasks);
  return result;
}

}  // namespace sdkt::report
