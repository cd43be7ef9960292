// SPDX-License-Identifier: MIT
//
// The elements of a view at chosen positions: the basis of shuffle and filter.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <range/v3/iterator/operations.hpp>
#include <range/v3/range/access.hpp>
#include <range/v3/range/concepts.hpp>
#include <range/v3/range/traits.hpp>
#include <range/v3/view/facade.hpp>
#include <range/v3/view/view.hpp>

#include <sdkt/stream/loaded_once.hpp>

namespace sdkt::stream {

/// The elements of a base at positions that are chosen when the view is first used. Copies of the view share
/// the choice.
///
/// Random access if the base has it, else forward; sized; iterable when const.
///
/// Cost: no element of the base is copied. Without random access every read walks from the base's beginning.
template <ranges::view_ V>
  requires ranges::forward_range<const V> && ranges::sized_range<const V>
class selected_view : public ranges::view_facade<selected_view<V>, ranges::finite> {
 public:
  using positions = std::vector<std::size_t>;

  selected_view() = default;
  /// choose(base) returns the positions, each of which must be below the size of the base.
  template <class Choose>
  selected_view(V base, Choose choose)
      : base_{base},
        chosen_{std::make_shared<choice>(
            std::function<positions()>{[base = std::move(base), choose = std::move(choose)]() mutable {
              return choose(std::as_const(base));
            }})} {}

  std::size_t size() const { return chosen_ ? chosen_->get().size() : 0; }

 private:
  friend ranges::range_access;
  using choice = detail::loaded_once<positions>;
  static constexpr bool is_random_access = ranges::random_access_range<const V>;

  // Shares the choice instead of pointing into the view.
  class cursor {
   public:
    cursor() = default;
    cursor(const V& base, std::shared_ptr<choice> chosen, std::ptrdiff_t position)
        : first_{ranges::begin(base)}, chosen_{std::move(chosen)}, position_{position} {}

    decltype(auto) read() const {
      const std::size_t place = chosen_->get()[static_cast<std::size_t>(position_)];
      return *ranges::next(first_, static_cast<ranges::range_difference_t<const V>>(place));
    }
    void next() { ++position_; }
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
    std::shared_ptr<choice> chosen_;
    std::ptrdiff_t position_ = 0;
  };

  cursor begin_cursor() const { return {base_, chosen_, 0}; }
  cursor end_cursor() const { return {base_, chosen_, static_cast<std::ptrdiff_t>(size())}; }

  V base_{};
  std::shared_ptr<choice> chosen_;
};

}  // namespace sdkt::stream
