// SPDX-License-Identifier: MIT
//
// Available teacher policies: whose weights guide the student.
//   no_teacher                nobody's
//   pretrained_teacher        the pre-trained model's
//   previous_teacher          those of the model after the previous task
//   dual_teacher              both
//   ema_teacher               the student's exponential moving average
//   running_average_teacher   the student's mean over the task so far
//   snapshot_teachers{...}    those of models that a user brings
#pragma once

#include <sdkt/teacher/dual_teacher.hpp>
#include <sdkt/teacher/ema_teacher.hpp>
#include <sdkt/teacher/no_teacher.hpp>
#include <sdkt/teacher/pretrained_teacher.hpp>
#include <sdkt/teacher/previous_teacher.hpp>
#include <sdkt/teacher/running_average_teacher.hpp>
#include <sdkt/teacher/snapshot_teachers.hpp>
