// SPDX-License-Identifier: MIT
//
// The arguments of teachers and extensions when a task begins and when it has ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/hooks.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/run/task_lists.hpp>
#include <sdkt/run/task_passes.hpp>
#include <sdkt/step/student.hpp>

namespace sdkt::detail {

/// The beginning of a task.
///
/// Shapes: start and pretrained [Q]; on the first task they are the same tensor.
template <class TaskType, class Reference>
task_begin begin_of_task(std::size_t task, const std::vector<TaskType>& tasks, const Reference& reference,
                         const step::student& student, const at::Tensor& start, const at::Tensor& pretrained,
                         run::task_lists& lists) {
  task_begin begin;
  begin.task = static_cast<std::int64_t>(task);
  begin.theta = student.theta();
  begin.previous = start;
  begin.pretrained = pretrained;
  begin.samples = &lists.samples;
  begin.own_images = static_cast<std::int64_t>(lists.samples.size());
  begin.class_names = &lists.class_names;
  begin.prompts = &lists.prompts;
  begin.reference = &lists.reference;
  begin.trained = &student.trained();
  for (std::size_t earlier = 0; earlier < task; ++earlier) begin.earlier.push_back(&tasks[earlier].train());
  if constexpr (compose::is_own_images<Reference>) lists.reference.samples = &lists.samples;
  if constexpr (names_for_task<Reference>) lists.reference = reference.for_task(begin);
  return begin;
}

/// The end of a task. Borrows all arguments: the passes must be made before the task is destroyed.
template <class Model>
task_end end_of_task(const task_begin& begin, const run::task_lists& lists, const pass_inputs<Model>& passes,
                     at::Tensor& next_start) {
  task_end end;
  end.task = begin.task;
  end.theta = passes.student.theta();
  end.start = begin.previous;
  end.pretrained = begin.pretrained;
  end.next_start = &next_start;
  end.samples = &lists.samples;
  end.own_images = begin.own_images;
  end.class_names = &lists.class_names;
  end.gradients = gradients_over(passes);
  end.features = features_over(passes);
  return end;
}

}  // namespace sdkt::detail
