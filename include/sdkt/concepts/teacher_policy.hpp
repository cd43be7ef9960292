// SPDX-License-Identifier: MIT
//
// Which networks guide the student: frozen snapshots or live averages, given by their weights.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/clause.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/member_name.hpp>

namespace sdkt::detail {

struct named_after_step {
  int after_step;
  template <class Probe>
  static constexpr bool is_unique = requires { &Probe::after_step; };
};

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

}  // namespace sdkt::detail

namespace sdkt::compose {

/// The clauses of TeacherPolicy, each with the sentence that the compiler prints if it is the first broken one.
template <class T>
struct teacher_clauses {
  static constexpr std::size_t num_teachers = detail::num_teachers_of<T>();
  static constexpr bool is_live = detail::names<T, detail::named_after_step>;

  static constexpr auto list() {
    return detail::clauses(
        detail::clause<struct states_num_teachers, detail::states_num_teachers<T>>([](auto holds) {
          static_assert(
              holds,
              "sdkt: the teacher policy does not state its number of teachers: add `static constexpr "
              "std::size_t num_teachers = ...;` (a TeacherPolicy comes first among the policies, then "
              "selection, loss, extensions)");
        }),
        detail::clause<struct begins_tasks,
                       requires(const T& teacher, const task_begin& begin) {
                         { teacher.begin_task(begin) } -> std::same_as<std::array<at::Tensor, num_teachers>>;
                       }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: the teacher policy needs `std::array<at::Tensor, num_teachers> begin_task(const "
              "sdkt::task_begin&) const` that returns the flat weights of each teacher");
        }),
        detail::clause_if<struct after_step_fits, is_live,
                          requires(const T& teacher, std::array<at::Tensor, num_teachers>& weights,
                                   const step_end& end) {
                            { teacher.after_step(weights, end) } -> std::same_as<void>;
                          }>([](auto holds) {
          static_assert(
              holds,
              "sdkt: after_step of the teacher policy must be `void after_step(std::array<at::Tensor, "
              "num_teachers>&, const sdkt::step_end&) const`");
        }));
  }
};

}  // namespace sdkt::compose

namespace sdkt {

/// Gives the weights of the teachers.
///
/// Requirements:
///
/// 1. It can be copied.
/// 2. It states the number of its teachers as a compile-time constant.
/// 3. It gives the flat weights [Q] of each teacher when a task begins.
/// 4. If it has after_step, it changes those weights after every update. Such teachers are live; without
///    after_step they are frozen.
///
/// Signatures, of which the last two are optional:
///
///     static constexpr std::size_t num_teachers;
///     std::array<at::Tensor, num_teachers> begin_task(const task_begin&) const;
///     void after_step(std::array<at::Tensor, num_teachers>&, const step_end&) const;
///     static constexpr std::array<std::string_view, num_teachers> teacher_names;  // columns of steps.csv
///
/// Not required: to encode, to store features, or to detect equal teachers. The trainer does that; a tensor
/// that is returned twice costs one forward pass.
///
/// See also: Extension, which may change the student; a TeacherPolicy never does. Their members never share a
/// name.
template <class T>
concept TeacherPolicy = std::copyable<T> && detail::AllHold<compose::teacher_clauses<T>>;

}  // namespace sdkt
