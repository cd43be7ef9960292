// SPDX-License-Identifier: MIT

#include "one_run.hpp"

#include <cstddef>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "inputs.hpp"
#include "repeating.hpp"
#include "stop_signals.hpp"
#include "tensorboard_file.hpp"
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/report/run/report.hpp>
#include <sdkt/report/run/so_far.hpp>

namespace sdkt::cli {

namespace {

/// The sources of all inputs, so that config.json tells how to repeat the run.
setting_list inputs_of(const run_settings& settings, const clip::model& model) {
  setting_list inputs;
  inputs.set("model", settings.model.empty() ? std::string{"mini"} : settings.model);
  // Facts that the model's files leave open, if any.
  if (!settings.reading.activation.empty()) inputs.set("activation", settings.reading.activation);
  if (!settings.reading.heads.empty()) inputs.set("heads", settings.reading.heads);
  if (!settings.reading.vocabulary.empty()) inputs.set("vocabulary", settings.reading.vocabulary);
  if (!model.origin().assumptions.empty()) inputs.set("model_assumptions", model.origin().assumptions);
  inputs.set("annotations", settings.tasks);
  inputs.set("data_root", settings.data_root);
  if (!settings.templates.empty()) inputs.set("templates", settings.templates);
  if (settings.val_fraction) inputs.set("val_fraction", *settings.val_fraction);
  inputs.set("reference", settings.reference);
  inputs.set("reference_texts_file", settings.reference_texts);
  inputs.set("reference_size", settings.reference_size
                                   ? setting_value{static_cast<std::int64_t>(*settings.reference_size)}
                                   : setting_value{});
  if (settings.skip_broken) inputs.set("skip_broken", static_cast<std::int64_t>(*settings.skip_broken));
  inputs.set("order", settings.order);
  inputs.set("command", repeating_command(settings));
  return inputs;
}

std::string stage_line(const run_record& record) {
  const std::size_t stage = record.accuracy.trained.size();
  const std::vector<double>& accuracy = record.accuracy.row(stage);
  return detail::shown_text(record.stage_name(stage)) + ": mean accuracy " +
         detail::fixed_text(report::mean_between(accuracy, 0, accuracy.size()), 1) + " % over all tasks";
}

trainer_options with_checkpoints(trainer_options options, const run_settings& settings,
                                 const std::filesystem::path& out) {
  options.checkpoints = {out / "checkpoint", settings.checkpoint_seconds, settings.resume};
  return options;
}

/// The run in all processes but the first, which writes and prints for all.
run_record run_beside_the_first(const run_settings& settings, const trainer_options& options,
                                const clip::model& model, const method_inputs& inputs,
                                const std::filesystem::path& out) {
  run_observer observer;
  observer.wants_stop = [] { return stop_signals::number() != 0; };
  try {
    return find_method(settings.method)
        .run(model, named_values(settings), with_checkpoints(options, settings, out), inputs,
             inputs_of(settings, model), observer)
        .record;
  } catch (const run_is_complete&) {
    return {};
  }
}

}  // namespace

record::run_start start_of(const run_settings& settings) {
  return settings.resume ? record::run_start::continued : record::run_start::fresh;
}

run_record run_into_folder(const run_settings& settings, const trainer_options& options,
                           const clip::model& model, const method_inputs& inputs,
                           const std::filesystem::path& out, run_watch& watch) {
  const std::filesystem::path checkpoint = checkpoints::state_file(out / "checkpoint");
  if (!settings.is_first_process) return run_beside_the_first(settings, options, model, inputs, out);
  record::run_folder folder{out, start_of(settings)};
  tensorboard_file curves{settings.tensorboard, out};
  watch.events.begin(out);
  run_record last;  // of a run that has become complete
  run_observer observer;
  observer.wants_stop = [] { return stop_signals::number() != 0; };
  observer.on_warning = [&](const std::string& warning) {
    watch.progress.warn(warning);
    watch.events.warning(warning);
  };
  observer.on_progress = [&](const run_progress& now) {
    watch.progress.show(now);
    watch.events.progress(now);
  };
  observer.on_steps = [&](const run_record& record) {
    watch.events.steps(record);
    curves.steps(record);
  };
  bool is_new = true;
  observer.on_stage = [&](const run_record& record) {
    // The first call comes after all checks and before any measurement.
    if (std::exchange(is_new, false)) {
      folder.create();
      watch.tell_notes();
      for (const std::string& warning : record.warnings) watch.progress.warn(warning);
    }
    if (!record.accuracy.zero_shot.empty()) folder.write_tables(record);
    curves.stage(record);
    watch.events.stage(record);
    if (record.accuracy.zero_shot.empty()) return;
    if (record.accuracy.is_complete()) last = record;
    watch.progress.say(stage_line(record));
  };
  try {
    const auto result = find_method(settings.method)
                            .run(model, named_values(settings), with_checkpoints(options, settings, out),
                                 inputs, inputs_of(settings, model), observer);
    folder.write_model(result.model);
    if (result.classifier) result.classifier->save(out / "model");
    folder.write("report.html", report::report_html(result.record));
    drop_weights(checkpoint);
    watch.progress.finish();
    watch.events.finished(result.record);
    return result.record;
  } catch (const run_is_complete&) {
    watch.progress.finish();
    watch.events.finished(last);
    return last;
  } catch (...) {
    watch.progress.finish();
    std::error_code problem;
    if (!std::filesystem::exists(checkpoint, problem)) {
      curves.withdraw();
      folder.withdraw();
    }
    throw;
  }
}

}  // namespace sdkt::cli
