// SPDX-License-Identifier: MIT
//
// Tasks of a stream in the order of given names.
#pragma once

#include <cstddef>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <range/v3/range/traits.hpp>
#include <range/v3/view/view.hpp>

#include <sdkt/base/error.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/task_list.hpp>

namespace sdkt {

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
                          "give every task a unique name"};
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
      throw setting_error{"views::order", "the task " + name + " is named twice", "list every task once"};
    }
    used[found->second] = true;
    chosen.push_back(available[found->second]);
  }
  return stream::basic_task_list<element>{std::move(chosen)};
}

}  // namespace detail

namespace views {

/// Picks tasks by name, in the order of the names. Tasks that are not named are omitted.
///
/// Reads the name of every task at once, so lazy tasks load.
///
/// Result: a basic_task_list, which owns its handles.
/// Errors: setting_error for a name that no task has (the message lists the names of the tasks), that two
/// tasks have, or that is given twice.
/// Example: auto order = tasks | sdkt::views::order({"dtd", "cars"});
[[nodiscard]] inline auto order(std::vector<std::string> names) {
  return ranges::make_view_closure([names = std::move(names)]<TaskStream R>(R&& range) {
    return detail::picked(std::forward<R>(range), names);
  });
}

}  // namespace views

}  // namespace sdkt
