// SPDX-License-Identifier: MIT
//
// Definitions of annotate.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/dataset/annotate.hpp>
#include <sdkt/dataset/class_folders.hpp>
#include <sdkt/dataset/list_fields.hpp>
#include <sdkt/dataset/prompt_templates.hpp>
#include <sdkt/dataset/skipped_files.hpp>
#include <sdkt/dataset/split_sizes.hpp>
#include <sdkt/dataset/tree_listing.hpp>
#include <sdkt/file/output_file.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/views/task_parts.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::detail {

/// Writes one annotation file. There is one object per tree.
class folder_annotator {
 public:
  folder_annotator(const std::filesystem::path& folder, const annotate_options& options) : options_{options} {
    check_number_of_templates(options.templates.size(), "templates");
    for (const std::string& each : options.templates) check_template(each, "template");
    const std::filesystem::path real = real_folder(folder);
    result_.name = options.name.empty() ? real.filename().string() : options.name;
    check_name(folder);
    result_.file =
        options.out.empty() ? real.parent_path() / (result_.name + "_annotations.json") : options.out;
    refuse_existing();
    tree_ = dataset::read_class_folders(folder);
  }

  annotated_folders write() {
    refuse_what_strict_refuses();
    refuse_too_few_classes();
    divide();
    note_all();
    const std::string text = json();
    refuse_existing();
    write_text_file(result_.file, text);
    return std::move(result_);
  }

 private:
  void check_name(const std::filesystem::path& folder) const {
    const std::string& name = result_.name;
    if (can_name_task(name)) return;
    throw setting_error{options_.name.empty() ? shown_text(folder.string()) : "name",
                        "\"" + shown_text(name) + "\" cannot name a task",
                        "use a name of up to 200 bytes without slashes and control characters"};
  }

  void refuse_existing() const {
    std::error_code ignored;
    if (!std::filesystem::exists(std::filesystem::symlink_status(result_.file, ignored))) return;
    throw file_error{shown_text(result_.file.string()), "already exists", "remove it or choose another file"};
  }

  void refuse_what_strict_refuses() const {
    if (!options_.strict || (tree_.left_out.empty() && tree_.empty.empty())) return;
    const std::size_t count = tree_.left_out.size() + tree_.empty.size();
    const std::string first = tree_.left_out.empty()
                                  ? "the class folder " + shown_text(tree_.empty.front()) + " is empty"
                                  : tree_.left_out.front();
    throw data_error{shown_text(tree_.root.string()),
                     std::to_string(count) + " files or folders would be left out, the first: " + first,
                     "fix them, or do not use strict"};
  }

  void refuse_too_few_classes() const {
    if (tree_.classes.size() >= 2) return;
    std::string what = "it has images in " + std::string{tree_.classes.empty() ? "no" : "only one"} +
                       " class folder, but a task needs at least two classes";
    std::string remedy = "specify the folder whose sub-folders are the classes";
    if (!tree_.links.empty()) {
      const bool is_one = tree_.links.size() == 1;
      what += "; " + std::to_string(tree_.links.size()) + (is_one ? " link was" : " links were") +
              " left out, " + (is_one ? "" : "the first: ") + tree_.links.front();
      remedy += ", or copy the tree with cp -rL, which copies the targets of links, and specify the copy";
    } else if (!tree_.left_out.empty()) {
      remedy += ". Left out was " + tree_.left_out.front();
    }
    throw data_error{shown_text(tree_.root.string()), what, remedy};
  }

  /// Gives every class its training, validation and test images.
  void divide() {
    if (!tree_.has_splits) {
      for (dataset::class_images& one : tree_.classes) split(one, one.all);
      return;
    }
    bool has_test = false, has_validation = false;
    for (const dataset::class_images& one : tree_.classes) {
      has_test = has_test || !one.test.empty();
      has_validation = has_validation || !one.validation.empty();
    }
    if (has_test) return;
    for (dataset::class_images& one : tree_.classes) {
      if (has_validation) {
        one.test.swap(one.validation);
      } else {
        split(one, std::exchange(one.train, {}));
      }
    }
    result_.notes.emplace_back(has_validation
                                   ? "there is no test folder: the images of val are used for testing"
                                   : "there is no test folder: train is split");
    if (!has_validation) tree_.has_splits = false;
  }

  void split(dataset::class_images& one, const std::vector<std::string>& images) const {
    const auto sizes = dataset::sizes_of_class(images.size(), options_.split);
    if (!sizes) {
      throw data_error{"class " + shown_text(one.name),
                       "it has " + std::to_string(images.size()) + " images, too few for the split",
                       "use fewer images, or split by fractions"};
    }
    const auto order = random_permutation(static_cast<std::uint32_t>(images.size()),
                                          key_of(view_draw::split_images, options_.seed, one.name));
    std::size_t next = 0;
    const auto take = [&](std::vector<std::string>& list, std::size_t count) {
      for (const std::size_t end = next + count; next < end; ++next) list.push_back(images[order[next]]);
      std::sort(list.begin(), list.end());
    };
    take(one.test, sizes->test);
    take(one.validation, sizes->validation);
    take(one.train, sizes->train);
  }

