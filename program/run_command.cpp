// SPDX-License-Identifier: MIT

#include "run_command.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "contradictions.hpp"
#include "inputs.hpp"
#include "launch.hpp"
#include "methods.hpp"
#include "one_run.hpp"
#include "printed_config.hpp"
#include "stop_signals.hpp"
#include "tables.hpp"
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/checkpoint/run_position.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/file/output_file.hpp>
#include <sdkt/options/check_options.hpp>
#include <sdkt/record/run_folder.hpp>
#include <sdkt/report/study/paper_tables.hpp>
#include <sdkt/report/study/study.hpp>
#include <sdkt/step/teacher_store.hpp>

namespace sdkt::cli {

namespace {

void print_result(const run_record& record, const std::filesystem::path& out) {
  const std::string own = record.method + ", own classes" + images_in_title(record);
  const std::string all = record.method + ", all classes" + images_in_title(record);
  std::printf(
      "\n%s\n%s\nreport: %s\nmodel:  %s\n",
      beside(
          {accuracy_block(own, record, record.accuracy), accuracy_block(all, record, record.accuracy_union)},
          terminal_width())
          .c_str(),
      metrics_table({&record}).c_str(), sdkt::detail::one_line((out / "report.html").native()).c_str(),
      sdkt::detail::one_line((out / "model").native()).c_str());
}

/// One method with resolved settings. Everything that can be refused without data has been checked.
struct planned_method {
  run_settings settings;
  trainer_options options;
};

planned_method planned(const run_settings& given, const method& chosen) {
  planned_method plan{given, resolved_options(given, chosen)};
  plan.settings.method = chosen.name;
  options::check_options(plan.options);
  static_cast<void>(device::resolve_device(plan.options.device));  // refuses CUDA if there is none
  chosen.describe(named_values(given));  // refuses values that the method does not have
  return plan;
}

/// All planned runs and the folder of each: a subfolder per method, order or seed if there are several.
struct planned_study {
  std::vector<planned_method> methods;
  std::vector<training_order> orders;
  std::vector<std::uint64_t> seeds;
  bool runs_all_orders = false;
  std::filesystem::path out;

  std::filesystem::path folder_of(const planned_method& method) const {
    return methods.size() > 1 ? out / method.settings.method : out;
  }

  std::filesystem::path place_of(const planned_method& method, const training_order& order,
                                 std::uint64_t seed) const {
    std::filesystem::path place = folder_of(method);
    if (runs_all_orders) place /= order.name;
    if (seeds.size() > 1) place /= "seed_" + std::to_string(seed);
    return place;
  }

  /// Whether one of the runs exists, to be continued or skipped.
  bool has_begun() const { return has_place({}); }

  /// Whether one of the runs has a checkpoint.
  bool has_checkpoint() const { return has_place("checkpoint"); }

