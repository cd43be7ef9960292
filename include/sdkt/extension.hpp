// SPDX-License-Identifier: MIT
//
// Available extensions: what takes part in training besides the four policies. Several run in the order in
// which they are written: penalties, then averages, then merges.
//
//   penalties   l2_to_start, ewc, online_ewc, instant_fisher
//   averages    running_mean, moving_average
//   merges      interpolate, merge_task_vectors{R} with R of task_arithmetic{}, ties{}, magmax{}
//   data        exemplar_memory, exemplar_replay, unguided_tasks
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
#include <sdkt/extension/running_mean.hpp>
#include <sdkt/extension/task_arithmetic.hpp>
#include <sdkt/extension/ties.hpp>
#include <sdkt/extension/unguided_tasks.hpp>
