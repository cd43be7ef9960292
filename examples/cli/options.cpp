// SPDX-License-Identifier: MIT

#include "options.hpp"

#include <CLI/CLI.hpp>

namespace sdkt::cli {

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
  command
      .add_option("--templates", settings.templates,
                  "prompt templates with {} for the class, averaged if several: one a line for all tasks, or "
                  "a JSON of lists by task")
      ->type_name("FILE");
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
  command.add_option("--out", settings.out, "the run folder; must be new or empty, but for --resume")
      ->required()
      ->check([](const std::string& name) { return std::string{name.empty() ? "name a folder" : ""}; })
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
  command
      .add_option("--checkpoint-seconds", settings.checkpoint_seconds,
                  "time between two checkpoints, kept at every task's end too; 0: after every step (300)")
      ->check(CLI::Range(0.0, 1e8).description(""))
      ->type_name("S")
      ->group("Output");
  command
      .add_flag("--resume", settings.resume,
                "go on with the run in DIR, to the same bytes; start it if there is none")
      ->group("Output");
  command.add_flag("--quiet", settings.quiet, "print nothing but errors")->group("Output");
}

}  // namespace sdkt::cli
