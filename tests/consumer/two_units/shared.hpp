// SPDX-License-Identifier: MIT
//
// Two translation units that train with different policies, linked into one program.
#pragma once

#include <vector>

#include <sdkt/clip/model.hpp>
#include <sdkt/dataset/load_tasks.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/stream/task_list.hpp>

struct inputs {
  sdkt::clip::model model;
  sdkt::task_list tasks;
  sdkt::reference_set pool;
};

/// One step a task with Select and Distill, in main.cpp.
sdkt::run_record with_select_and_distill(const inputs& on);

/// The same with the pre-trained teacher alone, in other.cpp.
sdkt::run_record with_one_teacher(const inputs& on);
