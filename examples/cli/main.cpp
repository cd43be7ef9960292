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
#include "other_commands.hpp"
#include "run_command.hpp"
#include <sdkt/error.hpp>
#include <sdkt/version.hpp>

namespace {

using sdkt::cli::embed_settings;
using sdkt::cli::run_settings;

void add_model(CLI::App& command, std::string& model) {
  command
      .add_option(
          "--model", model,
          "a Hugging Face CLIP folder, an open_clip safetensors file or an OpenAI .pt file; the embedded "
          "mini CLIP if left out")
      ->type_name("M");
}

void add_computing(CLI::App& command, std::string& precision, int& threads) {
  command.add_option("--precision", precision, "type that products are computed in")
      ->check(CLI::IsMember({"fp32", "bf16"}))
      ->option_text("fp32|bf16")
      ->group("Computing");
  command.add_option("--threads", threads, "threads of the operators; all cores if left out")
      ->check(CLI::Range(1, 1024).description(""))
      ->type_name("N")
      ->group("Computing");
}

void add_tasks(CLI::App& command, run_settings& settings) {
  command
      .add_option("--tasks", settings.tasks,
                  "annotation files in order, or mini: the embedded benchmark of eight small tasks")
      ->required()
      ->expected(1, 10000)
      ->type_name("A.json ...");
  command
      .add_option("--data-root", settings.data_root,
                  "folder whose sub-folder of a task's name holds its images")
      ->type_name("DIR");
  command.add_flag("--allow-outside", settings.allow_outside,
                   "let image paths leave the folders that hold them");
}

void add_device(CLI::App& command, run_settings& settings) {
  command.add_option("--device", settings.device, "cuda where there is one, else cpu, if left out")
      ->check(CLI::IsMember({"cpu", "cuda"}))
      ->option_text("cpu|cuda")
      ->group("Computing");
}

void add_run_options(CLI::App& command, run_settings& settings) {
  add_model(command, settings.model);
  add_tasks(command, settings);
  command
      .add_option("--reference", settings.reference,
                  "unlabelled images that the teachers guide on: folders, lists, annotation files or tars")
      ->expected(1, 10000)
      ->type_name("DIR|LIST.txt|A.json|A.tar ...");
  command
      .add_option("--reference-texts", settings.reference_texts,
                  "texts that images are compared with, for methods that need them: .txt, .json or .tsv")
      ->type_name("FILE");
  command.add_option("--reference-size", settings.reference_size, "draw so many of them, once")
      ->type_name("N");
  command
      .add_option(
          "--order", settings.order,
          "training order: a cyclic left shift K, task names with commas, or all shifts into DIR/order_K")
      ->type_name("K|NAMES|all");
  command.add_option("--out", settings.out, "the run folder; must be new or empty")
      ->required()
      ->type_name("DIR");

  command
      .add_option("--method", settings.method,
                  "see `sdkt methods`; several with commas, or all, go into DIR/METHOD with one table")
      ->type_name("NAME|NAMES|all")
      ->group("Method");
  command.add_option("--set", settings.values, "settings of the method; `sdkt methods NAME` lists them")
      ->expected(1, 100)
      ->type_name("KEY=VALUE ...")
      ->group("Method");
  command
      .add_option("--threshold", settings.threshold, "distance at which both teachers weigh the same (0.2)")
      ->group("Method");
  command.add_option("--scale", settings.scale, "steepness of the selection around it (6)")->group("Method");
  command.add_option("--previous-weight", settings.previous_weight, "strength of the previous model (9)")
      ->group("Method");
  command
      .add_option("--pretrained-weight", settings.pretrained_weight,
                  "strength of the pre-trained model (0.5)")
      ->group("Method");

  command.add_option("--steps", settings.steps, "exactly so many steps a task")
      ->type_name("N")
      ->group("Training");
  command.add_option("--min-steps", settings.min_steps, "at least so many, between the passes (1000)")
      ->type_name("N")
      ->group("Training");
  command.add_option("--min-passes", settings.min_passes, "at least so many passes over a task (2)")
      ->type_name("N")
      ->group("Training");
  command.add_option("--max-passes", settings.max_passes, "at most so many (10)")
      ->type_name("N")
      ->group("Training");
  command.add_option("--lr", settings.learning_rate, "learning rate, cosine to 0 (1e-5)")->group("Training");
  command.add_option("--weight-decay", settings.weight_decay, "AdamW's (5e-4)")->group("Training");
  command.add_option("--warmup", settings.warmup, "steps of linear warm-up (0)")
      ->type_name("N")
      ->group("Training");
  command.add_option("--label-smoothing", settings.label_smoothing, "of the cross-entropy (0)")
      ->group("Training");
  command.add_option("--max-gradient-norm", settings.max_gradient_norm, "clip the gradient; 0: do not (0)")
      ->group("Training");
  command.add_option("--trains", settings.trains, "which weights learn; the method's own if left out")
      ->check(CLI::IsMember({"image", "text", "both", "all"}))
      ->option_text("image|text|both|all")
      ->group("Training");
  command.add_option("--batch-size", settings.batch_size, "task images a step (32)")
      ->type_name("N")
      ->group("Training");
  command.add_option("--reference-batch-size", settings.reference_batch_size, "reference images a step (64)")
      ->type_name("N")
      ->group("Training");
  command.add_option("--view", settings.view, "random resized crop, or the view of evaluation")
      ->check(CLI::IsMember({"train", "eval"}))
      ->option_text("train|eval")
      ->group("Training");
  command.add_option("--reference-view", settings.reference_view, "of reference images, if not the same")
      ->check(CLI::IsMember({"train", "eval"}))
      ->option_text("train|eval")
      ->group("Training");
  command.add_option("--seed", settings.seed, "of orders and crops (1102)")
      ->type_name("N")
      ->group("Training");

  add_computing(command, settings.precision, settings.threads);
  add_device(command, settings);
  command.add_flag("--save-predictions", settings.save_predictions, "write every prediction of every stage")
      ->group("Output");
  command.add_flag("--quiet", settings.quiet, "print nothing but errors")->group("Output");
}

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
  demo_app->add_flag("--quiet", demo.quiet, "no progress");
  add_computing(*demo_app, demo.precision, demo.threads);

  CLI::App* methods_app =
      app.add_subcommand("methods", "every method, its composition, its source and its settings");
  methods_app->add_option("name", explained, "print the settings of this one")->type_name("NAME");

  std::vector<std::string> words(argv + 1, argv + argc);
  try {
    words = sdkt::cli::with_config_file(words);
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    app.parse(reversed);
    if (run_app->parsed()) sdkt::cli::run_command(run);
    if (evaluate_app->parsed()) sdkt::cli::evaluate_command(evaluate);
    if (embed_app->parsed()) sdkt::cli::embed_command(embed);
    if (inspect_app->parsed()) sdkt::cli::inspect_command(inspected);
    if (demo_app->parsed()) sdkt::cli::demo_command(demo);
    if (methods_app->parsed()) sdkt::cli::methods_command(explained);
    return 0;
  } catch (const CLI::Success& wanted) {  // --help, --version
    return app.exit(wanted);
  } catch (const CLI::ParseError& problem) {
    std::fprintf(stderr, "sdkt: %s\n", usage_error(app, problem, words).c_str());
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
