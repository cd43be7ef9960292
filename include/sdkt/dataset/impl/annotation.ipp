// SPDX-License-Identifier: MIT
//
// Definitions of annotation.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/dataset/annotation.hpp>
#include <sdkt/dataset/image_finder.hpp>
#include <sdkt/dataset/image_root.hpp>
#include <sdkt/dataset/list_fields.hpp>
#include <sdkt/dataset/prompt_templates.hpp>
#include <sdkt/file/located_json.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/stream/class_checks.hpp>
#include <sdkt/stream/class_twins.hpp>
#include <sdkt/stream/task.hpp>

namespace sdkt::detail {

/// Reads one annotation file. There is one object per file.
class annotation_reader {
 public:
  annotation_reader(const std::filesystem::path& file, const task_options& options)
      : file_{file}, options_{options}, json_{file} {}

  task_contents read() {
    dataset::expect_data_root(options_.data_root);
    const file::located_value& root = json_.root();
    if (root.object() == nullptr) {
      throw json_.unexpected(root, "an object", form_remedy);
    }
    contents_.name = list_name(json_, file_);
    read_templates();
    data_ = root.find("data");
    is_coop_ = data_ == nullptr;
    if (is_coop_) data_ = &root;
    if (data_->object() == nullptr) {
      throw json_.unexpected(*data_, "an object as \"data\"", form_remedy);
    }
    if (!is_coop_) read_class_names();
    read_list("train", contents_.train);
    if (data_->find("val") != nullptr) read_list("val", contents_.validation);
    read_list("test", contents_.test);
    if (contents_.test.empty()) {
      throw data_error{json_.where(*data_->find("test")),
                       "the test list of task " + contents_.name + " is empty", "add test images"};
    }
    if (is_coop_) collect_class_names();
    check_labels("train", contents_.train);
    check_labels("val", contents_.validation);
    check_labels("test", contents_.test);
    tell_classes_apart();
    make_prompts();
    find_images();
    return std::move(contents_);
  }

 private:
  static constexpr std::string_view form_remedy =
      "write {\"data\": {\"train\": [[path, label], ...], \"test\": ...}, \"class_names\": [...]}, or the "
      "format of CoOp's split_zhou files, {\"train\": [[path, label, class name], ...], \"test\": ...}";

  const file::located_value& entry(std::string_view list, std::size_t index) const {
    return (*data_->find(list)->items())[index];
  }

  /// "FILE, line 1, column 20: data.train entry 17", entries counted from 0.
  std::string where(std::string_view list, std::size_t index, const file::located_value& value) const {
    return json_.where(value) + ": " + (is_coop_ ? "" : "data.") + std::string{list} + " entry " +
           std::to_string(index);
  }

  void read_templates() {
    const file::located_value* several = json_.root().find("templates");
    if (const std::string* one = optional_text(json_, json_.root(), "template")) {
      const std::string where = json_.where(*json_.root().find("template"));
      if (several != nullptr) {
        throw data_error{where, "there are both \"template\" and \"templates\"", "keep one of them"};
      }
      check_template(*one, where);
      contents_.prompt_template = *one;
    }
    if (several != nullptr) {
      required_list(json_, json_.root(), "templates", "list one or more templates");
      contents_.prompt_templates = templates_of(json_, *several);
    }
    const std::vector<std::string>* instead = options_.templates.find(contents_.name);
    if (instead != nullptr) contents_.prompt_templates = *instead;
  }

  void read_class_names() {
    const file::located_value& names =
        required_list(json_, json_.root(), "class_names", "list one name per class");
    if (names.items()->empty()) {
      throw data_error{json_.where(names), "the class list of task " + contents_.name + " is empty",
                       "list one name per class"};
    }
    for (const file::located_value& name : *names.items()) {
      if (name.text() == nullptr || name.text()->empty()) {
        throw format_error{json_.where(name),
                           "class_names entry " + std::to_string(contents_.class_names.size()) +
                               ": expected the name of a class, got " + name.described(),
                           "list one name per class"};
      }
      contents_.class_names.push_back(*name.text());
    }
  }

  void read_list(std::string_view list, std::vector<sample>& samples) {
    const file::located_value& entries = required_list(json_, *data_, list, form_remedy);
    samples.reserve(entries.items()->size());
    for (const file::located_value& one : *entries.items()) read_entry(list, one, samples);
  }

