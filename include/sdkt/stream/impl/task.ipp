// SPDX-License-Identifier: MIT
//
// Definitions of task.hpp.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/prompts.hpp>
#include <sdkt/stream/class_checks.hpp>
#include <sdkt/stream/class_twins.hpp>
#include <sdkt/stream/task.hpp>

namespace sdkt::stream {

SDKT_INLINE std::string fill_template(std::string_view prompt_template, std::string_view class_name) {
  const std::size_t place = prompt_template.find("{}");
  if (place == std::string_view::npos || prompt_template.find("{}", place + 2) != std::string_view::npos) {
    throw setting_error{
        "prompt template",
        "expected {} once, in place of the class name, got \"" + detail::shown_text(prompt_template) + "\"",
        "write it like \"a photo of a {}.\""};
  }
  std::string prompt{prompt_template.substr(0, place)};
  return prompt.append(class_name).append(prompt_template.substr(place + 2));
}

SDKT_INLINE std::string fill_templates(const std::vector<std::string>& templates,
                                       std::string_view class_name) {
  std::vector<std::string> texts;
  texts.reserve(templates.size());
  for (const std::string& each : templates) texts.push_back(fill_template(each, class_name));
  return join_prompts(texts);
}

}  // namespace sdkt::stream

namespace sdkt::detail {

SDKT_INLINE std::vector<std::string> templates_of(const task_contents& contents) {
  return contents.prompt_templates.empty() ? std::vector<std::string>{contents.prompt_template}
                                           : contents.prompt_templates;
}

SDKT_INLINE void check_samples(const std::string& task_name, std::string_view part,
                               const std::vector<sample>& samples, std::size_t num_classes) {
  for (std::size_t entry = 0; entry < samples.size(); ++entry) {
    const auto& [source, path, label] = samples[entry];
    const auto where = [&] {
      return "task " + task_name + ", " + std::string{part} + " entry " + std::to_string(entry);
    };
    if (source == nullptr) {
      throw data_error{where(), "the image " + shown_text(path) + " has no source",
                       "set sample::source to the source that contains it"};
    }
    expect_label(label, num_classes, where);
  }
}

/// Checks the contents and adds the prompts if there are none.
SDKT_INLINE task_contents completed(task_contents contents) {
  const std::string where = "task " + contents.name;
  if (contents.class_names.empty()) throw data_error{where, "it has no classes", "give one name per class"};
  check_samples(contents.name, "train", contents.train, contents.class_names.size());
  check_samples(contents.name, "validation", contents.validation, contents.class_names.size());
  check_samples(contents.name, "test", contents.test, contents.class_names.size());
  if (contents.prompts.empty()) {
    expect_told_apart(contents.class_names, where);
    const std::vector<std::string> templates = templates_of(contents);
    for (const std::string& class_name : contents.class_names) {
      contents.prompts.push_back(stream::fill_templates(templates, class_name));
    }
  }
  expect_prompts(where, contents.prompts.size(), contents.class_names.size(),
                 "give one prompt per class, or none to create them from the template");
  return contents;
}

}  // namespace sdkt::detail

namespace sdkt {

SDKT_INLINE task::task(task_contents contents)
    : shared_{std::make_shared<loaded>(detail::completed(std::move(contents)))} {}

SDKT_INLINE task::task(std::function<task_contents()> load)
    : shared_{std::make_shared<loaded>([load = std::move(load)] { return detail::completed(load()); })} {}

}  // namespace sdkt
