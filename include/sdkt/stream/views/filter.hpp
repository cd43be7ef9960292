// SPDX-License-Identifier: MIT
//
// The tasks of a stream with wanted names.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>
#include <range/v3/view/all.hpp>
#include <range/v3/view/view.hpp>

#include <sdkt/base/error.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/views/selected_view.hpp>

namespace sdkt {

namespace detail {

/// The positions of the tasks with one of the names.
///
/// Errors: setting_error for a name that no task has.
template <class Tasks>
std::vector<std::size_t> positions_of(const Tasks& tasks, const std::vector<std::string>& names) {
  std::vector<std::size_t> positions;
  std::vector<bool> found(names.size());
  std::string listed;
  std::size_t position = 0;
  for (auto&& one : tasks) {
    const std::string name{one.name()};
    const auto wanted = std::find(names.begin(), names.end(), name);
    if (wanted != names.end()) {
      positions.push_back(position);
      found[static_cast<std::size_t>(wanted - names.begin())] = true;
    }
    listed += (listed.empty() ? "" : ", ") + name;
    ++position;
  }
  const auto missing = std::find(found.begin(), found.end(), false);
  if (missing == found.end()) return positions;
  throw setting_error{"views::filter",
                      "there is no task called " + names[static_cast<std::size_t>(missing - found.begin())],
                      "the tasks are " + listed};
}

}  // namespace detail

namespace views {

/// Keeps the tasks whose name a predicate accepts, in the order of the stream.
///
/// Lazy: names are read when the result or its size is first used. Tasks that must load to return their name
/// load then.
///
/// Example:
///
///     auto small = tasks | sdkt::views::filter([](const std::string& name) { return name != "sun397"; });
///
template <std::predicate<const std::string&> Predicate>
[[nodiscard]] auto filter(Predicate accepts) {
  return ranges::make_view_closure([accepts = std::move(accepts)]<TaskStream R>(R&& range) {
    return stream::selected_view{ranges::views::all(std::forward<R>(range)),
                                 [accepts](const auto& base) mutable {
                                   std::vector<std::size_t> positions;
                                   std::size_t position = 0;
                                   for (auto&& one : base) {
                                     if (accepts(std::string{one.name()})) positions.push_back(position);
                                     ++position;
                                   }
                                   return positions;
                                 }};
  });
}

/// Keeps the tasks with the given names, in the order of the stream.
///
/// Lazy: names are read when the result or its size is first used.
///
/// Errors: setting_error at once for a name that is given twice; on first use for a name that no task has.
/// Example: auto two = tasks | sdkt::views::filter({"dtd", "cars"});
/// See also: order, which gives the order of the names.
[[nodiscard]] inline auto filter(std::vector<std::string> names) {
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (std::find(names.begin(), name, *name) == name) continue;
    throw setting_error{"views::filter", "the task " + *name + " is named twice", "list every task once"};
  }
  return ranges::make_view_closure([names = std::move(names)]<TaskStream R>(R&& range) {
    return stream::selected_view{ranges::views::all(std::forward<R>(range)),
                                 [names](const auto& base) { return detail::positions_of(base, names); }};
  });
}

}  // namespace views

}  // namespace sdkt
