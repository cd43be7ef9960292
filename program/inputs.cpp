// SPDX-License-Identifier: MIT

#include "inputs.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <mutex>
#include <set>
#include <system_error>

#include "evaluated_part.hpp"
#include "nearest.hpp"
#include <sdkt/clip/load.hpp>
#include <sdkt/clip/torchscript.hpp>
#include <sdkt/text/whole_number.hpp>
#include <sdkt/views.hpp>

namespace sdkt::cli {

namespace {

constexpr const char* mini_tasks[] = {"clipart", "digits", "dungeon", "emoji",
                                      "fashion", "flags",  "letters", "shapes"};

task_list rotated(const task_list& tasks, std::int64_t shift) {
  std::vector<task> turned;
  for (const task& each : tasks | views::rotate(shift)) turned.push_back(each);
  return task_list{std::move(turned)};
}

}  // namespace

void expect_named(const prompt_templates& templates, const task_list& tasks, const std::string& file) {
  std::vector<std::string> names;
  for (const task& each : tasks) names.push_back(each.name());
  for (const auto& [name, ignored] : templates.of_task) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw data_error{sdkt::detail::shown_text(file),
                     "it has templates for " + sdkt::detail::shown_text(name) +
                         ", but no task has this name" + did_you_mean(name, names),
                     "use the name of a task"};
  }
}

