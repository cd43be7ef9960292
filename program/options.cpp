// SPDX-License-Identifier: MIT

#include "options.hpp"

#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>

#include "evaluated_part.hpp"
#include "given_settings.hpp"
#include <sdkt/options/described_settings.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/settings_table.hpp>

namespace sdkt::cli {

namespace {

/// Adds the option of a setting of the trainer. `more` is added to its description.
template <class Value>
CLI::Option* add_setting(CLI::App& command, const options::setting_row& row, Value& value, const char* group,
                         const std::string& more = {}) {
  const std::string name = "--" + row.option_name();
  const std::string what = std::string{row.what} + more;
  if constexpr (std::is_same_v<Value, bool>) {
    return command.add_flag(name, value, what)->group(group);
  } else {
    CLI::Option* option = command.add_option(name, value, what)
                              ->type_name(row.option_argument())
                              ->default_str(options::usual_text(row))
                              ->group(group);
    std::vector<std::string> words;
    for (const options::setting_choice& each : row.choices) {
      if (!each.word.empty()) words.emplace_back(each.word);
    }
    if (!words.empty()) option->check(CLI::IsMember(words).description(""));
    if constexpr (std::is_same_v<Value, std::vector<std::string>>) option->expected(1, 100);
    return option;
  }
}

void add_data(CLI::App& command, run_settings& settings) {
  add_model(command, settings.model, settings.reading);
  add_tasks(command, settings);
  command
      .add_option(
          "--order", settings.order,
          "training order: a cyclic left shift K of the tasks, comma-separated task names, or all shifts, "
          "each into DIR/order_K, with a common table")
      ->type_name("K|NAMES|all")
      ->default_str("0")
      ->group(heading::data);
  command
      .add_option(
          "--reference", settings.reference,
          "unlabelled images for the distillation: folders, lists, annotation files or tars; with --tasks "
          "mini, by default the embedded ones")
      ->expected(1, 10000)
      ->type_name("DIR|LIST.txt|A.json|A.tar ...")
      ->group(heading::data);
  command
      .add_option("--reference-size", settings.reference_size,
                  "number of these images to draw, once per run; by default all")
      ->type_name("N")
      ->group(heading::data);
  command
      .add_option(
          "--skip-broken", settings.skip_broken,
          "largest number of unreadable reference images to skip; each drawn image is decoded once before "
          "the first step")
      ->type_name("N")
      ->default_str("0")
      ->group(heading::data);
  command
      .add_option("--reference-texts", settings.reference_texts,
                  "texts to compare images with, for methods that need them: a .txt, .json or .tsv file")
      ->type_name("FILE")
      ->group(heading::data);
}

void add_method(CLI::App& command, run_settings& settings) {
  command
      .add_option(
          "--method", settings.method,
          "one of `sdkt methods`, a list A,B, or all; several go into DIR/METHOD, with a common table")
      ->type_name("METHOD|all")
      ->default_str("snd")
      ->group(heading::method);
  command
      .add_option("--set", settings.values,
                  "settings of the method by name; `sdkt methods METHOD` lists them with their defaults")
      ->expected(1, 100)
      ->type_name("KEY=VALUE ...")
      ->group(heading::method);
}

void add_training(CLI::App& command, run_settings& settings) {
  for (const options::setting_row* row : training_settings()) {
    std::visit([&](auto& value) { add_setting(command, *row, value, heading::training); },
               settings.training.of(*row));
  }
  add_setting(command, options::setting_row_of(&trainer_options::seed), settings.seeds, heading::training,
              "; several with commas go into DIR/seed_N each, with tables of all")
      ->delimiter(',')
      ->type_name("N[,N...]");
}

void add_distillation(CLI::App& command, run_settings& settings) {
  const auto add = [&](const char* name, std::optional<double>& value, const char* what, const char* type,
                       const char* usual) {
    command.add_option(name, value, what)->type_name(type)->default_str(usual)->group(heading::distillation);
  };
  add("--threshold", settings.threshold,
      "distance between the features of the two teachers, from 0 to 2, at which both have equal weight",
      "DISTANCE", "0.2");
  add("--scale", settings.scale, "steepness of the selection around the threshold", "NUMBER", "6");
  add("--previous-weight", settings.previous_weight, "weight of the previous model as teacher", "NUMBER",
      "9");
  add("--pretrained-weight", settings.pretrained_weight, "weight of the pre-trained model as teacher",
      "NUMBER", "0.5");
}

CLI::Option* add_output(CLI::App& command, run_settings& settings) {
  CLI::Option* out =
      command.add_option("--out", settings.out, "run folder; must be new or empty, unless --resume is given")
          ->required()
          ->check(CLI::Validator{
              [](std::string& name) { return std::string{name.empty() ? "name a folder" : ""}; }, ""})
          ->type_name("DIR")
          ->group(heading::output);
  command
      .add_flag("--resume", settings.resume,
                "continue the run in DIR, with byte-identical results; start it if there is none")
      ->group(heading::output);
  add_setting(command, options::setting_row_of(&trainer_options::checkpoints), settings.checkpoint_seconds,
              heading::output)
      ->check(CLI::Range(0.0, 1e8).description(""));
  add_setting(command, options::setting_row_of(&trainer_options::save_predictions), settings.save_predictions,
              heading::output);
  command
      .add_flag("--tensorboard", settings.tensorboard,
                "also write the curves for TensorBoard, into DIR/tensorboard")
      ->group(heading::output);
  add_reporting(command, settings);
  return out;
}

void add_print_config(CLI::App& command, run_settings& settings, CLI::Option* out) {
  // CLI11 calls this before it checks for required options.
  command
      .add_flag_callback(
          "--print-config",
          [&settings, out] {
            settings.print_config = true;
            out->required(false);
          },
          "print all effective settings as TOML for --config, and do not run")
      ->group(heading::configuration);
}

}  // namespace

void add_model(CLI::App& command, std::string& model, model_reading& reading) {
  command
      .add_option("--model", model,
                  "a Hugging Face CLIP folder, an open_clip safetensors file or an OpenAI .pt file")
      ->type_name("MODEL")
      ->default_str("the embedded mini CLIP")
      ->group(heading::data);
  add_model_reading(command, reading);
}

void add_computing(CLI::App& command, std::string& precision, int& threads) {
  add_setting(command, options::setting_row_of(&trainer_options::precision), precision, heading::computing);
  add_setting(command, options::setting_row_of(&trainer_options::threads), threads, heading::computing,
              ", 1 to 1024")
      ->check(CLI::Range(1, 1024).description(""));
}

void add_tasks(CLI::App& command, run_settings& settings) {
  command
      .add_option("--tasks", settings.tasks,
                  "annotation files in order, or mini: the embedded benchmark of eight small tasks")
      ->required()
      ->expected(1, 10000)
      ->type_name("A.json|mini ...")
      ->group(heading::data);
  command
      .add_option("--data-root", settings.data_root,
                  "folder with one sub-folder of images per task, named like the task")
      ->type_name("DIR")
      ->group(heading::data);
  command
      .add_flag("--allow-outside", settings.allow_outside,
                "accept image paths that lead outside their folder")
      ->group(heading::data);
  command
      .add_option(
          "--templates", settings.templates,
          "prompt templates with {} for the class, averaged if several: one per line for all tasks, or a "
          "JSON file of lists by task")
      ->type_name("FILE")
      ->group(heading::data);
  command
      .add_flag("--merge-classes", settings.merge_classes,
                "merge classes of a task that no prompt distinguishes, instead of refusing them")
      ->group(heading::data);
  add_setting(command, options::setting_row_of(&trainer_options::class_union), settings.class_union,
              heading::data);
  add_evaluated_part(command, settings);
}

void add_device(CLI::App& command, run_settings& settings) {
  add_setting(command, options::setting_row_of(&trainer_options::device), settings.device,
              heading::computing);
}

void add_processes(CLI::App& command, int& processes) {
  command
      .add_option("--processes", processes,
                  "processes on this host that share the work, with the same result; on CUDA one per device")
      ->check(CLI::Range(1, 1024).description(""))
      ->type_name("N")
      ->default_str("1")
      ->group(heading::computing);
}

void add_reporting(CLI::App& command, run_settings& settings) {
  command
      .add_flag("--json", settings.json, "print only events as JSON, one object per line (docs/events.md)")
      ->group(heading::output);
  command.add_flag("--quiet", settings.quiet, "print only errors, and the events of --json")
      ->group(heading::output);
}

namespace {

CLI::Option* add_all(CLI::App& command, run_settings& settings) {
  add_data(command, settings);
  add_method(command, settings);
  add_training(command, settings);
  add_distillation(command, settings);
  add_computing(command, settings.precision, settings.threads);
  add_device(command, settings);
  add_processes(command, settings.processes);
  add_setting(command, options::setting_row_of(&trainer_options::image_store_bytes), settings.image_memory,
              heading::computing)
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}).description(""));
  add_setting(command, options::setting_row_of(&trainer_options::step_graph), settings.step_graph,
              heading::computing);
  add_setting(command, options::setting_row_of(&trainer_options::repeatable), settings.repeatable,
              heading::computing);
  return add_output(command, settings);
}

}  // namespace

void add_run_options(CLI::App& command, run_settings& settings) {
  CLI::Option* out = add_all(command, settings);
  add_print_config(command, settings, out);
}

void add_planned_run_options(CLI::App& command, run_settings& settings) {
  add_all(command, settings)->required(false);
}

void add_config(CLI::App& command, run_settings& settings) {
  command
      .add_option("--config", settings.config,
                  "TOML file of these options, NAME = VALUE without the dashes; the command line wins")
      ->type_name("FILE.toml")
      ->group(heading::configuration);
}

}  // namespace sdkt::cli
