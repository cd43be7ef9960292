// SPDX-License-Identifier: MIT

#include "run_command.hpp"

#include <cstdio>
#include <string>
#include <vector>

#include "inputs.hpp"
#include "methods.hpp"
#include "progress_line.hpp"
#include "tables.hpp"
#include <sdkt/report/report.hpp>
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
  return inputs;
}

/// The means over orders, as the papers' tables have them.
std::string orders_csv(const std::vector<std::string>& names, const std::vector<run_record>& records) {
  std::string text =
      "order,label_space,forgetting,zero_shot_degradation,average_accuracy,transfer,average,last\n";
  const auto line = [](const sequence_metrics& metrics) {
    std::string columns;
    for (const double value : {metrics.forgetting, metrics.zero_shot_degradation, metrics.average_accuracy,
                               metrics.transfer, metrics.average, metrics.last}) {
      columns += "," + detail::fixed(value, 4);
    }
    return columns + "\n";
  };
  for (const bool is_union : {false, true}) {
    const std::string space = is_union ? ",union" : ",own";
    sequence_metrics mean;
    for (std::size_t order = 0; order < records.size(); ++order) {
      const auto metrics =
          compute_metrics(is_union ? records[order].accuracy_union : records[order].accuracy);
      text += names[order] + space + line(metrics);
      const double share = 1.0 / static_cast<double>(records.size());
      mean.forgetting += share * metrics.forgetting;
      mean.zero_shot_degradation += share * metrics.zero_shot_degradation;
      mean.average_accuracy += share * metrics.average_accuracy;
      mean.transfer += share * metrics.transfer;
      mean.average += share * metrics.average;
      mean.last += share * metrics.last;
    }
    text += "mean" + space + line(mean);
  }
  return text;
}

}  // namespace

run_record run_into_folder(const run_settings& settings, const trainer_options& options,
                           const clip::model& model, const method_inputs& inputs,
                           const std::filesystem::path& out) {
  run_folder folder{out};
  progress_line progress{settings.quiet};
  bool has_learnt = false;
  run_observer observer;
  observer.on_progress = [&](const run_progress& now) { progress.show(now); };
  observer.on_stage = [&](const run_record& record) {
    // The first call comes when everything has been checked and before anything is measured.
    if (record.accuracy.zero_shot.empty()) {
      folder.create();
      return;
    }
    folder.write_tables(record);
    has_learnt = !record.accuracy.trained.empty();
    if (settings.quiet) return;
    progress.finish();
    const auto& accuracy = has_learnt ? record.accuracy.trained.back() : record.accuracy.zero_shot;
    double mean = 0;
    for (const double value : accuracy) mean += value / static_cast<double>(accuracy.size());
    std::fprintf(stderr, "%s: mean accuracy %.1f %% over all tasks\n",
                 record.stage_name(record.accuracy.trained.size()).c_str(), mean);
  };
  try {
    const auto result =
        find_method(settings.method)
            .run(model, named_values(settings), options, inputs, inputs_of(settings), observer);
    folder.write_model(result.model);
    folder.write("report.html", report_html(result.record));
    progress.finish();
    return result.record;
  } catch (...) {
    progress.finish();
    if (!has_learnt) folder.withdraw();
    throw;
  }
}

void run_command(const run_settings& settings) {
  const method& chosen = find_method(settings.method);
  const trainer_options options = resolved_options(settings, chosen);
  check_options(options);
  resolve_device(options.device);
  const std::filesystem::path out{settings.out};
  const bool runs_all = settings.order == "all";
  const run_folder untouched{out};  // refuses a folder in use before anything is loaded

  method_inputs inputs = load_method_inputs(settings, chosen);
  const std::vector<training_order> orders = training_orders(settings.order, inputs.tasks);
  const clip::model model = load_model(settings.model);
  chosen.describe(model, named_values(settings));  // refuses values that the method does not have

  std::vector<std::string> names;
  std::vector<run_record> records;
  for (const auto& order : orders) {
    const std::filesystem::path place = runs_all ? out / order.name : out;
    if (runs_all && !settings.quiet) std::fprintf(stderr, "%s\n", order.name.c_str());
    inputs.tasks = order.tasks;
    records.push_back(run_into_folder(settings, options, model, inputs, place));
    names.push_back(order.name);
    if (!settings.quiet) print_result(records.back(), place);
  }
  if (runs_all) {
    const std::string table = orders_csv(names, records);
    sdkt::detail::write_text_file(out / "orders.csv", table);
    std::printf("\n%s", table.c_str());
  }
}

}  // namespace sdkt::cli
