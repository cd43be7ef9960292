// SPDX-License-Identifier: MIT
//
// The lists of one task that extensions may change: images, classes, prompts and reference.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>

namespace sdkt::run {

/// A task's own copies of its lists, and pointers to the lists of the reference.
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
  task_lists(const task_lists&) = delete;  // other objects point to its members
  task_lists& operator=(const task_lists&) = delete;
  ~task_lists() = default;

  /// Throws unless the task can still be trained.
  ///
  /// Errors: data_error as check_tasks, for lists that an extension has changed; setting_error if an
  /// extension sets reference images although the task's own batch is the reference.
  void check(const std::string& task_name, bool is_own_batch) const;

  std::vector<sample> samples;
  std::vector<std::string> class_names;
  std::vector<std::string> prompts;
  task_reference reference;

 private:
  std::vector<std::string> texts_;  // if the reference returns them by value
};

}  // namespace sdkt::run

#if SDKT_HAS_DEFINITIONS
#include <sdkt/run/impl/task_lists.ipp>
#endif
