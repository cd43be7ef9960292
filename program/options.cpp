// SPDX-License-Identifier: MIT

#include "options.hpp"

#include <initializer_list>
#include <vector>

#include <CLI/CLI.hpp>

namespace sdkt::cli {

namespace {

/// Adds an option that accepts one of some words.
template <class Text>
CLI::Option* add_choice(CLI::App& command, const char* name, Text& value, const char* what,
                        const std::vector<std::string>& words) {
  std::string shown;
  for (const auto& word : words) shown += (shown.empty() ? "" : "|") + word;
  return command.add_option(name, value, what)->check(CLI::IsMember(words).description(""))->type_name(shown);
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
  const auto add = [&](const char* name, auto& value, const char* what, const char* type, const char* usual) {
    command.add_option(name, value, what)->type_name(type)->default_str(usual)->group(heading::training);
  };
  add("--steps", settings.steps, "exact number of steps per task, instead of the three below", "N", "");
  add("--min-steps", settings.min_steps, "minimum number of steps per task, within the passes", "N", "1000");
  add("--min-passes", settings.min_passes, "minimum number of passes over the images of a task", "N", "2");
  add("--max-passes", settings.max_passes, "maximum number of passes; overrides --min-steps", "N", "10");
  add("--lr", settings.learning_rate, "initial learning rate of a task; cosine decay to 0", "RATE", "1e-5");
  command.add_option("--lr-of", settings.rates, "learning rate of single tasks by name, in place of --lr")
      ->expected(1, 100)
      ->type_name("TASK=RATE ...")
      ->group(heading::training);
  add("--weight-decay", settings.weight_decay, "weight decay of AdamW", "DECAY", "5e-4");
  add("--warmup", settings.warmup, "linear warm-up steps at the start of every task", "N", "0");
  add("--label-smoothing", settings.label_smoothing, "label smoothing, from 0 to below 1", "SHARE", "0");
  add("--max-gradient-norm", settings.max_gradient_norm, "clip gradients to this norm; 0: off", "NORM", "0");
  add("--batch-size", settings.batch_size, "task images per step", "N", "32");
  add("--reference-batch-size", settings.reference_batch_size, "reference images per step", "N", "64");
  add("--micro-batch-size", settings.micro_batch_size,
      "images per backward pass: fewer need less memory, with the same result; 0: all of a step", "N", "0");
  add("--distance-images", settings.distance_images,
      "reference images, drawn with the seed, that measure the distance to the pre-trained model; 0: none",
      "N", "2048");
  const std::vector<std::string> views{"train", "eval"};
  add_choice(command, "--view", settings.view,
             "view of training images: random resized crop (train), or the view of evaluation (eval)", views)
      ->default_str("train")
      ->group(heading::training);
  add_choice(command, "--reference-view", settings.reference_view,
             "view of reference images; by default that of --view", views)
      ->group(heading::training);
  add_choice(command, "--trains", settings.trains,
             "image or text tower, both, or all including the logit scale; by default the method decides",
             {"image", "text", "both", "all"})
      ->group(heading::training);
  command
      .add_option("--seed", settings.seeds,
                  "seed of the order of images and of crops; several go into DIR/seed_N, with common tables")
      ->delimiter(',')
      ->type_name("N[,N...]")
      ->default_str("1102")
      ->group(heading::training);
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
  command
      .add_option("--checkpoint-seconds", settings.checkpoint_seconds,
                  "seconds between checkpoints; each task also ends with one; 0: after every step")
      ->check(CLI::Range(0.0, 1e8).description(""))
      ->type_name("SECONDS")
      ->default_str("300")
      ->group(heading::output);
  command.add_flag("--save-predictions", settings.save_predictions, "write every prediction of every stage")
      ->group(heading::output);
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
  add_choice(command, "--precision", precision, "type of the matrix products; tf32 only on CUDA devices",
             {"fp32", "tf32", "bf16"})
      ->default_str("fp32")
      ->group(heading::computing);
  command.add_option("--threads", threads, "number of threads for the operators, 1 to 1024")
      ->check(CLI::Range(1, 1024).description(""))
      ->type_name("N")
      ->default_str("all cores")
      ->group(heading::computing);
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
  add_choice(
      command, "--union", settings.class_union,
      "how classes of two tasks that no prompt distinguishes count: joined as one class, or concatenated as "
      "two, as in the papers",
      {"joined", "concatenated"})
      ->default_str("joined")
      ->group(heading::data);
}

void add_device(CLI::App& command, run_settings& settings) {
  add_choice(command, "--device", settings.device, "device to compute on", {"cpu", "cuda"})
      ->default_str("cuda if available, else cpu")
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
  command
      .add_option("--image-memory", settings.image_memory,
                  "memory for caching decoded images; 0: decode every time")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000'000}).description(""))
      ->type_name("MB")
      ->default_str("1000")
      ->group(heading::computing);
  const auto add_switch = [&](const char* name, bool& value, const char* what) {
    command.add_flag(name, value, what)->group(heading::computing);
  };
  add_switch("--step-graph", settings.step_graph,
             "record a step as a CUDA graph once per task and replay it: fewer launches, the same result");
  add_switch("--repeatable", settings.repeatable,
             "on a CUDA device, use only deterministic operators; slower in bf16");
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
