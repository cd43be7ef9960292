// SPDX-License-Identifier: MIT

#include "commands.hpp"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "check_command.hpp"
#include "completion.hpp"
#include "data_commands.hpp"
#include "help_text.hpp"
#include "man_page.hpp"
#include "nearest.hpp"
#include "option_table.hpp"
#include "options.hpp"
#include "other_commands.hpp"
#include "report_command.hpp"
#include "run_command.hpp"
#include "whole_numbers.hpp"
#include <sdkt/base/error.hpp>

namespace sdkt::cli {

namespace {

// Settings are owned by the callback and live as long as the command.

void add_run(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("run", "train a model on a sequence of tasks and write a run folder");
  const auto settings = std::make_shared<run_settings>();
  add_run_options(*command, *settings);
  add_config(*command, *settings);
  command->callback([settings] { run_command(*settings); });
  command->footer(
      "The training defaults are those of Select and Distill. Other methods have their\n"
      "own (`sdkt methods METHOD`), and so has --tasks mini: 60 steps per task,\n"
      "--lr 3e-4, --view eval. --print-config prints the effective settings.\n\n"
      "Examples:\n"
      "  sdkt run --tasks mini --method finetune --out out/finetune\n"
      "  sdkt run --tasks mini --order all --out out/all\n"
      "  sdkt run --tasks mini --method all --out out/methods\n"
      "  sdkt run --tasks mini --method all --out out/methods --resume\n"
      "  sdkt run --tasks mini --method zscl --print-config > zscl.toml\n"
      "  sdkt run --config zscl.toml --out out/zscl --json --quiet\n"
      "  sdkt run --model ViT-B-16.pt --tasks aircraft.json dtd.json eurosat.json \\\n"
      "      --data-root data --reference imagenet/train --reference-size 100000 \\\n"
      "      --precision bf16 --tensorboard --out out/s1");
}

void add_evaluate(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "evaluate", "measure zero-shot accuracies, among own classes and among all classes");
  const auto settings = std::make_shared<run_settings>();
  add_model(*command, settings->model, settings->reading);
  add_tasks(*command, *settings);
  add_computing(*command, settings->precision, settings->threads);
  add_device(*command, *settings);
  add_processes(*command, settings->processes);
  command->add_option("--out", settings->out, "folder for the tables as CSV files; must be new or empty")
      ->type_name("DIR")
      ->group(heading::output);
  command->add_flag("--save-predictions", settings->save_predictions, "also write every prediction")
      ->group(heading::output);
  add_reporting(*command, *settings);
  command->callback([settings] { evaluate_command(*settings); });
  command->footer(
      "Examples:\n"
      "  sdkt evaluate --tasks mini\n"
      "  sdkt evaluate --model vit-b-16 --tasks aircraft.json dtd.json --out out/zero\n"
      "  sdkt evaluate --model out/s1/model --tasks pets.json --json");
}

void add_embed(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("embed", "write unit features of images and texts, one row per input");
  const auto settings = std::make_shared<embed_settings>();
  add_model(*command, settings->model, settings->reading);
  command->add_option("--images", settings->images, "a folder, a list, an annotation file or a tar of images")
      ->type_name("DIR|LIST.txt|A.json|A.tar")
      ->group(heading::data);
  command
      ->add_option("--texts", settings->texts,
                   "a UTF-8 file with one text per line, or a .json or .tsv file of texts")
      ->type_name("FILE")
      ->group(heading::data);
  command->add_option("--data-root", settings->data_root, "folder to search first for the images of a list")
      ->type_name("DIR")
      ->group(heading::data);
  command
      ->add_flag("--allow-outside", settings->allow_outside,
                 "accept image paths that lead outside their folder")
      ->group(heading::data);
  add_computing(*command, settings->precision, settings->threads);
  add_processes(*command, settings->processes);
  command->add_option("--out", settings->out, "output file, with the tensors `images` and `texts`")
      ->required()
      ->type_name("F.safetensors")
      ->group(heading::output);
  command->callback([settings] { embed_command(*settings); });
  command->footer(
      "Example:\n"
      "  sdkt embed --model vit-b-16 --images photos --texts names.txt \\\n"
      "      --out features.safetensors");
}

void add_inspect(CLI::App& program) {
  CLI::App* command = program.add_subcommand(
      "inspect", "print the architecture and fingerprint of a model, and how its files were read");
  const auto settings = std::make_shared<inspect_settings>();
  command
      ->add_option("model", settings->model,
                   "model, as for --model of `sdkt run`; by default the embedded one")
      ->type_name("MODEL")
      ->group(heading::data);
  add_model_reading(*command, settings->reading);
  command
      ->add_flag("--allow-nonfinite", settings->reading.allow_nonfinite,
                 "accept weights that are not finite, and report where they are")
      ->group(heading::data);
  command
      ->add_flag(
          "--tensors", settings->with_tensors,
          "list type, shape and name of every tensor, and the naming convention; works for any safetensors "
          "file")
      ->group(heading::output);
  command->callback([settings] { inspect_command(*settings); });
  command->footer("Examples:\n  sdkt inspect\n  sdkt inspect ViT-B-16.pt --tensors");
}

void add_demo(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("demo", "compare fine-tuning and Select and Distill on the embedded benchmark");
  const auto settings = std::make_shared<run_settings>();
  const auto add = [&](const char* name, auto& value, const char* what, const char* type, const char* usual) {
    command->add_option(name, value, what)->type_name(type)->default_str(usual)->group(heading::training);
  };
  add("--steps", settings->training.of(&trainer_options::steps), "steps per task", "N", "60");
  add("--order", settings->order, "cyclic left shift of the tasks", "K", "0");
  add("--seed", settings->seed, "seed of the order of images and of crops", "N", "1102");
  add_computing(*command, settings->precision, settings->threads);
  command->add_option("--out", settings->out, "folder for the two run folders, finetune and snd")
      ->required()
      ->type_name("DIR")
      ->group(heading::output);
  command->add_flag("--resume", settings->resume, "continue after an interruption")->group(heading::output);
  add_reporting(*command, *settings);
  command->callback([settings] { demo_command(*settings); });
  command->footer("Example:\n  sdkt demo --out out/demo");
}

void add_methods(CLI::App& program) {
  CLI::App* command = program.add_subcommand("methods", "list the methods, or the settings of one");
  const auto name = std::make_shared<std::string>();
  command->add_option("name", *name, "print the settings of this method, with their published values")
      ->type_name("METHOD")
      ->group(heading::method);
  command->callback([name] { methods_command(*name); });
  command->footer("Examples:\n  sdkt methods\n  sdkt methods zscl");
}

void print_help(const CLI::App& program, const std::string& name) {
  const program_entry table = program_table(program);
  if (name.empty()) {
    std::fputs(program_help(table).c_str(), stdout);
    return;
  }
  std::vector<std::string> known;
  for (const auto& command : table.commands) {
    known.push_back(command.name.substr(table.itself.name.size() + 1));
    if (known.back() != name) continue;
    std::fputs(command_help(command).c_str(), stdout);
    return;
  }
  throw setting_error{"sdkt help", "there is no command " + name + did_you_mean(name, known),
                      "see sdkt --help"};
}

void add_help(CLI::App& program) {
  CLI::App* command = program.add_subcommand("help", "print the help of a command, as its --help does");
  const auto name = std::make_shared<std::string>();
  command->add_option("command", *name, "the command; by default, list all commands")
      ->type_name("COMMAND")
      ->group("Arguments");
  command->callback([&program, name] { print_help(program, *name); });
  command->footer("Example:\n  sdkt help run");
}

void add_completion(CLI::App& program) {
  CLI::App* command = program.add_subcommand("completion", "print the completion script for a shell");
  const auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "the shell")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""))
      ->type_name("bash|zsh|fish")
      ->group("Arguments");
  command->callback(
      [&program, shell] { std::fputs(completion_script(program_table(program), *shell).c_str(), stdout); });
  command->footer(
      "An installed sdkt has the scripts where the shells look for them. By hand:\n"
      "  source <(sdkt completion bash)\n"
      "  sdkt completion zsh > ~/.zfunc/_sdkt                 with ~/.zfunc in fpath\n"
      "  sdkt completion fish > ~/.config/fish/completions/sdkt.fish");
}

void add_man(CLI::App& program) {
  CLI::App* command = program.add_subcommand("man", "print the man page");
  command->callback([&program] { std::fputs(man_page(program_table(program)).c_str(), stdout); });
  command->footer("Example:\n  sdkt man | man -l -");
}

}  // namespace

void add_commands(CLI::App& program) {
  add_run(program);
  add_check(program);
  add_evaluate(program);
  add_embed(program);
  add_inspect(program);
  add_report(program);
  add_convert(program);
  add_annotate(program);
  add_demo(program);
  add_methods(program);
  add_help(program);
  add_completion(program);
  add_man(program);
  for (CLI::App* command : program.get_subcommands({})) read_whole_numbers(*command);
}

}  // namespace sdkt::cli
