// SPDX-License-Identifier: MIT
//
// One task as several tasks, each with some of its classes: class-incremental learning.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
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
#include <sdkt/base/random.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/loaded_once.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/views/deferred_tasks.hpp>
#include <sdkt/stream/views/task_parts.hpp>

namespace sdkt {

namespace detail {

/// The part and label of a class of the whole task.
struct class_place {
  std::size_t part = 0;
  std::int64_t label = 0;
};

/// Distributes samples to the parts, in their order.
void deal(const std::vector<sample>& samples, const std::vector<class_place>& places,
          std::vector<task_contents>& parts, std::vector<sample> task_contents::*list);

/// The contents of a task divided into `count` tasks.
template <Task T>
std::vector<task_contents> parted(const T& one, std::size_t count, std::optional<std::uint64_t> seed) {
  const task_contents whole = contents_without_images(one);
  const std::size_t num_classes = whole.class_names.size();
  if (count > num_classes) {
    throw setting_error{"views::split",
                        "the task " + whole.name + " has " + std::to_string(num_classes) +
                            " classes, too few for " + std::to_string(count) + " tasks",
                        "split it into at most " + std::to_string(num_classes)};
  }
  std::vector<std::uint32_t> order(num_classes);
  std::iota(order.begin(), order.end(), 0U);
  if (seed) {
    order = random_permutation(static_cast<std::uint32_t>(num_classes),
                               key_of(view_draw::split_classes, *seed, whole.name));
  }
  std::vector<task_contents> parts(count);
  std::vector<class_place> places(num_classes);
  for (std::size_t part = 0, next = 0; part < count; ++part) {
    task_contents& own = parts[part];
    own.name = whole.name + "-" + std::to_string(part + 1);
    own.tests_on_validation = whole.tests_on_validation;
    const std::size_t size = num_classes / count + (part < num_classes % count ? 1 : 0);
    for (std::size_t label = 0; label < size; ++label, ++next) {
      places[order[next]] = {part, static_cast<std::int64_t>(label)};
      own.class_names.push_back(whole.class_names[order[next]]);
      own.prompts.push_back(whole.prompts[order[next]]);
    }
  }
  deal(one.train(), places, parts, &task_contents::train);
  deal(validation_of(one), places, parts, &task_contents::validation);
  deal(one.test(), places, parts, &task_contents::test);
  return parts;
}

}  // namespace detail

namespace views {

/// Divides every task into `count` tasks with consecutive classes, called NAME-1 to NAME-count.
///
/// Their numbers of classes differ by at most one; the larger parts come first. Labels start from 0 in each
/// part. Prompts and the order of the images are unchanged. With a seed, the classes are distributed in a
/// random order instead of their own.
///
/// Lazy: the first part that is used loads the whole task, once for all parts.
///
/// Result: a deferred_tasks with `count` tasks for every task of the stream, in the order of the stream.
/// Random: the order of the classes is a pure function of (seed, random_purpose::stream_order, the task's
/// name, its number of classes).
/// Errors: setting_error at once for a count below 1, and, when a part is used, for a count above the number
/// of classes; data_error for an inconsistent task.
/// Example: auto ten = sdkt::load_tasks({"cifar100.json"}) | sdkt::views::split(10);
[[nodiscard]] inline auto split(std::int64_t count, std::optional<std::uint64_t> seed = {}) {
  if (count < 1) {
    throw setting_error{"views::split", "expected a number of tasks, got " + std::to_string(count),
                        "split into at least one"};
  }
  const auto num_parts = static_cast<std::size_t>(count);
  return ranges::make_view_closure([num_parts, seed]<TaskStream R>(R&& range) {
    return stream::deferred_tasks{
        [base = ranges::views::all(std::forward<R>(range)), num_parts, seed]() mutable {
          using parts = detail::loaded_once<std::vector<task_contents>>;
          using difference = ranges::range_difference_t<R>;
          std::vector<task> tasks;
          const auto size = static_cast<difference>(ranges::size(base));
          for (difference position = 0; position < size; ++position) {
            const auto whole = std::make_shared<parts>([base, position, num_parts, seed]() mutable {
              auto&& one = *ranges::next(ranges::begin(base), position);
              return detail::parted(one, num_parts, seed);
            });
            for (std::size_t part = 0; part < num_parts; ++part) {
              // Each part is moved from once, and no other thread moves from the same part.
              tasks.emplace_back([whole, part] { return std::move(whole->get()[part]); });
            }
          }
          return tasks;
        }};
  });
}

}  // namespace views

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/stream/views/impl/split.ipp>
#endif