 private:
  bool has_place(const std::filesystem::path& below) const {
    std::error_code problem;
    for (const auto& method : methods) {
      for (const auto& order : orders) {
        for (const std::uint64_t seed : seeds) {
          const std::filesystem::path place = place_of(method, order, seed);
          if (std::filesystem::exists(below.empty() ? place : place / below, problem)) return true;
        }
      }
    }
    return false;
  }
};

/// Whether tables for people are printed on stdout.
bool prints(const run_settings& settings) { return !settings.quiet && !settings.json; }

/// Runs a method over every order with every seed, and adds the results.
void run_method(const planned_study& plan, const planned_method& method, const clip::model& model,
                std::vector<method_inputs>& inputs, run_watch& watch, report::study& results) {
  const std::string& name = method.settings.method;
  if (plan.methods.size() > 1) watch.progress.say("--- " + name + " ---");
  for (const auto& order : plan.orders) {
    for (std::size_t index = 0; index < plan.seeds.size(); ++index) {
      planned_method one = method;
      one.settings.seed = one.options.seed = plan.seeds[index];
      if (plan.runs_all_orders) one.settings.order = order.name.substr(order.name.rfind('_') + 1);
      std::string which;
      if (plan.runs_all_orders) which += " " + order.name;
      if (plan.seeds.size() > 1) which += " seed " + std::to_string(plan.seeds[index]);
      watch.progress.begin_run(name + which);
      if (!which.empty()) watch.progress.say(which.substr(1));
      method_inputs& on = inputs[std::min(index, inputs.size() - 1)];
      on.tasks = order.tasks;
      const std::filesystem::path place = plan.place_of(method, order, plan.seeds[index]);
      const run_record record = run_into_folder(one.settings, one.options, model, on, place, watch);
      if (prints(method.settings)) print_result(record, place);
      // Beside the first process, a run that was complete already gives no record.
      if (method.settings.is_first_process) results.add(name, order.name, plan.seeds[index], record);
    }
  }
  if (plan.runs_all_orders && method.settings.is_first_process) {
    const std::string table = report::orders_csv(results, name);
    sdkt::detail::write_text_file(plan.folder_of(method) / "orders.csv", table);
    if (prints(method.settings)) std::printf("\n%s", table.c_str());
  }
}

/// Reports which share of the requests over all runs a store could answer.
template <class Store>
void say_found(const std::string& what, const Store& store, const std::string& how, run_watch& watch) {
  if (store.num_asked() == 0) return;
  const double share =
      100.0 * static_cast<double>(store.num_found()) / static_cast<double>(store.num_asked());
  watch.progress.say(what + ": " + sdkt::detail::fixed_text(share, 1) + " % of " +
                     std::to_string(store.num_asked()) + " " + how);
}

}  // namespace

std::vector<const method*> chosen_methods(const std::string& names) {
  std::vector<const method*> chosen;
  if (names == "all") {
    for (const auto& each : all_methods()) chosen.push_back(&each);
    return chosen;
  }
  for (const auto& name : split(names, ',')) {
    chosen.push_back(&find_method(name));
    for (std::size_t earlier = 0; earlier + 1 < chosen.size(); ++earlier) {
      if (chosen[earlier] == chosen.back())
        throw setting_error{"--method", name + " is named twice", "name every method once"};
    }
  }
  return chosen;
}

std::vector<std::uint64_t> chosen_seeds(const run_settings& settings) {
  std::vector<std::uint64_t> seeds;
  for (const std::uint64_t seed : settings.seeds) {
    if (std::find(seeds.begin(), seeds.end(), seed) != seeds.end()) {
      throw setting_error{"--seed", std::to_string(seed) + " is named twice", "name every seed once"};
    }
    seeds.push_back(seed);
  }
  return seeds;
}

void run_command(const run_settings& given) {
  const run_settings settings = settings_of_process(given);
  if (!settings.print_config && starts_processes(settings)) {
    return run_processes(settings,
                         "continue the run in " + sdkt::detail::one_line(settings.out) + " with --resume");
  }
  const stop_signals signals;
  const std::vector<const method*> methods = chosen_methods(settings.method);
  planned_study plan;
  plan.out = settings.out;
  plan.runs_all_orders = settings.order == "all";
  plan.seeds = chosen_seeds(settings);
  if (settings.print_config) {
    for (const auto* each : methods) planned(settings, *each);
    accepted(contradictions(rules_of_settings(), settings, methods));
    std::fputs(printed_config(settings, methods).c_str(), stdout);
    return;
  }
  // Refuses a folder in use before anything is loaded.
  const bool is_one_run = methods.size() == 1 && !plan.runs_all_orders && plan.seeds.size() == 1;
  const bool is_first =
      settings.is_first_process;  // the others must not see what this one has begun to write
  if (is_first && (is_one_run || !settings.resume)) record::run_folder{settings.out, start_of(settings)};
  for (const auto* each : methods) plan.methods.push_back(planned(settings, *each));
  std::vector<std::string> notes = accepted(contradictions(rules_of_settings(), settings, methods));
  // The seed decides which reference images are drawn, if not all are.
  std::vector<method_inputs> inputs;
  for (const std::uint64_t seed : plan.seeds) {
    run_settings seeded = settings;
    seeded.seed = seed;
    inputs.push_back(load_method_inputs(seeded, methods));
    if (!settings.reference_size) break;
  }
  plan.orders = training_orders(settings.order, inputs.front().tasks);
  if (is_first && !is_one_run && settings.resume && !plan.has_begun()) {
    record::run_folder{settings.out};  // there is nothing to continue
  }
  inputs.front().tasks = plan.orders.front().tasks;
  for (auto& note : accepted(contradictions(rules_of_data(), settings, methods, &inputs.front())))
    notes.push_back(std::move(note));
  if (settings.resume && !plan.has_checkpoint())
    notes.push_back("--resume: there is no checkpoint to continue from, so the run starts anew");
  const clip::model model = load_model(settings.model, settings.reading, settings.quiet);
  if (settings.merge_classes) {
    for (training_order& order : plan.orders) order.tasks = merge_equal_classes(model, order.tasks);
  }
  if (!settings.quiet) {
    const task_list& named = inputs.front().tasks;
    say_differences(model, prompts_of({named.begin(), named.end()}));
  }

  std::error_code problem;
  const bool was_there = std::filesystem::exists(plan.out, problem);
  try {
    const std::size_t num_runs = plan.methods.size() * plan.orders.size() * plan.seeds.size();
    run_watch watch{progress_line{settings.quiet, num_runs}, run_events{settings.json, "run", num_runs}};
    if (const std::string why = device::why_not_cuda(plan.methods.front().options.device); !why.empty())
      watch.progress.say(why);
    watch.notes = std::move(notes);
    report::study results;
    const auto seen = std::make_shared<teacher_store>(plan.methods.front().options.teacher_store_bytes,
                                                      /*keeps_train_views=*/num_runs > 1);
    const auto kept = std::make_shared<image_store>(plan.methods.front().options.image_store_bytes);
    for (auto& method : plan.methods) {
      method.options.teachers_seen = seen;
      method.options.images_kept = kept;
    }
    for (const auto& method : plan.methods) {
      run_method(plan, method, model, inputs, watch, results);
      if (is_one_run || !is_first) continue;
      sdkt::detail::write_text_file(plan.out / "runs.csv", report::runs_csv(results));
      sdkt::detail::write_text_file(plan.out / "tables.md", report::tables_markdown(results));
      sdkt::detail::write_text_file(plan.out / "tables.tex", report::tables_latex(results));
      if (plan.methods.size() > 1)
        sdkt::detail::write_text_file(plan.out / "methods.csv", report::methods_csv(results));
    }
    say_found("images", *kept, "views reused from memory", watch);
    say_found("teachers", *seen, "outputs reused", watch);
    if (!prints(settings)) return;
    if (plan.methods.size() > 1) std::printf("\n%s", report::methods_csv(results).c_str());
    if (!is_one_run)
      std::printf("tables: %s\n", sdkt::detail::one_line((plan.out / "tables.md").native()).c_str());
  } catch (...) {
    if (is_first && !was_there)
      std::filesystem::remove(plan.out, problem);  // fails if the folder is not empty
    throw;
  }
}

}  // namespace sdkt::cli
