// SPDX-License-Identifier: MIT
//
// Which networks guide the student: frozen snapshots or live averages, given by their weights.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/member_name.hpp>

namespace sdkt {

namespace detail {

/// num_teachers is a compile-time constant. A non-static member is ruled out first; otherwise GCC would
/// report an error in the last line.
template <class T>
concept states_num_teachers = requires {
  requires !std::is_member_pointer_v<decltype(&T::num_teachers)>;
  { T::num_teachers } -> std::convertible_to<std::size_t>;
  typename std::integral_constant<std::size_t, T::num_teachers>;
};

template <class T>
constexpr std::size_t num_teachers_of() {
  if constexpr (states_num_teachers<T>) {
    return std::integral_constant<std::size_t, T::num_teachers>::value;
  } else {
    return 0;
  }
}

}  // namespace detail

/// The clauses of TeacherPolicy. compose/broken_clause.hpp has the compiler message for each of them.
template <class T>
struct teacher_clauses {
  static constexpr bool has_num_teachers = detail::states_num_teachers<T>;
  static constexpr std::size_t num_teachers = detail::num_teachers_of<T>();
  static constexpr bool begins_tasks = requires(const T& teacher, const task_begin& begin) {
    { teacher.begin_task(begin) } -> std::same_as<std::array<at::Tensor, num_teachers>>;
  };
  static constexpr bool is_live = detail::names_after_step<T>;
  static constexpr bool after_step_fits =
      !is_live ||
      requires(const T& teacher, std::array<at::Tensor, num_teachers>& weights, const step_end& end) {
        { teacher.after_step(weights, end) } -> std::same_as<void>;
      };
};

/// Gives the weights of the teachers. Their number is a compile-time constant.
///
/// Requirements:
///
///     static constexpr std::size_t num_teachers;
///     std::array<at::Tensor, num_teachers> begin_task(const task_begin&) const;  // flat [Q] each
///
/// Optional:
///
///     void after_step(std::array<at::Tensor, num_teachers>&, const step_end&) const;
///     static constexpr std::array<std::string_view, num_teachers> teacher_names;
///
/// - after_step: makes live teachers, whose weights change after every update. Without it they are frozen.
/// - teacher_names: name the columns of steps.csv.
///
/// Not required: to encode, to store features, or to detect equal teachers. The trainer does that; a tensor
/// that is returned twice costs one forward pass.
///
/// See also: Extension, which may change the student; a TeacherPolicy never does. Their members never share a
/// name.
template <class T>
concept TeacherPolicy = std::copyable<T> && teacher_clauses<T>::has_num_teachers &&
                        teacher_clauses<T>::begins_tasks && teacher_clauses<T>::after_step_fits;

}  // namespace sdkt
