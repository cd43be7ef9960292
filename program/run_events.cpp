// SPDX-License-Identifier: MIT

#include "run_events.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "event_line.hpp"
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/report/run/so_far.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::cli {

namespace {

template <class Whole>
std::string whole(Whole value) {
  return std::to_string(value);
}

/// The number as steps.csv has it.
std::string loss_number(double value) { return std::isfinite(value) ? detail::loss_text(value) : "null"; }

/// The number as accuracy.csv has it.
std::string percent(double value) { return std::isfinite(value) ? detail::fixed_text(value, 4) : "null"; }

std::string percents(const std::vector<double>& values) {
  std::vector<std::string> texts;
  for (const double value : values) texts.push_back(percent(value));
  return detail::json_array(texts);
}

double mean_of(const std::vector<double>& values) { return report::mean_between(values, 0, values.size()); }

std::string tasks_of(const run_record& record) {
  std::vector<std::string> tasks;
  for (const auto& task : record.tasks) {
    tasks.push_back(event_object({{"name", detail::json_string(task.name)},
                                  {"classes", whole(task.class_names.size())},
                                  {"train_images", whole(task.num_train)},
                                  {"test_images", whole(task.num_test)},
                                  {"steps", whole(task.num_steps)}}));
  }
  return detail::json_array(tasks);
}

std::string metrics_of(const accuracy_matrix& accuracy) {
  const sequence_metrics metrics = compute_metrics(accuracy);
  json_fields fields;
  for (const auto& [name, value] : record::all_metrics)
    fields.emplace_back(name, detail::json_number(metrics.*value));
  return event_object(fields);
}

json_fields step_fields(const run_record& record, const step_record& step) {
  const auto term = [&](const std::string& name) {
    const auto value = detail::term_of(record, step, name);
    return value ? loss_number(*value) : std::string{"null"};
  };
  json_fields fields{{"task", whole(step.task)},
                     {"step", whole(step.step)},
                     {"lr", detail::json_number(step.learning_rate)},
                     {"loss", loss_number(step.loss)},
                     {"cross_entropy", loss_number(step.cross_entropy)},
                     {"distill_previous", term("previous")},
                     {"distill_pretrained", term("pretrained")},
                     {"mean_selection", step.mean_selection ? loss_number(*step.mean_selection) : "null"},
                     {"seconds", detail::fixed_text(step.seconds, 6)}};
  for (const auto& name : record.teacher_names) {
    if (name != "previous" && name != "pretrained") fields.emplace_back("distill_" + name, term(name));
  }
  return fields;
}

}  // namespace

void run_events::note(const std::string& sentence) const {
  if (is_on_) print_event("note", {{"message", detail::json_string(sentence)}});
}

void run_events::begin(const std::filesystem::path& folder) {
  ++run_;
  folder_ = folder;
  has_started_ = false;
  phase_told_.clear();
  steps_told_ = 0;
  start_ = std::chrono::steady_clock::now();
}

void run_events::started(const run_record& record) {
  const bool is_continued = !record.accuracy.zero_shot.empty() || !record.steps.empty();
  steps_told_ = record.steps.size();
  print_event("run_started", {{"command", detail::json_string(command_)},
                              {"run", whole(run_)},
                              {"num_runs", whole(num_runs_)},
                              {"folder", folder_.empty() ? "null" : detail::json_string(folder_.string())},
                              {"method", detail::json_string(record.method)},
                              {"is_continued", is_continued ? "true" : "false"},
                              {"tasks", tasks_of(record)},
                              {"settings", event_settings(record.settings)}});
  for (const std::string& sentence : record.warnings) warning(sentence);
}

void run_events::warning(const std::string& sentence) {
  print_event("warning", {{"message", detail::json_string(detail::one_line(sentence))}});
}

void run_events::evaluated(const run_record& record) {
  const std::size_t stage = record.accuracy.trained.size();
  const auto& own = record.accuracy.row(stage);
  const auto& all = record.accuracy_union.row(stage);
  print_event("task_evaluated", {{"stage", whole(stage)},
                                 {"trained_up_to", detail::json_string(record.stage_name(stage))},
                                 {"accuracy", percents(own)},
                                 {"accuracy_union", percents(all)},
                                 {"mean_accuracy", percent(mean_of(own))},
                                 {"mean_accuracy_union", percent(mean_of(all))}});
}

void run_events::stage(const run_record& record) {
  if (!is_on_) return;
  if (!std::exchange(has_started_, true)) {
    started(record);
  } else {
    evaluated(record);
  }
  const std::size_t task = record.accuracy.trained.size();
  const bool trains = command_ != "evaluate";
  if (!trains || record.accuracy.zero_shot.empty() || task >= record.tasks.size()) return;
  std::int64_t first_step = 0;
  for (const auto& step : record.steps) first_step += step.task == static_cast<std::int64_t>(task) ? 1 : 0;
  print_event("task_started", {{"task", whole(task)},
                               {"name", detail::json_string(record.tasks[task].name)},
                               {"steps", whole(record.tasks[task].num_steps)},
                               {"first_step", whole(first_step)}});
}

void run_events::steps(const run_record& record) {
  if (!is_on_) return;
  for (; steps_told_ < record.steps.size(); ++steps_told_)
    print_event("step", step_fields(record, record.steps[steps_told_]));
}

void run_events::progress(const run_progress& now) {
  if (!is_on_ || now.now == run_progress::phase::training || now.total < 1) return;
  const std::string phase = now.now == run_progress::phase::evaluating ? "evaluating" : "looking_back";
  const std::size_t stage = now.is_zero_shot ? 0 : now.task + 1;
  const std::string which = phase + " " + whole(stage);
  const std::int64_t twentieths = now.done * 20 / now.total;
  if (std::exchange(phase_told_, which) == which && twentieths == twentieths_told_) return;
  twentieths_told_ = twentieths;
  print_event("progress", {{"phase", detail::json_string(phase)},
                           {"stage", whole(stage)},
                           {"name", detail::json_string(now.task_name)},
                           {"images_done", whole(now.done)},
                           {"images", whole(now.total)}});
}

void run_events::finished(const run_record& record) {
  if (!is_on_) return;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const bool has_metrics = record.accuracy.is_complete();
  print_event("run_finished",
              {{"run", whole(run_)},
               {"method", detail::json_string(record.method)},
               {"folder", folder_.empty() ? "null" : detail::json_string(folder_.string())},
               {"metrics", has_metrics ? event_object({{"own", metrics_of(record.accuracy)},
                                                       {"union", metrics_of(record.accuracy_union)}})
                                       : "null"},
               {"seconds", detail::fixed_text(seconds, 3)}});
}

}  // namespace sdkt::cli
