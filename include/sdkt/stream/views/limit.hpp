// SPDX-License-Identifier: MIT
//
// Few-shot tasks: at most so many training images a class.
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
#include <sdkt/base/random.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/views/deferred_tasks.hpp>
#include <sdkt/stream/views/task_parts.hpp>

namespace sdkt {

namespace detail {

/// At most `count` images a class, in their order; labels are in [0, num_classes).
inline std::vector<sample> few_of_each(const std::vector<sample>& samples, std::size_t num_classes,
                                       std::size_t count, std::uint64_t seed, const std::string& task_name) {
  std::vector<std::vector<std::size_t>> entries(num_classes);
  for (std::size_t entry = 0; entry < samples.size(); ++entry) {
    entries[static_cast<std::size_t>(samples[entry].label)].push_back(entry);
  }
  std::vector<bool> is_kept(samples.size(), true);
  for (std::size_t label = 0; label < num_classes; ++label) {
    const std::vector<std::size_t>& own = entries[label];
    if (own.size() <= count) continue;
    const auto order = random_permutation(static_cast<std::uint32_t>(own.size()),
                                          key_of(view_draw::few_images, seed, task_name, label));
    for (std::size_t place = count; place < own.size(); ++place) is_kept[own[order[place]]] = false;
  }
  std::vector<sample> kept;
  for (std::size_t entry = 0; entry < samples.size(); ++entry) {
    if (is_kept[entry]) kept.push_back(samples[entry]);
  }
  return kept;
}

/// A task with at most `count` training images a class.
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

/// Leaves at most `count` training images of every class, in their order; classes that have fewer keep all.
/// Test and validation images stay as they are.
///
/// Lazy: a task loads when its limited one is looked at. The result is a deferred_tasks.
/// Random: which images is a pure function of (seed, random_purpose::stream_order, the task's name, the
/// class, its number of images), whatever else is in the stream; with a larger count more join them.
/// Errors: setting_error at once for a count below 1; data_error for a task that is inconsistent when it is
/// looked at.
/// Example: auto few = tasks | sdkt::views::limit(16, 1);
inline auto limit(std::int64_t count, std::uint64_t seed) {
  if (count < 1) {
    throw setting_error{"views::limit", "expected a number of images a class, got " + std::to_string(count),
                        "ask for at least one"};
  }
  const auto limit = static_cast<std::size_t>(count);
  return ranges::make_view_closure([limit, seed]<TaskStream R>(R&& range) {
    return deferred_tasks{[base = ranges::views::all(std::forward<R>(range)), limit, seed]() mutable {
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
