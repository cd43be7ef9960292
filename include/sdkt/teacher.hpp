// SPDX-License-Identifier: MIT
//
// Available teacher policies: whose weights guide the student.
#pragma once

#include <sdkt/teacher/dual_teacher.hpp>
#include <sdkt/teacher/ema_teacher.hpp>
#include <sdkt/teacher/no_teacher.hpp>
#include <sdkt/teacher/pretrained_teacher.hpp>
#include <sdkt/teacher/previous_teacher.hpp>
