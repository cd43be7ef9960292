// SPDX-License-Identifier: MIT

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "fitted_line.hpp"
#include "inputs.hpp"
#include "methods.hpp"
#include "one_run.hpp"
#include "other_commands.hpp"
#include "stop_signals.hpp"
#include "tables.hpp"
#include <sdkt/base/shown_text.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/options/check_options.hpp>
#include <sdkt/record/run_folder.hpp>

namespace sdkt::cli {

void demo_command(const run_settings& given) {
  run_settings settings = given;
  settings.tasks = {"mini"};
  if (settings.order == "all") {
    throw setting_error{"--order", "the demo runs only one order",
                        "use 0 to 7 or task names; `sdkt run --tasks mini --order all` runs every shift"};
  }
  const std::filesystem::path out{settings.out};
  const stop_signals signals;
  if (!settings.resume) record::run_folder{out};  // refuses a folder in use before anything is loaded
  const method& distilling = find_method("snd");  // fine-tuning trains with the same settings
  method_inputs inputs = load_method_inputs(settings, {&distilling});
  inputs.tasks = training_orders(settings.order, inputs.tasks).front().tasks;
  const clip::model model = load_model({});
  const trainer_options options = resolved_options(settings, distilling);
  options::check_options(options);

  const bool prints = !settings.quiet && !settings.json;
  if (prints) {
    std::printf(
        "A small CLIP learns eight small tasks one after another, once with plain fine-tuning and once with "
        "Select and\n"
        "Distill. Watch how much of its zero-shot ability and of the earlier tasks each of them keeps.\n\n");
    std::fflush(stdout);
  }
  run_watch watch{progress_line{settings.quiet, 2}, run_events{settings.json, "demo", 2}};
  if (const std::string why = device::why_not_cuda(options.device); !why.empty()) watch.progress.say(why);
  std::vector<run_record> records;
  for (const std::string method : {"finetune", "snd"}) {
    settings.method = method;
    watch.progress.begin_run(method);
    watch.progress.say("--- " + method + " ---");
    const auto start = std::chrono::steady_clock::now();
    records.push_back(run_into_folder(settings, options, model, inputs, out / method, watch));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!prints) continue;
    std::printf("%s: %s, training and evaluation\n", method.c_str(), duration_text(seconds).c_str());
    std::fflush(stdout);
  }
  if (!prints) return;
  const run_record& tuned = records[0];
  const run_record& distilled = records[1];
  std::printf(
      "\n%s\n%s\n",
      beside({accuracy_block("plain fine-tuning, own classes, percent", tuned, tuned.accuracy),
              accuracy_block("Select and Distill, own classes, percent", distilled, distilled.accuracy)},
             terminal_width())
          .c_str(),
      metrics_table({&tuned, &distilled}).c_str());
  std::printf("reports: %s\n         %s\n",
              sdkt::detail::one_line((out / "finetune" / "report.html").native()).c_str(),
              sdkt::detail::one_line((out / "snd" / "report.html").native()).c_str());
}

}  // namespace sdkt::cli
