// SPDX-License-Identifier: MIT
//
// Models, tasks and references as the command line names them, the embedded benchmark included.
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

/// The parts of a text between separators.
std::vector<std::string> split(const std::string& text, char separator);

/// The folder of the embedded benchmark: beside the program's sources, or where it was installed.
///
/// Errors: file_error if it is in neither place.
std::filesystem::path mini_folder();

/// A model; the embedded one if the name is empty. What had to be assumed is said on stderr, unless is_quiet.
clip::model load_model(const std::string& name, const model_reading& reading = {}, bool is_quiet = false);

/// Whether the tasks are those of the embedded benchmark.
bool is_mini(const run_settings& settings);

/// The annotation files of --tasks; "mini" stands for the eight of the embedded benchmark.
std::vector<std::filesystem::path> task_files(const run_settings& settings);

/// How they are read. Errors: as read_templates.
task_options task_options_of(const run_settings& settings);

/// Throws if templates are given for a task that there is not; file is where they stand.
void expect_named(const prompt_templates& templates, const task_list& tasks, const std::string& file);

/// The tasks in the order in which they are named; "mini" stands for the eight of the embedded benchmark.
task_list load_named_tasks(const run_settings& settings);

/// The prompts of all classes of some tasks.
std::vector<std::string> prompts_of(const std::vector<task>& tasks);

/// What methods run on: the tasks and, as any of them needs, images, texts or pairs; the embedded ones where
/// the embedded benchmark is named and nothing else. Everything is read once, however many methods there are.
///
/// Errors: setting_error that says which option is missing, and for which method.
method_inputs load_method_inputs(const run_settings& settings, const std::vector<const method*>& methods);

/// Throws unless everything is named that the methods need.
///
/// Errors: setting_error that says which option is missing, and for which method.
void expect_reference(const run_settings& settings, const std::vector<const method*>& methods);

/// Loads the images, texts and pairs that any of the methods needs.
void load_reference_of(const run_settings& settings, const std::vector<const method*>& methods,
                       method_inputs& inputs);

/// One training order out of --order: what it is called, and its tasks.
struct training_order {
  std::string name;
  task_list tasks;
};

/// The orders that --order means: a shift K, a list of names, or "all" shifts.
///
/// Errors: setting_error for a shift out of range or an unknown task.
std::vector<training_order> training_orders(const std::string& order, const task_list& tasks);

/// Says what was passed over or read under a near name, on stderr; the same sentence only once.
void say_once(const std::string& sentence);

/// The precision of a name that --precision takes.
precision precision_of(const std::string& name);

/// What --union says.
class_union class_union_of(const run_settings& settings);

/// A method's published settings, then the embedded benchmark's where it is run, then what is named.
trainer_options resolved_options(const run_settings& settings, const method& chosen);

/// The method's own values: --set, and the options with names of their own.
method_values named_values(const run_settings& settings);

}  // namespace sdkt::cli
