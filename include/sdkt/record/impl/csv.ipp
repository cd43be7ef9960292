// SPDX-License-Identifier: MIT
//
// Definitions of csv.hpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/number_text.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{text};
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + "\"";
}

SDKT_INLINE std::string task_header(const run_record& record) {
  std::string line = "trained_up_to";
  for (const auto& task : record.tasks) line.append(",").append(field(task.name));
  return line;
}

SDKT_INLINE std::optional<double> term_of(const run_record& record, const step_record& step,
                                          std::string_view name) {
  for (std::size_t n = 0; n < record.teacher_names.size(); ++n) {
    if (record.teacher_names[n] == name && n < step.distillation.size()) return step.distillation[n];
  }
  return std::nullopt;
}

}  // namespace sdkt::detail

namespace sdkt::record {

SDKT_INLINE std::string steps_header(const run_record& record) {
  std::string line =
      "task,step,lr,loss,cross_entropy,distill_previous,distill_pretrained,mean_selection,seconds";
  for (const auto& name : record.teacher_names) {
    if (name != "previous" && name != "pretrained") line.append(",distill_").append(detail::field(name));
  }
  return line + "\n";
}

SDKT_INLINE std::string steps_lines(const run_record& record, std::size_t first) {
  const auto term = [&](const step_record& step, std::string_view name) {
    const auto value = detail::term_of(record, step, name);
    return value ? detail::loss_text(*value) : std::string{};
  };
  std::string text;
  for (std::size_t row = first; row < record.steps.size(); ++row) {
    const step_record& step = record.steps[row];
    text.append(std::to_string(step.task)).append(",").append(std::to_string(step.step)).append(",");
    text.append(detail::number_text(step.learning_rate))
        .append(",")
        .append(detail::loss_text(step.loss))
        .append(",");
    text.append(detail::loss_text(step.cross_entropy)).append(",");
    text.append(term(step, "previous")).append(",").append(term(step, "pretrained")).append(",");
    if (step.mean_selection) text.append(detail::loss_text(*step.mean_selection));
    text.append(",").append(detail::fixed_text(step.seconds, 6));
    for (const auto& name : record.teacher_names) {
      if (name != "previous" && name != "pretrained") text.append(",").append(term(step, name));
    }
    text.append("\n");
  }
  return text;
}

SDKT_INLINE std::string accuracy_csv(const run_record& record, const accuracy_matrix& accuracy) {
  std::string text = detail::task_header(record) + "\n";
  const auto add_row = [&](const std::string& name, const std::vector<double>& row) {
    text += detail::field(name);
    for (const double value : row) text.append(",").append(detail::fixed_text(value, 4));
    text += "\n";
  };
  if (!accuracy.zero_shot.empty()) add_row("zero-shot", accuracy.zero_shot);
  for (std::size_t row = 0; row < accuracy.trained.size(); ++row) {
    add_row(record.tasks[row].name, accuracy.trained[row]);
  }
  return text;
}

SDKT_INLINE std::string distance_csv(const run_record& record) {
  std::string text = detail::task_header(record) + ",reference,mean_trained,mean_untrained\n";
  for (std::size_t stage = 0; stage < record.distances.size(); ++stage) {
    const distance_record& row = record.distances[stage];
    text += detail::field(record.stage_name(stage));
    double trained = 0, untrained = 0;
    for (std::size_t task = 0; task < row.tasks.size(); ++task) {
      text.append(",").append(detail::fixed_text(row.tasks[task], 6));
      (task < stage ? trained : untrained) += row.tasks[task];
    }
    text.append(",").append(row.reference ? detail::fixed_text(*row.reference, 6) : "");
    const std::size_t left = row.tasks.size() - stage;
    text.append(",").append(stage == 0 ? "" : detail::fixed_text(trained / static_cast<double>(stage), 6));
    text.append(",").append(left == 0 ? "" : detail::fixed_text(untrained / static_cast<double>(left), 6));
    text += "\n";
  }
  return text;
}

SDKT_INLINE std::string selection_csv(const run_record& record) {
  std::string text = "task,below_0";
  for (std::size_t bin = 0; bin < selection_record::num_bins; ++bin) {
    const double from = static_cast<double>(bin) / static_cast<double>(selection_record::num_bins);
    text.append(",from_").append(detail::fixed_text(from, 2));
  }
  text += ",above_1\n";
  for (std::size_t task = 0; task < record.selection.size(); ++task) {
    text += detail::field(record.tasks[task].name);
    for (const auto count : record.selection[task].counts) text.append(",").append(std::to_string(count));
    text += "\n";
  }
  return text;
}

SDKT_INLINE std::string predictions_csv(const run_record& record) {
  std::string text = "trained_up_to,label_space,task,path,label,predicted,margin\n";
  for (const auto& row : record.predictions) {
    text.append(detail::field(record.stage_name(row.stage))).append(row.is_union ? ",union," : ",own,");
    text.append(detail::field(record.tasks[row.task].name))
        .append(",")
        .append(detail::field(row.path))
        .append(",");
    text.append(std::to_string(row.label)).append(",").append(std::to_string(row.predicted)).append(",");
    text.append(detail::loss_text(row.margin)).append("\n");
  }
  return text;
}

}  // namespace sdkt::record
