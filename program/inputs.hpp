// SPDX-License-Identifier: MIT
//
// Models, tasks and references as the command line names them, including the embedded benchmark.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "methods.hpp"
#include "model_reading.hpp"
#include "run_settings.hpp"
#include <sdkt/clip/model.hpp>
#include <sdkt/clip/view_report.hpp>
#include <sdkt/dataset/load_tasks.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/reference/sources.hpp>
#include <sdkt/stream/task_list.hpp>

namespace sdkt::cli {

/// The parts of a string between separators.
std::vector<std::string> split(const std::string& text, char separator);

/// The folder of the embedded benchmark: beside the program's sources, or where it was installed.
///
/// Errors: file_error if it is in neither place.
std::filesystem::path mini_folder();

/// A model; the embedded one if the name is empty. Assumptions about it are printed
/// on stderr, unless is_quiet.
clip::model load_model(const std::string& name, const model_reading& reading = {}, bool is_quiet = false);

/// Whether the tasks are those of the embedded benchmark.
bool is_mini(const run_settings& settings);

/// The annotation files of --tasks; "mini" means the eight of the embedded benchmark.
std::vector<std::filesystem::path> task_files(const run_settings& settings);

/// How the annotation files are read.
///
/// Errors: as read_templates.
task_options task_options_of(const run_settings& settings);

/// Throws if templates are given for a task that does not exist; `file` is the file that holds them.
void expect_named(const prompt_templates& templates, const task_list& tasks, const std::string& file);

/// The tasks in the order in which they are named; "mini" means the eight of the embedded benchmark.
task_list load_named_tasks(const run_settings& settings);

/// The prompts of all classes of some tasks.
std::vector<std::string> prompts_of(const std::vector<task>& tasks);

/// The inputs of methods: the tasks and, if any method needs them, images, texts or pairs. The embedded ones
/// are used if only the embedded benchmark is named. Everything is read once, however many methods there are.
///
/// Errors: setting_error that names the missing option and the method that needs it.
method_inputs load_method_inputs(const run_settings& settings, const std::vector<const method*>& methods);

/// Throws unless all inputs that the methods need are named.
///
/// Errors: setting_error that names the missing option and the method that needs it.
void expect_reference(const run_settings& settings, const std::vector<const method*>& methods);

/// Loads the images, texts and pairs that any of the methods needs.
void load_reference_of(const run_settings& settings, const std::vector<const method*>& methods,
                       method_inputs& inputs);

/// One training order from --order: its name and its tasks.
struct training_order {
  std::string name;
  task_list tasks;
};

/// The orders that --order stands for: a shift K, a list of names, or "all" shifts.
///
/// Errors: setting_error for a shift out of range or an unknown task.
std::vector<training_order> training_orders(const std::string& order, const task_list& tasks);

/// Reports on stderr what was skipped or read under a similar name; each sentence only once.
void say_once(const std::string& sentence);

/// The precision for a name that --precision accepts.
precision precision_of(const std::string& name);

/// The rule that --union names.
class_union class_union_of(const run_settings& settings);

/// A method's published settings, replaced by the embedded benchmark's if it is run,
/// then by those that are named.
trainer_options resolved_options(const run_settings& settings, const method& chosen);

/// The method's own values: --set, and the options with their own names.
method_values named_values(const run_settings& settings);

}  // namespace sdkt::cli
