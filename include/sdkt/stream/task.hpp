// SPDX-License-Identifier: MIT
//
// One task: what it consists of, and the cheap handle that streams are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/prompts.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/class_twins.hpp>
#include <sdkt/stream/loaded_once.hpp>

namespace sdkt {

/// Everything a task consists of, as plain values.
struct task_contents {
  // Every member has an initialiser, so that GCC lets designated initialisers leave any out.
  std::string name = {};
  std::vector<std::string> class_names = {};
  std::string prompt_template = "a photo of a {}.";  ///< {} stands for the class name
  std::vector<std::string> prompt_templates = {};    ///< averaged, and used instead of it; empty: only it
  std::vector<sample> train = {};
  std::vector<sample> validation = {};
  std::vector<sample> test = {};
  std::vector<std::string> prompts = {};         ///< one a class; empty: made from the templates
  std::vector<std::string> merged_classes = {};  ///< "Cat = cat": classes that were joined when it was read
};

/// The prompt of one class.
///
/// Errors: setting_error unless the template holds {} exactly once.
inline std::string fill_template(std::string_view prompt_template, std::string_view class_name) {
  const std::size_t place = prompt_template.find("{}");
  if (place == std::string_view::npos || prompt_template.find("{}", place + 2) != std::string_view::npos) {
    throw setting_error{"prompt template",
                        "expected {} once in it, where the class name goes, got \"" +
                            detail::shown_text(prompt_template) + "\"",
                        "write it like \"a photo of a {}.\""};
  }
  std::string prompt{prompt_template.substr(0, place)};
  return prompt.append(class_name).append(prompt_template.substr(place + 2));
}

/// The prompt of one class out of one template or several: the class's features are averaged over them.
///
/// Errors: as fill_template.
inline std::string fill_templates(const std::vector<std::string>& templates, std::string_view class_name) {
  std::vector<std::string> texts;
  texts.reserve(templates.size());
  for (const std::string& each : templates) texts.push_back(fill_template(each, class_name));
  return join_prompts(texts);
}

namespace detail {

/// The templates that prompts are made from.
inline std::vector<std::string> templates_of(const task_contents& contents) {
  return contents.prompt_templates.empty() ? std::vector<std::string>{contents.prompt_template}
                                           : contents.prompt_templates;
}

/// Throws unless every sample can be read and trained or evaluated on.
inline void check_samples(const std::string& task_name, std::string_view part,
                          const std::vector<sample>& samples, std::size_t num_classes) {
  for (std::size_t entry = 0; entry < samples.size(); ++entry) {
    const auto& [source, path, label] = samples[entry];
    const bool in_range = label >= 0 && static_cast<std::uint64_t>(label) < num_classes;
    if (source != nullptr && in_range) continue;
    std::string where = "task " + task_name + ", " + std::string{part} + " entry " + std::to_string(entry);
    if (source == nullptr) {
      throw data_error{where, "the image " + shown_text(path) + " has no source",
                       "set sample::source to what holds it"};
    }
    throw data_error{
        where,
        "expected a label from 0 to " + std::to_string(num_classes - 1) + ", got " + std::to_string(label),
        "number the classes from 0 in the order of their names"};
  }
}

/// The contents with their prompts, checked.
inline task_contents completed(task_contents contents) {
  const std::string where = "task " + contents.name;
  if (contents.class_names.empty()) throw data_error{where, "it has no classes", "give one name a class"};
  check_samples(contents.name, "train", contents.train, contents.class_names.size());
  check_samples(contents.name, "validation", contents.validation, contents.class_names.size());
  check_samples(contents.name, "test", contents.test, contents.class_names.size());
  if (contents.prompts.empty()) {
    expect_told_apart(contents.class_names, where);
    const std::vector<std::string> templates = templates_of(contents);
    for (const std::string& class_name : contents.class_names) {
      contents.prompts.push_back(fill_templates(templates, class_name));
    }
  }
  if (contents.prompts.size() != contents.class_names.size()) {
    throw data_error{where,
                     "expected " + std::to_string(contents.class_names.size()) +
                         " prompts, one a class, got " + std::to_string(contents.prompts.size()),
                     "give one prompt a class, or none to have them made from the template"};
  }
  return contents;
}

}  // namespace detail

/// A handle on a task's contents, which its copies share. Satisfies Task.
///
/// The contents are given, or loaded on first access: once, from whichever thread comes first. An error
/// of loading is thrown again at every access. Safe to use from several threads.
/// Errors: data_error and setting_error for contents that are inconsistent, when given or loaded; among them
/// classes whose names cannot be told apart, where prompts are made from them.
/// Cost: a copy is one reference count.
class task {
 public:
  explicit task(task_contents contents)
      : shared_{std::make_shared<loaded>(detail::completed(std::move(contents)))} {}
  explicit task(std::function<task_contents()> load)
      : shared_{std::make_shared<loaded>([load = std::move(load)] { return detail::completed(load()); })} {}
  // Copies only: a task that has been moved from would be a handle on nothing.
  task(const task&) = default;
  task& operator=(const task&) = default;
  ~task() = default;

  const std::string& name() const { return contents().name; }
  const std::vector<std::string>& class_names() const { return contents().class_names; }
  const std::vector<std::string>& prompts() const { return contents().prompts; }
  const std::vector<sample>& train() const { return contents().train; }
  const std::vector<sample>& validation() const { return contents().validation; }
  const std::vector<sample>& test() const { return contents().test; }
  /// "Cat = cat" for every class that was joined with another of the task.
  const std::vector<std::string>& merged_classes() const { return contents().merged_classes; }

 private:
  using loaded = detail::loaded_once<task_contents>;

  const task_contents& contents() const { return shared_->get(); }

  std::shared_ptr<loaded> shared_;
};

static_assert(Task<task>);

/// Throws unless a task has images to train on: what a task that is only evaluated does not need.
///
/// Errors: data_error that names the task.
template <Task T>
void expect_trainable(const T& one) {
  const std::vector<sample>& samples = one.train();
  if (!samples.empty()) return;
  throw data_error{"task " + std::string{one.name()}, "its train list is empty, so there is nothing to learn",
                   "add training images, or leave the task out of training and only evaluate it"};
}

}  // namespace sdkt
