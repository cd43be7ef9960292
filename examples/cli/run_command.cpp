// SPDX-License-Identifier: MIT

#include "run_command.hpp"

#include <cstdio>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "inputs.hpp"
#include "methods.hpp"
#include "progress_line.hpp"
#include "repeating.hpp"
#include "stop_signals.hpp"
#include "tables.hpp"
#include <sdkt/report/report.hpp>
#include <sdkt/train/checkpoint_file.hpp>
#include <sdkt/train/device.hpp>
#include <sdkt/train/run_folder.hpp>

namespace sdkt::cli {

namespace {

void print_result(const run_record& record, const std::filesystem::path& out) {
  const std::string own = record.method + ", own classes";
  const std::string all = record.method + ", all classes";
  std::printf("\n%s\n%s\nreport: %s\nmodel:  %s\n",
              beside({accuracy_block(own, record, record.accuracy),
                      accuracy_block(all, record, record.accuracy_union)},
                     terminal_width())
                  .c_str(),
              metrics_table({&record}).c_str(), (out / "report.html").c_str(), (out / "model").c_str());
}

/// Where everything came from, so that config.json says what to run again.
setting_list inputs_of(const run_settings& settings) {
  setting_list inputs;
  inputs.set("model", settings.model.empty() ? std::string{"mini"} : settings.model);
  inputs.set("annotations", settings.tasks);
  inputs.set("data_root", settings.data_root);
  inputs.set("reference", settings.reference);
  inputs.set("reference_texts_file", settings.reference_texts);
  inputs.set("reference_size", settings.reference_size
                                   ? setting_value{static_cast<std::int64_t>(*settings.reference_size)}
                                   : setting_value{});
  inputs.set("order", settings.order);
  inputs.set("command", repeating_command(settings));
  return inputs;
}

sequence_metrics metrics_of(const run_record& record, bool is_union) {
  return compute_metrics(is_union ? record.accuracy_union : record.accuracy);
}

/// The metrics of several runs in one label space, each with the same weight.
sequence_metrics mean_of(const std::vector<run_record>& records, bool is_union) {
  sequence_metrics mean;
  const double share = 1.0 / static_cast<double>(records.size());
  for (const auto& record : records) {
    const auto metrics = metrics_of(record, is_union);
    mean.forgetting += share * metrics.forgetting;
    mean.zero_shot_degradation += share * metrics.zero_shot_degradation;
    mean.average_accuracy += share * metrics.average_accuracy;
    mean.transfer += share * metrics.transfer;
    mean.average += share * metrics.average;
    mean.last += share * metrics.last;
  }
  return mean;
}

constexpr const char* metric_columns =
    ",label_space,forgetting,zero_shot_degradation,average_accuracy,transfer,average,last\n";

std::string metric_line(const std::string& name, bool is_union, const sequence_metrics& metrics) {
  std::string line = name + (is_union ? ",union" : ",own");
  for (const double value : {metrics.forgetting, metrics.zero_shot_degradation, metrics.average_accuracy,
                             metrics.transfer, metrics.average, metrics.last}) {
    line += "," + detail::fixed(value, 4);
  }
  return line + "\n";
}

/// The means over orders, as the papers' tables have them.
std::string orders_csv(const std::vector<training_order>& orders, const std::vector<run_record>& records) {
  std::string text = std::string{"order"} + metric_columns;
  for (const bool is_union : {false, true}) {
    for (std::size_t order = 0; order < records.size(); ++order) {
      text += metric_line(orders[order].name, is_union, metrics_of(records[order], is_union));
    }
    text += metric_line("mean", is_union, mean_of(records, is_union));
  }
  return text;
}

/// The methods of --method: one, several with commas, or all.
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

/// One method, resolved, with everything that can be refused without its data refused.
struct planned_run {
  run_settings settings;
  trainer_options options;
  std::filesystem::path out;
};

planned_run planned(const run_settings& given, const method& chosen, bool is_alone) {
  planned_run plan{given, resolved_options(given, chosen), given.out};
  plan.settings.method = chosen.name;
  if (!is_alone) plan.out /= std::string{chosen.name};
  check_options(plan.options);
  resolve_device(plan.options.device);
  chosen.describe(named_values(given));  // refuses values that the method does not have
  return plan;
}

/// Where a run of several goes.
std::filesystem::path place_of(const planned_run& plan, const training_order& order, bool runs_all) {
  return runs_all ? plan.out / order.name : plan.out;
}

/// Whether one of several runs is there, to go on with or to pass over.
bool holds_one_of(const std::vector<planned_run>& plans, const std::vector<training_order>& orders,
                  bool runs_all) {
  std::error_code problem;
  for (const auto& plan : plans) {
    for (const auto& order : orders) {
      if (std::filesystem::exists(place_of(plan, order, runs_all), problem)) return true;
    }
  }
  return false;
}

/// Runs a method over every order. Returns the records in the same order.
std::vector<run_record> run_orders(const planned_run& plan, const std::vector<training_order>& orders,
                                   const clip::model& model, method_inputs& inputs, bool runs_all) {
  std::vector<run_record> records;
  for (const auto& order : orders) {
    const std::filesystem::path place = place_of(plan, order, runs_all);
    if (runs_all && !plan.settings.quiet) std::fprintf(stderr, "%s\n", order.name.c_str());
    inputs.tasks = order.tasks;
    run_settings alone = plan.settings;
    if (runs_all) alone.order = order.name.substr(order.name.rfind('_') + 1);
    records.push_back(run_into_folder(alone, plan.options, model, inputs, place));
    if (!plan.settings.quiet) print_result(records.back(), place);
  }
  if (runs_all) {
    const std::string table = orders_csv(orders, records);
    sdkt::detail::write_text_file(plan.out / "orders.csv", table);
    std::printf("\n%s", table.c_str());
  }
  return records;
}

}  // namespace

run_start start_of(const run_settings& settings) {
  return settings.resume ? run_start::continued : run_start::fresh;
}

run_record run_into_folder(const run_settings& settings, const trainer_options& options,
                           const clip::model& model, const method_inputs& inputs,
                           const std::filesystem::path& out) {
  run_folder folder{out, start_of(settings)};
  const std::filesystem::path checkpoint = state_file(out / "checkpoint");
  progress_line progress{settings.quiet};
  run_record last;  // of a run that turns out to be complete
  run_observer observer;
  observer.wants_stop = [] { return stop_signals::number() != 0; };
  observer.on_progress = [&](const run_progress& now) { progress.show(now); };
  bool is_new = true;
  observer.on_stage = [&](const run_record& record) {
    // The first call comes when everything has been checked and before anything is measured.
    if (std::exchange(is_new, false)) folder.create();
    if (record.accuracy.zero_shot.empty()) return;
    folder.write_tables(record);
    if (record.accuracy.is_complete()) last = record;
    if (settings.quiet) return;
    progress.finish();
    const bool has_learnt = !record.accuracy.trained.empty();
    const auto& accuracy = has_learnt ? record.accuracy.trained.back() : record.accuracy.zero_shot;
    double mean = 0;
    for (const double value : accuracy) mean += value / static_cast<double>(accuracy.size());
    std::fprintf(stderr, "%s: mean accuracy %.1f %% over all tasks\n",
                 record.stage_name(record.accuracy.trained.size()).c_str(), mean);
  };
  try {
    trainer_options kept = options;
    kept.checkpoints = {out / "checkpoint", settings.checkpoint_seconds, settings.resume};
    const auto result = find_method(settings.method)
                            .run(model, named_values(settings), kept, inputs, inputs_of(settings), observer);
    folder.write_model(result.model);
    folder.write("report.html", report_html(result.record));
    drop_weights(checkpoint);
    progress.finish();
    return result.record;
  } catch (const run_is_complete&) {
    progress.finish();
    return last;
  } catch (...) {
    progress.finish();
    std::error_code problem;
    if (!std::filesystem::exists(checkpoint, problem)) folder.withdraw();
    throw;
  }
}

void run_command(const run_settings& settings) {
  const stop_signals signals;
  const std::vector<const method*> methods = chosen_methods(settings.method);
  // Refuses a folder in use before anything is loaded.
  const bool is_one_run = methods.size() == 1 && settings.order != "all";
  if (is_one_run || !settings.resume) run_folder{settings.out, start_of(settings)};
  std::vector<planned_run> plans;
  for (const auto* each : methods) plans.push_back(planned(settings, *each, methods.size() == 1));
  method_inputs inputs = load_method_inputs(settings, methods);
  const std::vector<training_order> orders = training_orders(settings.order, inputs.tasks);
  if (!is_one_run && settings.resume && !holds_one_of(plans, orders, settings.order == "all")) {
    run_folder{settings.out};  // there is nothing to go on with
  }
  const clip::model model = load_model(settings.model);

  const std::filesystem::path out{settings.out};
  std::error_code problem;
  const bool was_there = std::filesystem::exists(out, problem);
  try {
    std::string table = std::string{"method"} + metric_columns;
    for (const auto& plan : plans) {
      if (plans.size() > 1 && !settings.quiet)
        std::fprintf(stderr, "--- %s ---\n", plan.settings.method.c_str());
      const auto records = run_orders(plan, orders, model, inputs, settings.order == "all");
      for (const bool is_union : {false, true})
        table += metric_line(plan.settings.method, is_union, mean_of(records, is_union));
      if (plans.size() > 1) sdkt::detail::write_text_file(out / "methods.csv", table);
    }
    if (plans.size() > 1) std::printf("\n%s", table.c_str());
  } catch (...) {
    if (!was_there) std::filesystem::remove(out, problem);  // unless something is in it
    throw;
  }
}

}  // namespace sdkt::cli
