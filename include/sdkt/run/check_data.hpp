// SPDX-License-Identifier: MIT
//
// What only the data can tell, checked before the first step instead of after an hour.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/concepts/task_stream.hpp>

namespace sdkt {

namespace detail {

inline void check_labels(const std::string& where, const std::vector<sample>& samples,
                         std::size_t num_classes) {
  for (std::size_t entry = 0; entry < samples.size(); ++entry) {
    const std::int64_t label = samples[entry].label;
    if (label >= 0 && label < static_cast<std::int64_t>(num_classes)) continue;
    throw data_error{where + ", entry " + std::to_string(entry),
                     "the label " + std::to_string(label) + " is not one of the " +
                         std::to_string(num_classes) + " classes",
                     "labels count from 0 in the order of the class names"};
  }
}

}  // namespace detail

/// Throws unless there are classes, and one prompt for each.
inline void check_classes(const std::string& where, std::size_t num_classes, std::size_t num_prompts) {
  if (num_classes == 0) throw data_error{where, "the list of class names is empty", "give it class names"};
  if (num_prompts != num_classes) {
    throw data_error{where,
                     std::to_string(num_prompts) + " prompts for " + std::to_string(num_classes) + " classes",
                     "give one prompt a class"};
  }
}

/// Throws unless there are images to train on and their labels are classes.
inline void check_train_list(const std::string& where, const std::vector<sample>& samples,
                             std::size_t num_classes) {
  if (samples.empty()) {
    throw data_error{where + ", training images", "the list of images is empty",
                     "give the task images, or leave it out of training and only evaluate it"};
  }
  detail::check_labels(where + ", training images", samples, num_classes);
}

/// Throws unless every task can be evaluated.
///
/// Errors: data_error that names the task and the entry: no tasks, a name twice, no classes, as many prompts
/// as classes, no test images, a label out of range.
template <Task TaskType>
void check_evaluated_tasks(const std::vector<TaskType>& tasks) {
  if (tasks.empty()) throw data_error{"tasks", "the stream holds no task", "give at least one"};
  std::set<std::string> names;
  for (const auto& task : tasks) {
    const std::string name = task.name();
    if (!names.insert(name).second) {
      throw data_error{"task " + name, "two tasks have this name",
                       "give each its own \"name\" in its annotation file"};
    }
    const std::size_t num_classes = task.class_names().size();
    check_classes("task " + name, num_classes, task.prompts().size());
    if (task.test().empty()) {
      throw data_error{"task " + name + ", test images", "the list of images is empty",
                       "give the task images, or leave it out"};
    }
    detail::check_labels("task " + name + ", test images", task.test(), num_classes);
  }
}

/// Throws unless every task can be trained and evaluated.
///
/// Errors: as check_evaluated_tasks, and the same of the training images.
template <Task TaskType>
void check_tasks(const std::vector<TaskType>& tasks) {
  check_evaluated_tasks(tasks);
  for (const auto& task : tasks) {
    check_train_list("task " + std::string{task.name()}, task.train(), task.class_names().size());
  }
}

/// Throws unless every task that has a learning rate of its own is one of the tasks.
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
    throw setting_error{"learning_rate of " + name, "this run has no task of that name",
                        "its tasks are " + known};
  }
}

}  // namespace sdkt