void say_once(const std::string& sentence) {
  static std::mutex mutex;  // several threads may read tasks
  static std::set<std::string> said;
  const std::lock_guard lock{mutex};
  if (said.insert(sentence).second) std::fprintf(stderr, "sdkt: %s\n", sentence.c_str());
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts{""};
  for (const char letter : text) {
    if (letter == separator) {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

std::filesystem::path mini_folder() {
  const std::filesystem::path source = SDKT_MINI_DIR;
  std::error_code ignored;
  if (std::filesystem::exists(source / "model", ignored)) return source;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const std::filesystem::path installed = program.parent_path().parent_path() / "share" / "sdkt" / "mini";
  if (std::filesystem::exists(installed / "model", ignored)) return installed;
  throw file_error{installed.string(), "the embedded benchmark was not found",
                   "give --model and --tasks instead"};
}

clip::model load_model(const std::string& name, const model_reading& reading, bool is_quiet) {
  clip::model model = clip::load(name.empty() ? mini_folder() / "model" : std::filesystem::path{name},
                                 load_options_of(reading));
  if (!is_quiet) say_assumptions(model, name);
  return model;
}

std::vector<std::string> prompts_of(const std::vector<task>& tasks) {
  std::vector<std::string> prompts;
  for (const task& each : tasks) {
    const std::vector<std::string> own = each.prompts();
    prompts.insert(prompts.end(), own.begin(), own.end());
  }
  return prompts;
}

bool is_mini(const run_settings& settings) {
  return settings.tasks.size() == 1 && settings.tasks[0] == "mini";
}

std::vector<std::filesystem::path> task_files(const run_settings& settings) {
  std::vector<std::filesystem::path> files;
  for (const auto& name : settings.tasks) {
    if (name == "mini") {
      for (const char* task : mini_tasks)
        files.push_back(mini_folder() / "tasks" / (std::string{task} + ".json"));
    } else {
      files.emplace_back(name);
    }
  }
  return files;
}

task_options task_options_of(const run_settings& settings) {
  task_options options;
  if (!settings.data_root.empty()) options.data_root = settings.data_root;
  options.allow_outside = settings.allow_outside;
  options.accept_missing = settings.accept_missing;
  options.merge_classes = settings.merge_classes;
  if (!settings.quiet && !settings.json) options.note = say_once;
  if (!settings.templates.empty()) options.templates = read_templates(settings.templates);
  return options;
}

task_list load_named_tasks(const run_settings& settings) {
  const task_options options = task_options_of(settings);
  task_list tasks = load_tasks(task_files(settings), options);
  if (!settings.templates.empty()) expect_named(options.templates, tasks, settings.templates);
  std::vector<task> evaluated;
  for (const task& each : tasks) evaluated.push_back(evaluated_task(settings, each));
  return task_list{std::move(evaluated)};
}

method_inputs load_method_inputs(const run_settings& settings, const std::vector<const method*>& methods) {
  expect_reference(settings, methods);
  method_inputs inputs;
  inputs.tasks = load_named_tasks(settings);
  load_reference_of(settings, methods, inputs);
  return inputs;
}

namespace {

/// The first method of some kinds; null if there is none.
const method* first_of(const std::vector<const method*>& methods,
                       std::initializer_list<reference_kind> kinds) {
  for (const method* each : methods) {
    if (std::find(kinds.begin(), kinds.end(), each->reference) != kinds.end()) return each;
  }
  return nullptr;
}

}  // namespace

void expect_reference(const run_settings& settings, const std::vector<const method*>& methods) {
  const bool has_mini = is_mini(settings);
  const auto expect = [](bool is_given, const method* needs, const char* option, const char* remedy) {
    if (is_given || needs == nullptr) return;
    throw setting_error{option,
                        "the method " + std::string{needs->name} + " needs " +
                            std::string{words_of(needs->reference)} + ", but none are given",
                        remedy};
  };
  const bool has_places = !settings.reference.empty() || has_mini;
  expect(has_places, first_of(methods, {reference_kind::images, reference_kind::texts}), "--reference",
         "name a folder, a list, an annotation file or a tar of images");
  expect(has_places, first_of(methods, {reference_kind::pairs}), "--reference",
         "name a tar of images and texts, a JSON of pairs, or a folder of both");
  expect(!settings.reference_texts.empty() || has_mini, first_of(methods, {reference_kind::texts}),
         "--reference-texts",
         "it compares images with texts: name a .txt file with one text per line, or a .json or .tsv file");
}

void load_reference_of(const run_settings& settings, const std::vector<const method*>& methods,
                       method_inputs& inputs) {
  const auto places_or = [&](const char* embedded) {
    std::vector<std::filesystem::path> places{settings.reference.begin(), settings.reference.end()};
    if (places.empty() && is_mini(settings)) places.push_back(mini_folder() / "tasks" / embedded);
    return places;
  };
  reference_options options;
  options.size = settings.reference_size;
  options.seed = settings.seed;
  options.allow_outside = settings.allow_outside;
  options.skip_broken = settings.skip_broken.value_or(0);
  if (!settings.quiet && !settings.json) options.note = say_once;
  options.accept_missing = settings.accept_missing;
  if (!settings.data_root.empty()) options.data_root = settings.data_root;

  using enum reference_kind;
  const auto image_places = places_or("reference.json");
  // A method without teachers measures distances on the images that are named.
  const bool wants_images = first_of(methods, {images, texts, none}) != nullptr;
  if (wants_images && !image_places.empty()) inputs.images = load_reference(image_places, options);
  if (first_of(methods, {pairs}) != nullptr) inputs.pairs = load_pairs(places_or("captions.json"), options);
  if (first_of(methods, {texts}) != nullptr) {
    inputs.texts =
        load_texts(settings.reference_texts.empty() ? mini_folder() / "tasks" / "captions.txt"
                                                    : std::filesystem::path{settings.reference_texts});
  }
}

std::vector<training_order> training_orders(const std::string& order, const task_list& tasks) {
  const auto count = static_cast<std::int64_t>(tasks.size());
  std::vector<training_order> orders;
  if (order == "all") {
    for (std::int64_t shift = 0; shift < count; ++shift) {
      orders.push_back({"order_" + std::to_string(shift), rotated(tasks, shift)});
    }
    return orders;
  }
  if (const auto whole = detail::whole_number_of(order)) {  // 2, or 2.0 as other programs write it
    const std::int64_t shift = *whole;
    if (shift < 0 || shift >= count) {
      throw setting_error{"--order", "the shift " + order + " is out of range",
                          "use 0 to " + std::to_string(count - 1) + ", task names, or all"};
    }
    orders.push_back({"order_" + std::to_string(shift), rotated(tasks, shift)});
    return orders;
  }
  std::vector<task> chosen;
  for (const task& each : tasks | views::order(split(order, ','))) chosen.push_back(each);
  orders.push_back({"order", task_list{std::move(chosen)}});
  return orders;
}

}  // namespace sdkt::cli
