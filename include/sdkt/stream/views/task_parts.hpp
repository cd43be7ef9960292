// SPDX-License-Identifier: MIT
//
// What views that make tasks take out of the tasks they are given, whatever type those have.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/fingerprint.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/task.hpp>

namespace sdkt::detail {

/// The validation images of a task, if its type knows of any.
template <Task T>
const std::vector<sample>& validation_of(const T& one) {
  static const std::vector<sample> none;
  if constexpr (requires {
                  { one.validation() } -> std::same_as<const std::vector<sample>&>;
                }) {
    return one.validation();
  } else {
    return none;
  }
}

/// A task's name, classes and prompts, without its images.
///
/// Errors: data_error unless there is one prompt a class and every label is one of a class.
template <Task T>
task_contents contents_without_images(const T& one) {
  task_contents contents;
  contents.name = one.name();
  contents.class_names = one.class_names();
  contents.prompts = one.prompts();
  if constexpr (requires { std::vector<std::string>{one.merged_classes()}; })
    contents.merged_classes = one.merged_classes();
  const std::size_t num_classes = contents.class_names.size();
  if (contents.prompts.size() != num_classes) {
    throw data_error{"task " + contents.name,
                     "expected " + std::to_string(num_classes) + " prompts, one a class, got " +
                         std::to_string(contents.prompts.size()),
                     "give one prompt a class"};
  }
  check_samples(contents.name, "train", one.train(), num_classes);
  check_samples(contents.name, "validation", validation_of(one), num_classes);
  check_samples(contents.name, "test", one.test(), num_classes);
  return contents;
}

/// What a view draws random numbers for; views never share any.
enum class view_draw : std::uint32_t {
  shuffled_tasks = 0,
  few_images = 1,
  split_classes = 2,
  split_images = 3  // of a class into training and test: annotate_folders
};

/// The key of a draw that depends on a task's name and not on its place in the stream.
inline random_key key_of(view_draw draw, std::uint64_t seed, const std::string& task_name = {},
                         std::size_t index = 0) {
  const std::uint64_t named = task_name.empty() ? 0 : fingerprint{}.add(task_name).value() & 0xFFFFFFU;
  return {.seed = seed,
          .purpose = random_purpose::stream_order,
          .task = static_cast<std::uint32_t>(named),
          .pass = static_cast<std::uint32_t>(draw),
          .index = static_cast<std::uint32_t>(index)};
}

}  // namespace sdkt::detail
