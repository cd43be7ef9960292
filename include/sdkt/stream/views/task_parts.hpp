// SPDX-License-Identifier: MIT
//
// Reads the contents of tasks of any type, for views that make new tasks.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/class_checks.hpp>
#include <sdkt/stream/task.hpp>

namespace sdkt::detail {

/// The validation images of a task; none if its type has no validation().
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

/// Whether the test images of a task are validation images; false if its type does not say.
template <Task T>
bool tests_on_validation(const T& one) {
  if constexpr (requires { bool{one.tests_on_validation()}; }) {
    return one.tests_on_validation();
  } else {
    return false;
  }
}

/// A task's name, classes and prompts, without its images.
///
/// Errors: data_error unless there is one prompt per class and every label is that of a class.
template <Task T>
task_contents contents_without_images(const T& one) {
  task_contents contents;
  contents.name = one.name();
  contents.class_names = one.class_names();
  contents.prompts = one.prompts();
  if constexpr (requires { std::vector<std::string>{one.merged_classes()}; })
    contents.merged_classes = one.merged_classes();
  contents.tests_on_validation = tests_on_validation(one);
  const std::size_t num_classes = contents.class_names.size();
  expect_prompts("task " + contents.name, contents.prompts.size(), num_classes);
  check_samples(contents.name, "train", one.train(), num_classes);
  check_samples(contents.name, "validation", validation_of(one), num_classes);
  check_samples(contents.name, "test", one.test(), num_classes);
  return contents;
}

/// The purpose for which a view draws random numbers. Different purposes never share numbers.
enum class view_draw : std::uint32_t {
  shuffled_tasks = 0,
  few_images = 1,
  split_classes = 2,
  split_images = 3,      // of a class into training and test: annotate_folders
  validation_images = 4  // of a class, out of its training images: on_validation
};

/// The key of a draw that depends on the name of a task but not on its position in the stream.
random_key key_of(view_draw draw, std::uint64_t seed, const std::string& task_name = {},
                  std::size_t index = 0);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/stream/views/impl/task_parts.ipp>
#endif