  void read_entry(std::string_view list, const file::located_value& one, std::vector<sample>& samples) {
    const std::size_t index = samples.size();
    const file::located_value::list* parts = one.items();
    const std::size_t length = is_coop_ ? 3 : 2;
    if (parts == nullptr || parts->size() != length) {
      throw format_error{where(list, index, one),
                         std::string{"expected "} +
                             (is_coop_ ? "[path, label, class name]" : "[path, label]") + ", got " +
                             one.described(),
                         form_remedy};
    }
    const std::string* path = (*parts)[0].text();
    if (path == nullptr) {
      throw format_error{where(list, index, (*parts)[0]),
                         "expected the path of an image, got " + (*parts)[0].described(),
                         "write it as a string"};
    }
    std::string listed = dataset::listed_path(*path);
    if (const auto problem = dataset::path_problem(listed, options_.allow_outside)) {
      throw data_error{where(list, index, (*parts)[0]), *problem, dataset::path_remedy(listed)};
    }
    const std::optional<std::int64_t> label = (*parts)[1].whole_number();
    if (!label) {
      throw format_error{where(list, index, (*parts)[1]),
                         "expected a whole number as the label, got " + (*parts)[1].described(),
                         "number the classes 0, 1, 2, ..., without quotation marks"};
    }
    if (is_coop_) note_class_name(list, index, *label, (*parts)[2]);
    samples.push_back({nullptr, std::move(listed), *label});
  }

  void note_class_name(std::string_view list, std::size_t index, std::int64_t label,
                       const file::located_value& name) {
    if (name.text() == nullptr || name.text()->empty()) {
      throw format_error{where(list, index, name), "expected the name of a class, got " + name.described(),
                         "write it as a string"};
    }
    const auto [known, is_new] = named_.emplace(label, *name.text());
    if (is_new || known->second == *name.text()) return;
    throw data_error{where(list, index, name),
                     "label " + std::to_string(label) + " is named \"" + shown_text(*name.text()) +
                         "\" here and \"" + shown_text(known->second) + "\" before",
                     "give every label one name"};
  }

  /// Collects the class names that the entries give for their labels. check_labels rejects negative labels.
  void collect_class_names() {
    for (const auto& [label, name] : named_) {
      if (label < 0) continue;
      if (label != static_cast<std::int64_t>(contents_.class_names.size())) {
        throw data_error{json_.file(),
                         "label " + std::to_string(contents_.class_names.size()) + " of task " +
                             contents_.name + " never occurs, so the name of its class is unknown",
                         "number the classes from 0 without gaps"};
      }
      contents_.class_names.push_back(name);
    }
    if (contents_.class_names.empty()) {
      throw data_error{json_.file(), "the class list of task " + contents_.name + " is empty",
                       "number the classes from 0"};
    }
  }

  void check_labels(std::string_view list, const std::vector<sample>& samples) const {
    for (std::size_t index = 0; index < samples.size(); ++index) {
      expect_label(samples[index].label, contents_.class_names.size(),
                   [&] { return where(list, index, (*entry(list, index).items())[1]); });
    }
  }

  /// Joins or rejects classes that no prompt tells apart.
  void tell_classes_apart() {
    if (options_.merge_classes) return join_classes(contents_, firsts_by_name(contents_.class_names));
    const file::located_value* names = is_coop_ ? nullptr : json_.root().find("class_names");
    expect_told_apart(contents_.class_names,
                      (names == nullptr ? json_.file() : json_.where(*names)) + ": task " + contents_.name);
  }

  void make_prompts() {
    const std::vector<std::string> templates = detail::templates_of(contents_);
    check_size_of_prompts(templates, contents_.class_names, json_.file() + ": task " + contents_.name);
    if (!is_coop_) return;
    for (std::string name : contents_.class_names) {
      std::replace(name.begin(), name.end(), '_', ' ');
      contents_.prompts.push_back(stream::fill_templates(templates, name));
    }
  }

  void find_images() {
    using part = std::pair<std::string_view, std::vector<sample>*>;
    const std::array<part, 3> parts{part{"train", &contents_.train}, part{"val", &contents_.validation},
                                    part{"test", &contents_.test}};
    std::shared_ptr<const image_source> source;
    const std::string* archive = optional_text(json_, json_.root(), "archive");
    if (archive != nullptr) {
      source = dataset::open_archive(file_, *archive, options_.allow_outside,
                                     json_.where(*json_.root().find("archive")) + ": task " + contents_.name);
    }
    dataset::image_finder finder{source, dataset::image_roots(file_, contents_.name, options_.data_root),
                                 options_.accept_missing};
    for (const auto& [list, samples] : parts) {
      // A structured binding cannot be captured, hence the init-capture.
      finder.find(*samples, [this, list = list](std::size_t index) {
        return where(list, index, entry(list, index)) + " of task " + contents_.name;
      });
    }
    finder.say_near_names(options_.note, json_.file());
  }

  std::filesystem::path file_;
  const task_options& options_;
  file::located_json json_;
  const file::located_value* data_ = nullptr;  ///< the object that holds the lists
  bool is_coop_ = false;
  std::map<std::int64_t, std::string> named_;  ///< class names in entries, by label
  task_contents contents_;
};

}  // namespace sdkt::detail

namespace sdkt {

SDKT_INLINE task_contents read_annotation(const std::filesystem::path& file, const task_options& options) {
  return detail::annotation_reader{file, options}.read();
}

}  // namespace sdkt
