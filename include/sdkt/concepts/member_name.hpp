// SPDX-License-Identifier: MIT
//
// Whether a class has a member of a given name, whatever its parameters, overloads or templates.
//
// A probe inherits from the class in question and from a struct that has a member of that name. If the class
// has one too, the name is ambiguous in the probe. In this way a hook with wrong parameters is found and
// rejected instead of skipped.
#pragma once

#include <type_traits>

namespace sdkt::detail {

template <class T, class Named>
struct name_probe : T, Named {};

struct with_after_step {
  int after_step;
};
struct with_on_task_begin {
  int on_task_begin;
};
struct with_penalty {
  int penalty;
};
struct with_on_backward_end {
  int on_backward_end;
};
struct with_on_distillation_end {
  int on_distillation_end;
};
struct with_on_step_end {
  int on_step_end;
};
struct with_on_task_end {
  int on_task_end;
};
struct with_strengths {
  int strengths;
};
struct with_column_weights {
  int column_weights;
};
struct with_for_task {
  int for_task;
};

/// Classes from which the probe can inherit.
template <class T>
concept Probeable = std::is_class_v<T> && !std::is_final_v<T>;

template <class T>
concept names_after_step = Probeable<T> && !requires { &name_probe<T, with_after_step>::after_step; };
template <class T>
concept names_on_task_begin =
    Probeable<T> && !requires { &name_probe<T, with_on_task_begin>::on_task_begin; };
template <class T>
concept names_penalty = Probeable<T> && !requires { &name_probe<T, with_penalty>::penalty; };
template <class T>
concept names_on_backward_end =
    Probeable<T> && !requires { &name_probe<T, with_on_backward_end>::on_backward_end; };
template <class T>
concept names_on_distillation_end =
    Probeable<T> && !requires { &name_probe<T, with_on_distillation_end>::on_distillation_end; };
template <class T>
concept names_on_step_end = Probeable<T> && !requires { &name_probe<T, with_on_step_end>::on_step_end; };
template <class T>
concept names_on_task_end = Probeable<T> && !requires { &name_probe<T, with_on_task_end>::on_task_end; };
template <class T>
concept names_strengths = Probeable<T> && !requires { &name_probe<T, with_strengths>::strengths; };

template <class T>
concept names_column_weights =
    Probeable<T> && !requires { &name_probe<T, with_column_weights>::column_weights; };
template <class T>
concept names_for_task = Probeable<T> && !requires { &name_probe<T, with_for_task>::for_task; };

}  // namespace sdkt::detail
