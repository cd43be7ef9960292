// SPDX-License-Identifier: MIT

#include "run_command.hpp"

#include <cstdio>
#include <string>
#include <system_error>
#include <vector>

#include "inputs.hpp"
#include "methods.hpp"
#include "one_run.hpp"
#include "printed_config.hpp"
#include "stop_signals.hpp"
#include "tables.hpp"
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

/// Whether tables are for people to read, on stdout.
bool prints(const run_settings& settings) { return !settings.quiet && !settings.json; }

/// Runs a method over every order. Returns the records in the same order.
std::vector<run_record> run_orders(const planned_run& plan, const std::vector<training_order>& orders,
                                   const clip::model& model, method_inputs& inputs, bool runs_all,
                                   run_watch& watch) {
  std::vector<run_record> records;
  for (const auto& order : orders) {
    const std::filesystem::path place = place_of(plan, order, runs_all);
    watch.progress.begin_run(runs_all ? plan.settings.method + " " + order.name : plan.settings.method);
    if (runs_all) watch.progress.say(order.name);
    inputs.tasks = order.tasks;
    records.push_back(run_into_folder(plan.settings, plan.options, model, inputs, place, watch));
    if (prints(plan.settings)) print_result(records.back(), place);
  }
  if (runs_all) {
    const std::string table = orders_csv(orders, records);
    sdkt::detail::write_text_file(plan.out / "orders.csv", table);
    if (prints(plan.settings)) std::printf("\n%s", table.c_str());
  }
  return records;
}

}  // namespace

void run_command(const run_settings& settings) {
  const stop_signals signals;
  const std::vector<const method*> methods = chosen_methods(settings.method);
  if (settings.print_config) {
    for (const auto* each : methods) planned(settings, *each, methods.size() == 1);
    std::fputs(printed_config(settings, methods).c_str(), stdout);
    return;
  }
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
    const std::size_t num_runs = plans.size() * orders.size();
    run_watch watch{progress_line{settings.quiet, num_runs}, run_events{settings.json, "run", num_runs}};
    std::string table = std::string{"method"} + metric_columns;
    for (const auto& plan : plans) {
      if (plans.size() > 1) watch.progress.say("--- " + plan.settings.method + " ---");
      const auto records = run_orders(plan, orders, model, inputs, settings.order == "all", watch);
      for (const bool is_union : {false, true})
        table += metric_line(plan.settings.method, is_union, mean_of(records, is_union));
      if (plans.size() > 1) sdkt::detail::write_text_file(out / "methods.csv", table);
    }
    if (plans.size() > 1 && prints(settings)) std::printf("\n%s", table.c_str());
  } catch (...) {
    if (!was_there) std::filesystem::remove(out, problem);  // unless something is in it
    throw;
  }
}

}  // namespace sdkt::cli
