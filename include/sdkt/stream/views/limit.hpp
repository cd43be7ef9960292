// SPDX-License-Identifier: MIT
//
// Few-shot tasks: at most a given number of training images per class.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <range/v3/iterator/operations.hpp>
#include <range/v3/range/access.hpp>
#include <range/v3/range/concepts.hpp>
#include <range/v3/range/primitives.hpp>
#include <range/v3/range/traits.hpp>
#include <range/v3/view/all.hpp>
#include <range/v3/view/view.hpp>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/views/deferred_tasks.hpp>
#include <sdkt/stream/views/task_parts.hpp>

namespace sdkt {

namespace detail {

/// At most `count` images per class, in their order. Labels must be in [0, num_classes).
std::vector<sample> few_of_each(const std::vector<sample>& samples, std::size_t num_classes,
                                std::size_t count, std::uint64_t seed, const std::string& task_name);

/// A task with at most `count` training images per class.
template <Task T>
task_contents limited(const T& one, std::size_t count, std::uint64_t seed) {
  task_contents contents = contents_without_images(one);
  contents.train = few_of_each(one.train(), contents.class_names.size(), count, seed, contents.name);
  contents.validation = validation_of(one);
  contents.test = one.test();
  return contents;
}

}  // namespace detail

namespace views {

/// Keeps at most `count` training images per class, in their order. Classes with fewer images keep all of
/// them. Test and validation images are unchanged.
///
/// Lazy: a task loads when its limited version is first used.
///
/// Result: a deferred_tasks.
/// Random: the choice of images is a pure function of (seed, random_purpose::stream_order, the task's name,
/// the class, its number of images), whatever else is in the stream. A larger count adds images to the same
/// choice.
/// Errors: setting_error at once for a count below 1; data_error for an inconsistent task when it is used.
/// Example: auto few = tasks | sdkt::views::limit(16, 1);
[[nodiscard]] inline auto limit(std::int64_t count, std::uint64_t seed) {
  if (count < 1) {
    throw setting_error{"views::limit", "expected a number of images per class, got " + std::to_string(count),
                        "use at least one"};
  }
  const auto limit = static_cast<std::size_t>(count);
  return ranges::make_view_closure([limit, seed]<TaskStream R>(R&& range) {
    return stream::deferred_tasks{[base = ranges::views::all(std::forward<R>(range)), limit, seed]() mutable {
      using difference = ranges::range_difference_t<R>;
      const auto size = static_cast<difference>(ranges::size(base));
      std::vector<task> tasks;
      for (difference position = 0; position < size; ++position) {
        tasks.emplace_back([base, position, limit, seed]() mutable {
          auto&& one = *ranges::next(ranges::begin(base), position);
          return detail::limited(one, limit, seed);
        });
      }
      return tasks;
    }};
  });
}

}  // namespace views

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/stream/views/impl/limit.ipp>
#endif
