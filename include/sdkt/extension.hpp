// SPDX-License-Identifier: MIT
//
// Available extensions: everything that takes part in training besides model, teacher, selection and loss.
//   penalties   l2_to_start, ewc, online_ewc, instant_fisher
//   averages    running_mean, moving_average
//   merges      interpolate, merge_task_vectors{R} with R one of task_arithmetic{}, ties{}, magmax{}, opcm{}
//   data        exemplar_memory, exemplar_replay, unguided_tasks
//
// Extensions run in the order in which they are written. Write penalties first, then averages, then merges.
//
// When to use:
//   l2_to_start           for a penalty that needs nothing but the weights
//   ewc, online_ewc       for a penalty by how much each weight mattered; costs a pass over the task's images
//   instant_fisher        for a penalty that follows the distillation; costs a second backward pass per step
//   averages, interpolate to change only the result of a task, for one more vector of memory
//   merge_task_vectors    to change what is evaluated, but not what is trained on
//   exemplar_memory       to let teachers guide on images of earlier tasks
//   exemplar_replay       to train on images of earlier tasks, with their labels
//   unguided_tasks        to fine-tune the first tasks without a teacher
//
// See docs/policies/extensions.md.
#pragma once

#include <sdkt/extension/ewc.hpp>
#include <sdkt/extension/exemplar_memory.hpp>
#include <sdkt/extension/exemplar_replay.hpp>
#include <sdkt/extension/fisher.hpp>
#include <sdkt/extension/herding.hpp>
#include <sdkt/extension/instant_fisher.hpp>
#include <sdkt/extension/interpolate.hpp>
#include <sdkt/extension/l2_to_start.hpp>
#include <sdkt/extension/magmax.hpp>
#include <sdkt/extension/merge_task_vectors.hpp>
#include <sdkt/extension/moving_average.hpp>
#include <sdkt/extension/online_ewc.hpp>
#include <sdkt/extension/opcm.hpp>
#include <sdkt/extension/running_mean.hpp>
#include <sdkt/extension/task_arithmetic.hpp>
#include <sdkt/extension/ties.hpp>
#include <sdkt/extension/unguided_tasks.hpp>
