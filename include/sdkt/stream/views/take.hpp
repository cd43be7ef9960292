// SPDX-License-Identifier: MIT
//
// The first tasks of a stream.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include <range/v3/range/concepts.hpp>
#include <range/v3/range/traits.hpp>
#include <range/v3/view/all.hpp>
#include <range/v3/view/take.hpp>
#include <range/v3/view/view.hpp>

#include <sdkt/base/error.hpp>

namespace sdkt::views {

/// Keeps the first `count` tasks, or all tasks if there are fewer.
///
/// Lazy: no task is read.
///
/// Errors: setting_error for a count below 0.
/// Example: auto first = tasks | sdkt::views::take(3);
[[nodiscard]] inline auto take(std::ptrdiff_t count) {
  if (count < 0) {
    throw setting_error{"views::take", "expected a number of tasks, got " + std::to_string(count),
                        "use 0 or more"};
  }
  return ranges::make_view_closure([count]<ranges::viewable_range R>(R&& range) {
    return ranges::take_view<ranges::views::all_t<R>>{ranges::views::all(std::forward<R>(range)),
                                                      static_cast<ranges::range_difference_t<R>>(count)};
  });
}

}  // namespace sdkt::views
