// SPDX-License-Identifier: MIT
//
// The tasks of a stream in a random order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>
#include <range/v3/range/primitives.hpp>
#include <range/v3/view/all.hpp>
#include <range/v3/view/view.hpp>

#include <sdkt/base/random.hpp>
#include <sdkt/stream/views/selected_view.hpp>
#include <sdkt/stream/views/task_parts.hpp>

namespace sdkt::views {

/// Puts the tasks into a random order.
///
/// Lazy: no task is read.
///
/// Random: the order is a pure function of (seed, random_purpose::stream_order, number of tasks).
/// Example: auto order = tasks | sdkt::views::shuffle(7);
[[nodiscard]] inline auto shuffle(std::uint64_t seed) {
  return ranges::make_view_closure([seed]<ranges::viewable_range R>(R&& range) {
    return stream::selected_view{ranges::views::all(std::forward<R>(range)), [seed](const auto& base) {
                                   const auto count = static_cast<std::uint32_t>(ranges::size(base));
                                   const auto order = detail::random_permutation(
                                       count, detail::key_of(detail::view_draw::shuffled_tasks, seed));
                                   return std::vector<std::size_t>{order.begin(), order.end()};
                                 }};
  });
}

}  // namespace sdkt::views
