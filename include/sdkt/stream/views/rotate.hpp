// SPDX-License-Identifier: MIT
//
// Cyclic shifts of a stream.
#pragma once

#include <cstddef>
#include <utility>

#include <range/v3/iterator/operations.hpp>
#include <range/v3/range/access.hpp>
#include <range/v3/range/concepts.hpp>
#include <range/v3/range/primitives.hpp>
#include <range/v3/range/traits.hpp>
#include <range/v3/view/all.hpp>
#include <range/v3/view/facade.hpp>
#include <range/v3/view/view.hpp>

namespace sdkt::stream {

/// The cyclic left shift of a view: its elements from position `shift` on, then those before it.
///
/// Random access if the base has it, else forward; sized; iterable when const.
///
/// Cost: nothing is copied. Without random access, begin() walks `shift` elements of the base.
template <ranges::view_ V>
  requires ranges::forward_range<const V> && ranges::sized_range<const V>
class rotate_view : public ranges::view_facade<rotate_view<V>, ranges::finite> {
 public:
  rotate_view() = default;
  /// The shift is taken modulo the size. A negative shift goes to the right.
  rotate_view(V base, std::ptrdiff_t shift) : base_{std::move(base)} {
    const auto count = static_cast<std::ptrdiff_t>(ranges::size(std::as_const(base_)));
    if (count > 0) shift_ = (shift % count + count) % count;
  }

  std::size_t size() const { return static_cast<std::size_t>(ranges::size(base_)); }

 private:
  friend ranges::range_access;
  static constexpr bool is_random_access = ranges::random_access_range<const V>;

  // Counts positions in the shifted order, so that the end differs from the beginning although both are at
  // the same element of the base. Its iterators belong to the base itself, not to a copy in a local view.
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
    void prev()
      requires(is_random_access)
    {
      --position_;
    }
    void advance(std::ptrdiff_t distance)
      requires(is_random_access)
    {
      position_ += distance;
    }
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

}  // namespace sdkt::stream

namespace sdkt::views {

/// Shifts a stream cyclically to the left: tasks | rotate(1) starts with the second task and ends with the
/// first. The shift is taken modulo the size and may be negative.
///
/// Lazy: see rotate_view.
///
/// Example: auto order = tasks | sdkt::views::rotate(3) | ranges::views::take(4);
[[nodiscard]] inline auto rotate(std::ptrdiff_t shift) {
  return ranges::make_view_closure([shift]<ranges::viewable_range R>(R&& range) {
    return stream::rotate_view<ranges::views::all_t<R>>{ranges::views::all(std::forward<R>(range)), shift};
  });
}

}  // namespace sdkt::views