  void note_all() {
    std::vector<std::string> untrained, untested;
    for (const dataset::class_images& one : tree_.classes) {
      result_.num_train += one.train.size();
      result_.num_validation += one.validation.size();
      result_.num_test += one.test.size();
      if (one.train.empty()) untrained.push_back(one.name);
      if (one.test.empty()) untested.push_back(one.name);
    }
    if (result_.num_train == 0 || result_.num_test == 0) {
      throw data_error{
          shown_text(tree_.root.string()),
          std::string{"there are no "} + (result_.num_train == 0 ? "training" : "test") + " images",
          "add some"};
    }
    const auto note = [&](const std::vector<std::string>& names, const std::string& what) {
      if (!names.empty()) result_.notes.push_back(what + ": " + few_of(names));
    };
    for (std::string& each : tree_.notes) result_.notes.push_back(std::move(each));
    note(tree_.empty, "class folders without images, left out");
    note(untrained, "classes without training images");
    note(untested, "classes without test images");
    if (tree_.num_other_files > 0) {
      result_.notes.push_back("files other than " + std::string{image_suffixes} +
                              ", left out: " + std::to_string(tree_.num_other_files));
    }
    result_.num_classes = tree_.classes.size();
    result_.left_out = std::move(tree_.left_out);
  }

  /// The path from the folder of the file to the tree, with a slash at its end. If the tree is not below that
  /// folder, the paths are relative to the tree, and --data-root must lead to it.
  std::string path_to_tree() {
    const std::filesystem::path given = result_.file.parent_path();
    std::error_code problem;
    const std::filesystem::path folder = std::filesystem::canonical(given.empty() ? "." : given, problem);
    if (problem) {
      throw file_error{shown_text(result_.file.string()), "its folder does not exist", "create it first"};
    }
    const std::string leads = tree_.root.lexically_relative(folder).generic_string();
    if (leads != ".." && !leads.starts_with("../")) {
      if (const auto wrong = name_problem(leads)) throw data_error{shown_text(leads), *wrong, "rename it"};
      std::string prefix = leads == "." ? "" : leads + "/";
      refuse_other_images(folder / "images" / prefix);
      return prefix;
    }
    if (result_.name == tree_.root.filename().string()) {
      result_.notes.push_back("the images are not below the file's folder: use it with --data-root " +
                              shown_text(tree_.root.parent_path().string()));
      return "";
    }
    throw setting_error{
        shown_text(result_.file.string()),
        "the images are not below its folder, and the name of its task is not that of their folder, " +
            shown_text(tree_.root.filename().string()),
        "write it beside or into the folder of the images"};
  }

  /// Images are first looked up in `images` beside the file, so the same paths there would be used instead.
  void refuse_other_images(const std::filesystem::path& other) const {
    for (const dataset::class_images& one : tree_.classes) {
      if (one.train.empty()) continue;
      std::error_code ignored;
      if (!std::filesystem::exists(other / one.train.front(), ignored)) return;
      throw setting_error{
          shown_text(result_.file.string()),
          "images with the same paths are in " + shown_text(other.string()) + ", which is searched first",
          "write the file to another folder"};
    }
  }

  void add_list(std::string& text, std::string_view name,
                std::vector<std::string> dataset::class_images::*list, const std::string& prefix) const {
    text.append("    \"").append(name).append("\": [");
    bool is_first = true;
    for (std::size_t label = 0; label < tree_.classes.size(); ++label) {
      for (const std::string& image : tree_.classes[label].*list) {
        text.append(is_first ? "\n" : ",\n").append("      [").append(json_string(prefix + image));
        text.append(", ").append(std::to_string(label)).append("]");
        is_first = false;
      }
    }
    text.append("]");
  }

  /// One entry per line, so that errors give the line of an entry and a change of an entry changes one line.
  std::string json() {
    const std::string prefix = path_to_tree();
    std::vector<std::string> templates, names;
    for (const std::string& each : options_.templates) templates.push_back(json_string(each));
    for (const dataset::class_images& one : tree_.classes) names.push_back(json_string(one.name));
    std::string text = "{\n  \"name\": " + json_string(result_.name);
    text += templates.size() == 1 ? ",\n  \"template\": " + templates.front()
                                  : ",\n  \"templates\": " + json_array(templates);
    if (!tree_.has_splits) text += ",\n  \"split_seed\": " + std::to_string(options_.seed);
    text += ",\n  \"class_names\": " + json_array(names) + ",\n  \"data\": {\n";
    add_list(text, "train", &dataset::class_images::train, prefix);
    add_list(text += ",\n", "val", &dataset::class_images::validation, prefix);
    add_list(text += ",\n", "test", &dataset::class_images::test, prefix);
    return text + "\n  }\n}\n";
  }

  annotate_options options_;
  dataset::class_folders tree_;
  annotated_folders result_;
};

}  // namespace sdkt::detail

namespace sdkt {

SDKT_INLINE annotated_folders annotate_folders(const std::filesystem::path& folder,
                                               const annotate_options& options) {
  return detail::folder_annotator{folder, options}.write();
}

}  // namespace sdkt
