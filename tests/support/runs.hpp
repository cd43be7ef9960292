// SPDX-License-Identifier: MIT
//
// Records for tests: whole runs with every kind of measurement, in numbers that files keep.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt_test {

/// A complete run over the named tasks of 200 test images each, with losses in fp32 as a run has them.
inline sdkt::run_record whole_run(const std::string& method, const std::vector<std::string>& names,
                                  std::int64_t seed = 1102) {
  sdkt::run_record record;
  record.method = method;
  record.settings.set("sdkt", std::string{"0.1.0"});
  record.settings.set("method", method);
  record.settings.set("lr", 3e-4);
  record.settings.set("steps", std::int64_t{4});
  record.settings.set("extensions", std::vector<std::string>{});
  record.settings.set("seed", seed);
  record.settings.set("tasks", names);
  record.settings.set("test_list_fingerprints", names);
  record.teacher_names = {"previous", "pretrained"};
  const std::size_t tasks = names.size();
  const auto row = [&](std::size_t stage, double base) {
    std::vector<double> values;
    for (std::size_t task = 0; task < tasks; ++task)
      values.push_back(100.0 * std::floor(base + static_cast<double>((7 * stage + 3 * task) % 20)) / 200.0);
    return values;
  };
  for (std::size_t stage = 0; stage <= tasks; ++stage) {
    if (stage > 0) {
      record.accuracy.trained.push_back(row(stage, 120));
      record.accuracy_union.trained.push_back(row(stage, 90));
    } else {
      record.accuracy.zero_shot = row(0, 100);
      record.accuracy_union.zero_shot = row(0, 70);
    }
    record.distances.push_back({std::vector<double>(tasks, static_cast<double>(stage) / 7.0), 1.0 / 3.0});
  }
  const auto fp32 = [](double value) { return static_cast<double>(static_cast<float>(value)); };
  for (std::size_t task = 0; task < tasks; ++task) {
    record.tasks.push_back({names[task], {"a", "b, \"c\""}, 100, 200, 4});
    record.selection.emplace_back();
    for (std::size_t i = 0; i < 22; ++i)
      record.selection.back().counts[i] = static_cast<std::int64_t>(i * task);
    record.samples.push_back({task, "x.png", 0, 1, fp32(2.35), "\xFF\xD8\xFF\x01"});
    for (std::int64_t i = 0; i < 4; ++i) {
      sdkt::step_record step;
      step.task = static_cast<std::int64_t>(task), step.step = i;
      step.learning_rate = 1.0 / static_cast<double>(3 + i);
      step.loss = fp32(2.35), step.cross_entropy = fp32(1.0 / 3.0);
      step.distillation = {fp32(0.1), fp32(0.7)};
      step.mean_selection = fp32(0.45);
      step.seconds = 1.0 / 7.0;
      record.steps.push_back(step);
    }
  }
  return record;
}

/// The same with other accuracies after the last task: all of them so many points higher.
inline sdkt::run_record raised(sdkt::run_record record, double points) {
  for (double& value : record.accuracy.trained.back()) value += points;
  for (double& value : record.accuracy_union.trained.back()) value += points;
  return record;
}

}  // namespace sdkt_test
