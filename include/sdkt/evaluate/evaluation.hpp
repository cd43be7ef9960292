// SPDX-License-Identifier: MIT
//
// The inputs of an evaluation, its results, and their place in the record.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::evaluate {

/// The images and texts of one task for evaluation. The samples are the task's own.
struct evaluation_task {
  const std::vector<sample>* test = nullptr;
  std::vector<std::string> prompts;
};

/// The evaluation inputs of all tasks; the tasks must outlive them.
template <class TaskType>
std::vector<evaluation_task> evaluation_tasks(const std::vector<TaskType>& tasks) {
  std::vector<evaluation_task> result;
  for (const auto& task : tasks) result.push_back({&task.test(), task.prompts()});
  return result;
}

/// The label space of all tasks, and the reference images on which distances are measured.
struct evaluated_data {
  label_space space;
  std::vector<sample> reference = {};
};

/// The measurements of one stage of a run.
struct evaluation {
  std::vector<double> accuracy;        ///< percent, among each task's own classes
  std::vector<double> accuracy_union;  ///< percent, among the classes of all tasks
  distance_record distances;           ///< to the features of the first evaluation
  std::vector<prediction_record> predictions;
  std::vector<sample_record> samples;  ///< of the last stage
};

/// Adds a stage to the record: 0 is zero-shot, then one stage per task.
void add_stage(run_record& record, std::size_t stage, evaluation measured);

}  // namespace sdkt::evaluate

#if SDKT_HAS_DEFINITIONS
#include <sdkt/evaluate/impl/evaluation.ipp>
#endif
