// SPDX-License-Identifier: MIT
//
// Available teacher policies: whose weights guide the student.
//   no_teacher                nobody's
//   pretrained_teacher        the pre-trained model's
//   previous_teacher          those of the model after the previous task
//   dual_teacher              both; the default
//   ema_teacher               the student's exponential moving average
//   running_average_teacher   the student's mean over the task so far
//   snapshot_teachers{...}    those of models that the user supplies
//
// When to use:
//   no_teacher                for plain fine-tuning, without reference images
//   pretrained_teacher        to keep zero-shot ability; earlier tasks may be forgotten
//   previous_teacher          to keep earlier tasks; the teacher drifts with them
//   dual_teacher              to keep both, with a selection that chooses between the two teachers
//   ema_teacher               for a teacher that follows the student with a lag
//   running_average_teacher   the same, if the task's start should not be forgotten
//   snapshot_teachers{...}    for your own experts of the student's architecture
//
// Each teacher costs one forward pass of the reference images per step. See docs/policies/teachers.md.
#pragma once

#include <sdkt/teacher/dual_teacher.hpp>
#include <sdkt/teacher/ema_teacher.hpp>
#include <sdkt/teacher/no_teacher.hpp>
#include <sdkt/teacher/pretrained_teacher.hpp>
#include <sdkt/teacher/previous_teacher.hpp>
#include <sdkt/teacher/running_average_teacher.hpp>
#include <sdkt/teacher/snapshot_teachers.hpp>
