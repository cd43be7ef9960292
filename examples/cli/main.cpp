// SPDX-License-Identifier: MIT
//
// The program `sdkt`: its commands and options, and how failures are said.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "config_file.hpp"
#include "nearest.hpp"
#include "options.hpp"
#include "other_commands.hpp"
#include "report_command.hpp"
#include "run_command.hpp"
#include "stop_signals.hpp"
#include <sdkt/error.hpp>
#include <sdkt/version.hpp>

namespace {

using namespace sdkt::cli;

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

/// One line for a command line that does not parse, with the nearest right spelling.
std::string usage_error(const CLI::App& app, const CLI::ParseError& problem,
                        const std::vector<std::string>& words) {
  const CLI::App* command = &app;
  for (const CLI::App* each : app.get_subcommands()) command = each;
  if (command == &app && !words.empty() && !words.front().starts_with("-")) {
    return "there is no command " + words.front() +
           sdkt::cli::did_you_mean(words.front(), option_names(app)) + "; see sdkt --help";
  }
  std::string line = problem.what();
  for (char& letter : line) {
    if (letter == '\n') letter = ' ';
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&problem) != nullptr) {
    const std::vector<std::string> known = option_names(*command);
    for (const std::string& word : words) {
      const std::string name = word.substr(0, word.find('='));
      const bool is_known = std::find(known.begin(), known.end(), name) != known.end();
      if (name.starts_with("--") && !is_known) {
        line = "there is no option " + name + sdkt::cli::did_you_mean(name, known);
        break;
      }
    }
  }
  return line + "; see sdkt " + (command == &app ? "" : command->get_name() + " ") + "--help";
}

