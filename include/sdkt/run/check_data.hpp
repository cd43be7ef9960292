// SPDX-License-Identifier: MIT
//
// Checks of the data before the first step, so that errors do not appear after an hour.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>

namespace sdkt::detail {

void check_labels(const std::string& where, const std::vector<sample>& samples, std::size_t num_classes);

}  // namespace sdkt::detail

namespace sdkt::run {

/// Throws unless there are classes and one prompt per class.
void check_classes(const std::string& where, std::size_t num_classes, std::size_t num_prompts);

/// Throws unless there are training images and their labels are classes.
void check_train_list(const std::string& where, const std::vector<sample>& samples, std::size_t num_classes);

/// Throws unless every task can be evaluated.
///
/// Errors: data_error that names the task and the entry: no tasks, two tasks with one name, no classes, not
/// one prompt per class, no test images, a label out of range.
template <Task TaskType>
void check_evaluated_tasks(const std::vector<TaskType>& tasks) {
  if (tasks.empty()) throw data_error{"tasks", "the stream contains no tasks", "add at least one"};
  std::set<std::string> names;
  for (const auto& task : tasks) {
    const std::string& name = task.name();
    if (!names.insert(name).second) {
      throw data_error{"task " + name, "two tasks have this name",
                       "give each its own \"name\" in its annotation file"};
    }
    const std::size_t num_classes = task.class_names().size();
    check_classes("task " + name, num_classes, task.prompts().size());
    if (task.test().empty()) {
      throw data_error{"task " + name + ", test images", "the list of images is empty",
                       "add images to the task, or remove the task"};
    }
    detail::check_labels("task " + name + ", test images", task.test(), num_classes);
  }
}

/// Throws unless every task can be trained and evaluated.
///
/// Errors: those of check_evaluated_tasks, and the same errors for the training images.
template <Task TaskType>
void check_tasks(const std::vector<TaskType>& tasks) {
  check_evaluated_tasks(tasks);
  for (const auto& task : tasks) {
    check_train_list("task " + std::string{task.name()}, task.train(), task.class_names().size());
  }
}

/// Throws unless every task with its own learning rate is one of the tasks.
template <Task TaskType>
void check_learning_rates(const std::map<std::string, double>& rates, const std::vector<TaskType>& tasks) {
  for (const auto& [name, rate] : rates) {
    std::string known;
    bool is_there = false;
    for (const auto& task : tasks) {
      is_there = is_there || task.name() == name;
      known += (known.empty() ? "" : ", ") + std::string{task.name()};
    }
    if (is_there) continue;
    throw setting_error{"learning_rate of " + name, "this run has no task with that name",
                        "its tasks are " + known};
  }
}

}  // namespace sdkt::run

#if SDKT_HAS_DEFINITIONS
#include <sdkt/run/impl/check_data.ipp>
#endif
