// SPDX-License-Identifier: MIT
//
// The lists of one task as extensions may change them: images, classes, prompts and what teachers guide on.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/run/check_data.hpp>

namespace sdkt {

/// A task's own copies of its lists, and pointers to the reference's.
class task_lists {
 public:
  template <Task TaskType, ReferenceSource Reference>
  task_lists(const TaskType& task, const Reference& pool)
      : samples{task.train()}, class_names{task.class_names()}, prompts{task.prompts()} {
    reference.samples = &pool.samples();
    if constexpr (Reference::has_texts) {
      if constexpr (std::is_lvalue_reference_v<decltype(pool.texts())>) {
        reference.texts = &pool.texts();
      } else {
        texts_ = pool.texts();
        reference.texts = &texts_;
      }
    }
  }
  task_lists(const task_lists&) = delete;  // others point into it
  task_lists& operator=(const task_lists&) = delete;

  /// Throws unless the task can still be trained.
  ///
  /// Errors: data_error as check_tasks, for what an extension has changed; setting_error if one gives images
  /// to guide on where the task's own batch is the reference.
  void check(const std::string& task_name, bool is_own_batch) const {
    if (is_own_batch && reference.samples != nullptr && reference.samples != &samples) {
      throw setting_error{"reference", "an extension gives images, and the task's own batch is the reference",
                          "run over sdkt::from_extension{} instead of sdkt::own_images{}"};
    }
    const std::string where = "task " + task_name + ", as extensions have changed it";
    check_classes(where, class_names.size(), prompts.size());
    check_train_list(where, samples, class_names.size());
  }

  std::vector<sample> samples;
  std::vector<std::string> class_names;
  std::vector<std::string> prompts;
  task_reference reference;

 private:
  std::vector<std::string> texts_;  // where the reference gives them by value
};

}  // namespace sdkt
