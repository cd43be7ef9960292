// SPDX-License-Identifier: MIT
//
// One task: its contents, and the cheap handle of which streams are made.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/loaded_once.hpp>

namespace sdkt {

/// Everything a task consists of, as plain values.
struct task_contents {
  // Every member has an initialiser, so that GCC accepts designated initialisers that omit members.
  std::string name = {};
  std::vector<std::string> class_names = {};
  std::string prompt_template = "a photo of a {}.";  ///< {} stands for the class name
  std::vector<std::string> prompt_templates = {};    ///< averaged; if not empty, replace prompt_template
  std::vector<sample> train = {};
  std::vector<sample> validation = {};
  std::vector<sample> test = {};
  std::vector<std::string> prompts = {};         ///< one per class; empty: made from the templates
  std::vector<std::string> merged_classes = {};  ///< "Cat = cat": classes that were joined on reading
  bool tests_on_validation = false;              ///< test holds validation images (views::on_validation)
};

}  // namespace sdkt

namespace sdkt::stream {

/// The prompt of one class.
///
/// Errors: setting_error unless the template contains {} exactly once.
[[nodiscard]] std::string fill_template(std::string_view prompt_template, std::string_view class_name);

/// The prompt of one class from one or more templates, over which the features of the class are averaged.
///
/// Errors: those of fill_template.
[[nodiscard]] std::string fill_templates(const std::vector<std::string>& templates,
                                         std::string_view class_name);

}  // namespace sdkt::stream

namespace sdkt::detail {

/// The templates from which prompts are made.
std::vector<std::string> templates_of(const task_contents& contents);

/// Throws unless every sample has a source and a label in [0, num_classes).
///
/// Errors: data_error.
void check_samples(const std::string& task_name, std::string_view part, const std::vector<sample>& samples,
                   std::size_t num_classes);

}  // namespace sdkt::detail

namespace sdkt {

/// A handle on a task's contents, which its copies share. Satisfies Task.
///
/// The contents are given, or loaded once on first access, by the first thread. An error of loading is thrown
/// again at every access. Safe to use from several threads.
///
/// Cost: a copy costs one reference count.
/// Errors: data_error and setting_error for inconsistent contents, when they are given or loaded, for example
/// if prompts are made from class names that cannot be told apart.
class task {
 public:
  explicit task(task_contents contents);
  explicit task(std::function<task_contents()> load);
  // Copies only: a moved-from task would have no contents.
  task(const task&) = default;
  task& operator=(const task&) = default;
  ~task() = default;

  const std::string& name() const { return contents().name; }
  const std::vector<std::string>& class_names() const { return contents().class_names; }
  const std::vector<std::string>& prompts() const { return contents().prompts; }
  const std::vector<sample>& train() const { return contents().train; }
  const std::vector<sample>& validation() const { return contents().validation; }
  const std::vector<sample>& test() const { return contents().test; }
  /// "Cat = cat" for every class that was joined with another class of the task.
  const std::vector<std::string>& merged_classes() const { return contents().merged_classes; }
  /// Whether test() holds validation images instead of the test images.
  bool tests_on_validation() const { return contents().tests_on_validation; }

 private:
  using loaded = detail::loaded_once<task_contents>;

  const task_contents& contents() const { return shared_->get(); }

  std::shared_ptr<loaded> shared_;
};

static_assert(Task<task>);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/stream/impl/task.ipp>
#endif
