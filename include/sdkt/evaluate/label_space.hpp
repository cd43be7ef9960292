// SPDX-License-Identifier: MIT
//
// The classes of all tasks as one label space: which classes the model cannot tell
// apart, and their labels in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/backbone.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/step/text_features.hpp>
#include <sdkt/stream/class_twins.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/task_list.hpp>
#include <sdkt/stream/views/task_parts.hpp>

namespace sdkt {

constexpr std::string_view name_of(class_union rule) noexcept {
  return rule == class_union::joined ? "joined" : "concatenated";
}

}  // namespace sdkt

namespace sdkt::detail {

/// A key for each prompt. Prompts with the same features have equal keys: those of the same token ids or, if
/// features are averaged, of the same texts in the same proportions.
std::vector<std::string> keys_of(const step::text_ids& prompts);

/// The keys of prompts as the model tokenizes them.
template <Backbone Model>
std::vector<std::string> prompt_keys(const Model& model, const std::vector<std::string>& prompts) {
  return keys_of(step::tokenize_prompts(model, prompts));
}

}  // namespace sdkt::detail

namespace sdkt::evaluate {

/// The classes of all tasks in training order, as one label space.
struct label_space {
  class_union rule = class_union::joined;
  /// The label of every class in this space, by task and label within the task.
  std::vector<std::vector<std::int64_t>> labels;
  /// Positions, in the row of all tasks' classes, of the classes that the model tells apart. Of classes that
  /// it cannot tell apart the first one represents all.
  std::vector<std::int64_t> columns;
  /// The label of each of these columns.
  std::vector<std::int64_t> numbers;
  /// For every class in that row, the position in columns of the one that represents it.
  std::vector<std::int64_t> places = {};
  /// "sunflower of flowers = sunflower of caltech": classes that an earlier task has too.
  std::vector<std::string> shared;

  bool has_shared() const noexcept { return !shared.empty(); }
};

/// The label space of some tasks for one model.
///
/// Joined: classes of two tasks are one class if their prompts are equal token for token, as the model's
/// tokenizer reads and cuts them. Classes are numbered in the order of their first appearance.
/// Concatenated: all classes stay, numbered one task after the other. Of equal classes the first one is
/// predicted, so images of the others count as mistakes.
/// Cost: one call of the tokenizer with every prompt.
/// Errors: data_error that names two classes of one task whose prompts are equal token for token.
template <Backbone Model, Task TaskType>
[[nodiscard]] label_space label_space_of(const Model& model, const std::vector<TaskType>& tasks,
                                         class_union rule) {
  label_space space;
  space.rule = rule;
  std::map<std::string, std::size_t> places;  // position in columns
  std::vector<std::string> first_names;       // of columns
  std::int64_t offset = 0;
  for (const auto& task : tasks) {
    const std::string& task_name = task.name();
    const std::vector<std::string>& names = task.class_names();
    const std::vector<std::string> keys = detail::prompt_keys(model, task.prompts());
    const std::vector<std::size_t> firsts = detail::firsts_of(keys);
    if (detail::first_twin(firsts)) {
      throw data_error{"task " + task_name,
                       detail::named_twins(names, firsts) +
                           " have prompts that are equal token for token, as this model reads and cuts them",
                       std::string{detail::twins_remedy}};
    }
    std::vector<std::int64_t>& own = space.labels.emplace_back();
    for (std::size_t label = 0; label < keys.size(); ++label) {
      const auto flat = offset + static_cast<std::int64_t>(label);
      const auto [known, is_new] = places.emplace(keys[label], space.columns.size());
      const std::string name = names[label] + " of " + task_name;
      if (is_new) {
        space.columns.push_back(flat);
        space.numbers.push_back(rule == class_union::joined ? std::ssize(space.numbers) : flat);
        first_names.push_back(name);
      } else {
        space.shared.push_back(name + " = " + first_names[known->second]);
      }
      space.places.push_back(static_cast<std::int64_t>(known->second));
      own.push_back(rule == class_union::joined ? space.numbers[known->second] : flat);
    }
    offset += static_cast<std::int64_t>(keys.size());
  }
  return space;
}

/// One sentence about the classes that tasks share; empty if there are none.
std::string sentence_of_shared(const label_space& space);

/// The number of classes of the first tasks that the model tells apart. They are the first of space.columns.
std::int64_t num_classes_of(const label_space& space, std::size_t num_tasks);

/// For every name of all tasks in order, the number of its class, which is a position in space.columns; -1 if
/// only later tasks than the first ones have it.
std::vector<std::int64_t> classes_of(const label_space& space, std::size_t num_tasks);

}  // namespace sdkt::evaluate

namespace sdkt {

/// The tasks, with classes of one task joined if their prompts are equal token for token. Labels are
/// renumbered, the first class's name and prompt stay, and merged_classes() lists the joined classes.
///
/// A task without such classes stays the same handle.
/// Cost: loads all tasks.
template <Backbone Model>
[[nodiscard]] task_list merge_equal_classes(const Model& model, const task_list& tasks) {
  std::vector<task> result;
  for (const task& each : tasks) {
    const std::vector<std::size_t> firsts = detail::firsts_of(detail::prompt_keys(model, each.prompts()));
    if (!detail::first_twin(firsts)) {
      result.push_back(each);
      continue;
    }
    task_contents contents = detail::contents_without_images(each);
    contents.train = each.train();
    contents.validation = each.validation();
    contents.test = each.test();
    detail::join_classes(contents, firsts);
    result.emplace_back(std::move(contents));
  }
  return task_list{std::move(result)};
}

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/evaluate/impl/label_space.ipp>
#endif
