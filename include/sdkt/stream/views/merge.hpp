// SPDX-License-Identifier: MIT
//
// All tasks of a stream as one: joint training, the upper bound of continual learning.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>
#include <range/v3/view/all.hpp>
#include <range/v3/view/view.hpp>

#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/error.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/task_list.hpp>
#include <sdkt/stream/views/task_parts.hpp>

namespace sdkt {

namespace detail {

/// Appends samples whose labels count from `first_label` on.
inline void append_shifted(std::vector<sample>& all, const std::vector<sample>& samples,
                           std::size_t first_label) {
  for (sample one : samples) {
    one.label += static_cast<std::int64_t>(first_label);
    all.push_back(std::move(one));
  }
}

/// The contents of all tasks, one behind the other.
template <TaskStream Tasks>
task_contents merged(Tasks& tasks, const std::string& name) {
  task_contents all;
  all.name = name;
  for (auto&& one : tasks) {
    const task_contents labels = contents_without_images(one);
    const std::size_t first_label = all.class_names.size();
    all.class_names.insert(all.class_names.end(), labels.class_names.begin(), labels.class_names.end());
    all.prompts.insert(all.prompts.end(), labels.prompts.begin(), labels.prompts.end());
    append_shifted(all.train, one.train(), first_label);
    append_shifted(all.validation, validation_of(one), first_label);
    append_shifted(all.test, one.test(), first_label);
  }
  if (all.class_names.empty()) {
    throw data_error{"views::merge", "the stream that " + name + " is merged from holds no classes",
                     "merge at least one task"};
  }
  return all;
}

}  // namespace detail

namespace views {

/// Joins all tasks into one: the classes of the first task, then those of the second, and so on; images and
/// prompts alike, labels counted on. Classes of one name in two tasks stay two classes.
///
/// Result: a task_list of one task with that name, which loads the others when it is looked at. Merging a
/// single task renames it and changes nothing else.
/// Errors: setting_error at once for an empty name; data_error for a stream without classes or a task that is
/// inconsistent, when the joined task is looked at.
/// Example: auto joint = tasks | sdkt::views::merge("joint");
/// See also: order and rotate make streams to compare it with, split takes a task apart.
inline auto merge(std::string name) {
  if (name.empty()) {
    throw setting_error{"views::merge", "the name of the merged task is empty", "give it a name"};
  }
  return ranges::make_view_closure([name = std::move(name)]<TaskStream R>(R&& range) {
    const task all{[base = ranges::views::all(std::forward<R>(range)), name]() mutable {
      return detail::merged(base, name);
    }};
    return task_list{std::vector<task>{all}};
  });
}

}  // namespace views

}  // namespace sdkt
