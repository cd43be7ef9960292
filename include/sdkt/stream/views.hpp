// SPDX-License-Identifier: MIT
//
// Orders of a stream: cyclic shifts, lazily, and tasks picked by name.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <range/v3/functional/bind_back.hpp>
#include <range/v3/iterator/operations.hpp>
#include <range/v3/range/access.hpp>
#include <range/v3/range/concepts.hpp>
#include <range/v3/range/primitives.hpp>
#include <range/v3/range/traits.hpp>
#include <range/v3/view/all.hpp>
#include <range/v3/view/facade.hpp>
#include <range/v3/view/view.hpp>

#include <sdkt/error.hpp>
#include <sdkt/stream/task_list.hpp>

namespace sdkt {

/// The cyclic left shift of a view: its elements from `shift` on, then those before.
///
/// Random access where the base has it, else forward; sized; iterable when const.
/// Cost: nothing is copied; begin() of a base without random access walks `shift` elements.
template <ranges::view_ V>
requires ranges::forward_range<const V> && ranges::sized_range<const V>
class rotate_view : public ranges::view_facade<rotate_view<V>, ranges::finite> {
 public:
  rotate_view() = default;
  /// The shift is taken modulo the size; below 0 it shifts right.
  rotate_view(V base, std::ptrdiff_t shift) : base_{std::move(base)} {
    const auto count = static_cast<std::ptrdiff_t>(ranges::size(std::as_const(base_)));
    if (count > 0) shift_ = (shift % count + count) % count;
  }

  std::size_t size() const { return static_cast<std::size_t>(ranges::size(base_)); }

 private:
  friend ranges::range_access;
  static constexpr bool is_random_access = ranges::random_access_range<const V>;

  // Counts positions in the shifted order, so that the end differs from the beginning, which is the same
  // element of the base. Its iterators are the base's own, never those of a copy that a local view holds.
  class cursor {
   public:
    cursor() = default;
    cursor(const V& base, std::ptrdiff_t shift, std::ptrdiff_t position)
        : first_{ranges::begin(base)},
          current_{ranges::next(first_, shift)},
          count_{static_cast<std::ptrdiff_t>(ranges::size(base))},
          shift_{shift},
          position_{position} {}

    decltype(auto) read() const {
      if constexpr (is_random_access) {
        return first_[(position_ + shift_) % count_];
      } else {
        return *current_;
      }
    }
    void next() {
      ++position_;
      if constexpr (!is_random_access)
        current_ = position_ + shift_ == count_ ? first_ : ranges::next(current_);
    }
    bool equal(const cursor& other) const { return position_ == other.position_; }
    void prev() requires(is_random_access) { --position_; }
    void advance(std::ptrdiff_t distance) requires(is_random_access) { position_ += distance; }
    std::ptrdiff_t distance_to(const cursor& other) const { return other.position_ - position_; }

   private:
    ranges::iterator_t<const V> first_{};
    ranges::iterator_t<const V> current_{};
    std::ptrdiff_t count_ = 0;
    std::ptrdiff_t shift_ = 0;
    std::ptrdiff_t position_ = 0;
  };

  cursor begin_cursor() const { return {base_, shift_, 0}; }
  cursor end_cursor() const { return {base_, shift_, static_cast<std::ptrdiff_t>(size())}; }

  V base_{};
  std::ptrdiff_t shift_ = 0;
};

namespace detail {

/// The tasks with the given names, in the order of the names.
template <TaskStream Tasks>
auto picked(Tasks&& tasks, const std::vector<std::string>& names) {
  using element = std::remove_cvref_t<ranges::range_reference_t<Tasks>>;
  std::vector<element> available;
  std::unordered_map<std::string, std::size_t> positions;
  std::string listed;
  for (auto&& one : tasks) {
    const std::string name{one.name()};
    if (!positions.emplace(name, available.size()).second) {
      throw setting_error{"views::order", "two tasks of the stream are called " + name,
                          "give every task its own name"};
    }
    listed += (listed.empty() ? "" : ", ") + name;
    available.push_back(one);
  }
  std::vector<element> chosen;
  std::vector<bool> used(available.size());
  for (const std::string& name : names) {
    const auto found = positions.find(name);
    if (found == positions.end()) {
      throw setting_error{"views::order", "there is no task called " + name, "the tasks are " + listed};
    }
    if (used[found->second]) {
      throw setting_error{"views::order", "the task " + name + " is named twice", "name every task once"};
    }
    used[found->second] = true;
    chosen.push_back(available[found->second]);
  }
  return basic_task_list<element>{std::move(chosen)};
}

}  // namespace detail

namespace views {

/// Shifts a stream cyclically to the left by k tasks: tasks | rotate(1) starts with the second and ends
/// with the first. k is taken modulo the size and may be negative. Lazy: see rotate_view.
///
/// Example: auto order = tasks | sdkt::views::rotate(3) | ranges::views::take(4);
inline auto rotate(std::ptrdiff_t shift) {
  return ranges::make_view_closure([shift]<ranges::viewable_range R>(R&& range) {
    return rotate_view<ranges::views::all_t<R>>{ranges::views::all(std::forward<R>(range)), shift};
  });
}

/// Picks tasks by name, in the order of the names; tasks that are not named are left out.
///
/// Looks at the name of every task, so lazy tasks load. The result is a basic_task_list that owns its
/// handles.
/// Errors: setting_error for a name that no task has (with the names there are), that two tasks have, or
/// that is given twice.
/// Example: auto order = tasks | sdkt::views::order({"dtd", "cars"});
inline auto order(std::vector<std::string> names) {
  return ranges::make_view_closure([names = std::move(names)]<TaskStream R>(R&& range) {
    return detail::picked(std::forward<R>(range), names);
  });
}

}  // namespace views

}  // namespace sdkt