/// The same command with --resume, as a shell takes it.
std::string resuming(const std::vector<std::string>& given) {
  std::string line = "sdkt";
  std::vector<std::string> words = given;
  if (std::find(words.begin(), words.end(), "--resume") == words.end()) words.emplace_back("--resume");
  for (const std::string& word : words) {
    const bool is_plain =
        !word.empty() && word.find_first_not_of(
                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                             "-_./=,:+@%") == std::string::npos;
    line += ' ';
    if (is_plain) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char letter : word) line += letter == '\'' ? std::string{"'\\''"} : std::string{letter};
    line += '\'';
  }
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "sdkt: continual fine-tuning of CLIP that forgets neither earlier tasks nor zero-shot ability.\n\n"
      "  sdkt run --tasks mini --out out                           the embedded benchmark, Select and "
      "Distill\n"
      "  sdkt run --model vit-b-16 --tasks aircraft.json dtd.json --reference imagenet/train --out out\n"
      "  sdkt evaluate --model vit-b-16 --tasks aircraft.json      zero-shot accuracies\n",
      "sdkt"};
  app.set_version_flag("--version", std::string{sdkt::version});
  app.require_subcommand(1);

  run_settings run, evaluate, demo;
  embed_settings embed;
  std::string inspected, config, explained;

  CLI::App* run_app = app.add_subcommand("run", "train a model on a row of tasks and write a run folder");
  run_app->add_option("--config", config, "a TOML file of these options; the command line wins")
      ->type_name("FILE");
  add_run_options(*run_app, run);
  run_app->footer(
      "\nExamples:\n"
      "  sdkt run --tasks mini --method finetune --out out/finetune\n"
      "  sdkt run --tasks mini --order all --out out/all\n"
      "  sdkt run --tasks mini --method all --out out/methods\n"
      "  sdkt run --tasks mini --method all --out out/methods --resume     after an interruption\n"
      "  sdkt run --model ViT-B-16.pt --tasks aircraft.json dtd.json eurosat.json --data-root data \\\n"
      "           --reference imagenet/train --reference-size 100000 --save-predictions --out out/s1");

  CLI::App* evaluate_app =
      app.add_subcommand("evaluate", "zero-shot accuracies, among own and among all classes");
  add_model(*evaluate_app, evaluate.model);
  add_tasks(*evaluate_app, evaluate);
  add_computing(*evaluate_app, evaluate.precision, evaluate.threads);
  add_device(*evaluate_app, evaluate);
  evaluate_app->add_flag("--save-predictions", evaluate.save_predictions, "write every prediction");
  evaluate_app->add_option("--out", evaluate.out, "folder for the tables as CSV")->type_name("DIR");

  CLI::App* embed_app = app.add_subcommand("embed", "unit features of images and texts, one row an input");
  add_model(*embed_app, embed.model);
  embed_app->add_option("--images", embed.images, "a folder, a list or a tar")
      ->type_name("DIR|LIST.txt|A.tar");
  embed_app->add_option("--texts", embed.texts, "a file with one text a line")->type_name("FILE");
  embed_app->add_option("--out", embed.out, "the file to write")->required()->type_name("F.safetensors");
  add_computing(*embed_app, embed.precision, embed.threads);

  CLI::App* inspect_app =
      app.add_subcommand("inspect", "architecture, parameters and fingerprint of a model");
  inspect_app->add_option("model", inspected, "as --model of run; the embedded one if left out")
      ->type_name("MODEL");

  CLI::App* demo_app =
      app.add_subcommand("demo", "fine-tuning and Select and Distill on the embedded benchmark");
  demo_app->add_option("--out", demo.out, "folder for the two run folders")->required()->type_name("DIR");
  demo_app->add_option("--steps", demo.steps, "steps a task (60)")->type_name("N");
  demo_app->add_option("--order", demo.order, "cyclic left shift K of the tasks (0)")->type_name("K");
  demo_app->add_option("--seed", demo.seed, "of orders and crops (1102)")->type_name("N");
  demo_app->add_flag("--resume", demo.resume, "go on after an interruption");
  demo_app->add_flag("--quiet", demo.quiet, "no progress");
  add_computing(*demo_app, demo.precision, demo.threads);

  CLI::App* methods_app =
      app.add_subcommand("methods", "every method, its composition, its source and its settings");
  methods_app->add_option("name", explained, "print the settings of this one")->type_name("NAME");

  sdkt::cli::report_settings report;
  CLI::App* report_app = app.add_subcommand("report", "the report of a run, or a page that compares runs");
  report_app->add_option("runs", report.runs, "run folders, or folders of methods, orders and seeds")
      ->required()
      ->type_name("RUN ...");
  report_app->add_option("--out", report.out, "the page to write (report.html)")->type_name("FILE");
  report_app->footer(
      "\nExamples:\n"
      "  sdkt report out/snd --out snd.html                      one run, as its own report.html\n"
      "  sdkt report out/snd out/finetune --out compared.html    two runs side by side\n"
      "  sdkt report out/methods --out methods.html              every run in the folders of out/methods");

  const std::vector<std::string> given(argv + 1, argv + argc);
  std::vector<std::string> words = given;
  try {
    words = sdkt::cli::with_config_file(words);
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    app.parse(reversed);
    if (run_app->parsed()) sdkt::cli::run_command(run);
    if (evaluate_app->parsed()) sdkt::cli::evaluate_command(evaluate);
    if (embed_app->parsed()) sdkt::cli::embed_command(embed);
    if (inspect_app->parsed()) sdkt::cli::inspect_command(inspected);
    if (demo_app->parsed()) sdkt::cli::demo_command(demo);
    if (report_app->parsed()) sdkt::cli::report_command(report);
    if (methods_app->parsed()) sdkt::cli::methods_command(explained);
    return 0;
  } catch (const CLI::Success& wanted) {  // --help, --version
    return app.exit(wanted);
  } catch (const CLI::ParseError& problem) {
    std::fprintf(stderr, "sdkt: %s\n", usage_error(app, problem, words).c_str());
  } catch (const sdkt::run_stopped& stopped) {
    std::fprintf(stderr, "sdkt: %s:\n  %s\n", stopped.what(), resuming(given).c_str());
    return 128 + sdkt::cli::stop_signals::number();
  } catch (const sdkt::error& problem) {
    std::fprintf(stderr, "sdkt: %s\n", problem.what());
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "sdkt: out of memory; lower --batch-size and --reference-batch-size\n");
  } catch (const std::exception& problem) {
    const std::string text = problem.what();
    std::fprintf(stderr, "sdkt: unexpected: %s\n", text.substr(0, text.find('\n')).c_str());
    return 1;
  }
  return 2;
}
