// SPDX-License-Identifier: MIT

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "inputs.hpp"
#include "methods.hpp"
#include "other_commands.hpp"
#include "progress_line.hpp"
#include "run_command.hpp"
#include "stop_signals.hpp"
#include "tables.hpp"
#include <sdkt/train/run_folder.hpp>

namespace sdkt::cli {

void demo_command(const run_settings& given) {
  run_settings settings = given;
  settings.tasks = {"mini"};
  const std::filesystem::path out{settings.out};
  const stop_signals signals;
  if (!settings.resume) run_folder{out};          // refuses a folder in use before anything is loaded
  const method& distilling = find_method("snd");  // fine-tuning trains with the same settings
  method_inputs inputs = load_method_inputs(settings, {&distilling});
  inputs.tasks = training_orders(settings.order, inputs.tasks).front().tasks;
  const clip::model model = load_model({});
  const trainer_options options = resolved_options(settings, distilling);
  check_options(options);

  std::printf(
      "A small CLIP learns eight small tasks one after another, once with plain fine-tuning and once with "
      "Select and\n"
      "Distill. Watch how much of its zero-shot ability and of the earlier tasks each of them keeps.\n\n");
  std::fflush(stdout);
  std::vector<run_record> records;
  for (const std::string method : {"finetune", "snd"}) {
    settings.method = method;
    if (!settings.quiet) std::fprintf(stderr, "--- %s ---\n", method.c_str());
    const auto start = std::chrono::steady_clock::now();
    records.push_back(run_into_folder(settings, options, model, inputs, out / method));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("%s: %s, training and evaluation\n", method.c_str(), duration_text(seconds).c_str());
    std::fflush(stdout);
  }
  const run_record& tuned = records[0];
  const run_record& distilled = records[1];
  std::printf(
      "\n%s\n%s\n",
      beside({accuracy_block("plain fine-tuning, own classes, percent", tuned, tuned.accuracy),
              accuracy_block("Select and Distill, own classes, percent", distilled, distilled.accuracy)},
             terminal_width())
          .c_str(),
      metrics_table({&tuned, &distilled}).c_str());
  std::printf("reports: %s\n         %s\n", (out / "finetune" / "report.html").c_str(),
              (out / "snd" / "report.html").c_str());
}

void inspect_command(const std::string& name) {
  const clip::model model = load_model(name);
  const auto& numbers = model.architecture();
  const auto towers = model.towers();
  const auto count = [&](weight_range range) {
    long sum = 0;
    for (const auto& slice : model.layout().slices()) {
      if (range.contains(slice.offset)) sum += static_cast<long>(slice.numel);
    }
    return sum;
  };
  const auto number = [](std::int64_t value) { return static_cast<long>(value); };
  std::printf("image tower   %ld x %ld, patch %ld, width %ld, %ld layers, %ld heads: %ld parameters\n",
              number(numbers.image_size), number(numbers.image_size), number(numbers.patch_size),
              number(numbers.image.width), number(numbers.image.layers), number(numbers.image.heads),
              count(towers.image));
  std::printf("text tower    context %ld, vocabulary %ld, width %ld, %ld layers, %ld heads: %ld parameters\n",
              number(numbers.context_length), number(numbers.vocabulary_size), number(numbers.text.width),
              number(numbers.text.layers), number(numbers.text.heads), count(towers.text));
  std::printf("embedding     %ld\n", number(numbers.embedding_size));
  std::printf("activation    %s\n",
              numbers.activation_function == clip::activation::quick_gelu ? "quick_gelu" : "gelu");
  std::printf("parameters    %ld\n", number(model.layout().num_parameters()));
  std::printf("fingerprint   %s\n", model.fingerprint().c_str());
}

}  // namespace sdkt::cli
