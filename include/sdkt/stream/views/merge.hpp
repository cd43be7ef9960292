// SPDX-License-Identifier: MIT
//
// All tasks of a stream as one: joint training, the upper bound of continual learning.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>
#include <range/v3/view/all.hpp>
#include <range/v3/view/view.hpp>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/task_list.hpp>
#include <sdkt/stream/views/task_parts.hpp>
#include <sdkt/text/text_key.hpp>

namespace sdkt {

namespace detail {

/// Appends samples with new labels: label l becomes labels[l].
void append_relabelled(std::vector<sample>& all, const std::vector<sample>& samples,
                       const std::vector<std::int64_t>& labels);

/// The concatenated contents of all tasks. A class that has the prompt of an earlier task's class joins it.
template <TaskStream Tasks>
task_contents merged(Tasks& tasks, const std::string& name) {
  task_contents all;
  all.name = name;
  std::map<std::string, std::size_t> known;  // classes of earlier tasks, by the text_key of their prompts
  for (auto&& one : tasks) {
    const task_contents own = contents_without_images(one);
    std::vector<std::int64_t> labels;
    std::map<std::string, std::size_t> added;
    for (std::size_t place = 0; place < own.prompts.size(); ++place) {
      const std::string key = text_key(own.prompts[place]);
      const auto found = known.find(key);
      const std::size_t label = found == known.end() ? all.class_names.size() : found->second;
      labels.push_back(static_cast<std::int64_t>(label));
      if (found != known.end()) {
        all.merged_classes.push_back(own.class_names[place] + " of " + own.name + " = " +
                                     all.class_names[label]);
        continue;
      }
      added.emplace(key, label);
      all.class_names.push_back(own.class_names[place]);
      all.prompts.push_back(own.prompts[place]);
    }
    known.merge(added);
    all.tests_on_validation = all.tests_on_validation || own.tests_on_validation;
    all.merged_classes.insert(all.merged_classes.end(), own.merged_classes.begin(), own.merged_classes.end());
    append_relabelled(all.train, one.train(), labels);
    append_relabelled(all.validation, validation_of(one), labels);
    append_relabelled(all.test, one.test(), labels);
  }
  if (all.class_names.empty()) {
    throw data_error{"views::merge", "the stream that " + name + " is merged from has no classes",
                     "merge at least one task"};
  }
  return all;
}

}  // namespace detail

namespace views {

/// Joins all tasks into one: the classes of the first task, then those of the second, and so on, with their
/// images and prompts; labels are renumbered. A class joins the class of an earlier task if both have the
/// same prompt apart from case, white space and Unicode's normal form. merged_classes() of the result lists
/// such classes.
///
/// Result: a task_list of one task with the given name, which loads the others when it is first used. Merging
/// a single task only renames it.
/// Errors: setting_error at once for an empty name; data_error, when the merged task is first used, for a
/// stream without classes or an inconsistent task.
/// Example: auto joint = tasks | sdkt::views::merge("joint");
/// See also: order and rotate, whose streams can be compared with it; split, which divides a task.
[[nodiscard]] inline auto merge(std::string name) {
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

#if SDKT_HAS_DEFINITIONS
#include <sdkt/stream/views/impl/merge.ipp>
#endif
