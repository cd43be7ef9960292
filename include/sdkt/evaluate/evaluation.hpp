// SPDX-License-Identifier: MIT
//
// What an evaluation looks at, what it has found, and its place in the record.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/concepts/sample.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt {

/// The images and texts of one task that evaluation looks at. The samples are the task's own.
struct evaluation_task {
  const std::vector<sample>* test = nullptr;
  std::vector<std::string> prompts;
};

/// What evaluation looks at of every task; the tasks outlive it.
template <class TaskType>
std::vector<evaluation_task> evaluation_tasks(const std::vector<TaskType>& tasks) {
  std::vector<evaluation_task> result;
  for (const auto& task : tasks) result.push_back({&task.test(), task.prompts()});
  return result;
}

/// The label space of all of them, and the reference images that distances are measured on.
struct evaluated_data {
  label_space space;
  std::vector<sample> reference = {};
};

/// What one stage of a run has measured.
struct evaluation {
  std::vector<double> accuracy;        ///< percent, among each task's own classes
  std::vector<double> accuracy_union;  ///< percent, among the classes of all tasks
  distance_record distances;           ///< to the features of the first evaluation
  std::vector<prediction_record> predictions;
  std::vector<sample_record> samples;  ///< of the last stage
};

/// Adds a stage to the record: 0 is zero-shot, then by task.
inline void add_stage(run_record& record, std::size_t stage, evaluation measured) {
  if (stage == 0) {
    record.accuracy.zero_shot = std::move(measured.accuracy);
    record.accuracy_union.zero_shot = std::move(measured.accuracy_union);
  } else {
    record.accuracy.trained.push_back(std::move(measured.accuracy));
    record.accuracy_union.trained.push_back(std::move(measured.accuracy_union));
  }
  record.distances.push_back(std::move(measured.distances));
  record.samples = std::move(measured.samples);
  for (auto& prediction : measured.predictions) {
    prediction.stage = stage;
    record.predictions.push_back(std::move(prediction));
  }
}

}  // namespace sdkt
