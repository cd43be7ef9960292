// SPDX-License-Identifier: MIT
//
// The classes of all tasks as one label space: which of them the model cannot tell apart, and what they are
// called in it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
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

namespace detail {

/// What the text tower reads of a text: its ids without the padding at their end.
inline std::string id_bytes(const std::int64_t* ids, std::int64_t length) {
  while (length > 0 && ids[length - 1] == 0) --length;
  std::string bytes;
  for (std::int64_t place = 0; place < length; ++place) bytes.append(std::to_string(ids[place])).append(" ");
  return bytes;
}

/// A key for each prompt, equal for those of the same features: of the same token ids or, where features are
/// averaged, of the same texts in the same shares.
inline std::vector<std::string> keys_of(const text_ids& prompts) {
  const at::Tensor ids_TL = prompts.ids_TL.to(at::kCPU, at::kLong).contiguous();
  const std::int64_t length = ids_TL.size(1);
  const auto* row = ids_TL.const_data_ptr<std::int64_t>();
  std::vector<std::string> keys;
  for (std::int64_t prompt = 0; prompt < prompts.num_rows(); ++prompt) {
    const std::int64_t texts =
        prompts.is_averaged() ? prompts.texts_of_row[static_cast<std::size_t>(prompt)] : 1;
    std::map<std::string, std::int64_t> times;
    for (std::int64_t text = 0; text < texts; ++text, row += length) ++times[id_bytes(row, length)];
    std::int64_t common = 0;
    for (const auto& [bytes, count] : times) common = std::gcd(common, count);
    std::string key;
    for (const auto& [bytes, count] : times) {
      key.append(bytes).append("x").append(std::to_string(count / std::max<std::int64_t>(common, 1)));
      key.append(";");
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

/// The same of prompts as a model reads them.
template <Backbone Model>
std::vector<std::string> prompt_keys(const Model& model, const std::vector<std::string>& prompts) {
  return keys_of(tokenize_prompts(model, prompts));
}

}  // namespace detail

/// The classes of all tasks in training order, as one label space.
struct label_space {
  class_union rule = class_union::joined;
  /// The label in it of every class, by task and own label.
  std::vector<std::vector<std::int64_t>> labels;
  /// Of the classes that the model tells apart, the places in the row of all tasks' classes. Of classes that
  /// it cannot tell apart the first one stands for all.
  std::vector<std::int64_t> columns;
  /// The label of each of those.
  std::vector<std::int64_t> numbers;
  /// "sunflower of flowers = sunflower of caltech": what an earlier task has too.
  std::vector<std::string> shared;

  bool has_shared() const noexcept { return !shared.empty(); }
};

/// The label space of some tasks for one model.
///
/// Joined: classes of two tasks whose prompts are equal token for token, as the model's tokenizer gives and
/// cuts them, are one class, and classes are numbered in the order in which they first come. Concatenated:
/// all stay, numbered one task after the other; of such classes the first one is what is predicted, so that
/// images of the others count as mistakes. Errors: data_error that names two classes of one task whose
/// prompts are equal token for token. Cost: one call of the tokenizer with every prompt.
template <Backbone Model, Task TaskType>
label_space label_space_of(const Model& model, const std::vector<TaskType>& tasks, class_union rule) {
  label_space space;
  space.rule = rule;
  std::map<std::string, std::size_t> places;  // in columns
  std::vector<std::string> first_names;       // of columns
  std::int64_t offset = 0;
  for (const auto& task : tasks) {
    const std::string task_name = task.name();
    const std::vector<std::string> names = task.class_names();
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
      own.push_back(rule == class_union::joined ? space.numbers[known->second] : flat);
    }
    offset += static_cast<std::int64_t>(keys.size());
  }
  return space;
}

/// One sentence about the classes that tasks share; empty if there are none.
inline std::string sentence_of_shared(const label_space& space) {
  if (!space.has_shared()) return {};
  const std::string count = std::to_string(space.shared.size());
  return "among the classes of all tasks " +
         (space.shared.size() == 1 ? "one has the prompt of another task's: "
                                   : count + " have the prompts of other tasks', the first: ") +
         detail::shown_text(space.shared.front()) +
         (space.rule == class_union::joined
              ? "; in the union they count as one class each"
              : "; in the concatenation what looks so is taken for the first task's class");
}

/// The tasks, with those classes of one task joined whose prompts are equal token for token: labels are
/// counted anew, the first one's name and prompt stay, and merged_classes() says what was joined.
///
/// A task without such classes stays the same handle. Loads all tasks.
template <Backbone Model>
task_list merge_equal_classes(const Model& model, const task_list& tasks) {
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
