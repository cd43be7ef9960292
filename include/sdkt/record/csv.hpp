// SPDX-License-Identifier: MIT
//
// Measurements as comma-separated text, in numbers that read back as the same numbers.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/record/record.hpp>

namespace sdkt {

namespace detail {

/// The shortest decimal that reads back as the same number of this type.
template <class Number>
std::string shortest(Number value) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

inline std::string fixed(double value, int decimals) {
  std::array<char, 400> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals).ptr;
  return {text.data(), end};
}

/// A loss: computed in fp32, so the shortest fp32 decimal.
inline std::string loss_text(double value) { return shortest(static_cast<float>(value)); }

/// A field, quoted where commas, quotes or line ends demand it (RFC 4180).
inline std::string field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{text};
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + "\"";
}

inline std::string task_header(const run_record& record) {
  std::string line = "trained_up_to";
  for (const auto& task : record.tasks) line.append(",").append(field(task.name));
  return line;
}

/// The distillation term of the teacher of a name; none if the method has no such teacher or it did not
/// guide.
inline std::optional<double> term_of(const run_record& record, const step_record& step,
                                     std::string_view name) {
  for (std::size_t n = 0; n < record.teacher_names.size(); ++n) {
    if (record.teacher_names[n] == name && n < step.distillation.size()) return step.distillation[n];
  }
  return std::nullopt;
}

}  // namespace detail

/// The header of steps.csv. Means of teachers other than the previous and the pre-trained model come last.
inline std::string steps_header(const run_record& record) {
  std::string line =
      "task,step,lr,loss,cross_entropy,distill_previous,distill_pretrained,mean_selection,seconds";
  for (const auto& name : record.teacher_names) {
    if (name != "previous" && name != "pretrained") line.append(",distill_").append(detail::field(name));
  }
  return line + "\n";
}

/// Lines of steps.csv for the records from `first` on.
inline std::string steps_lines(const run_record& record, std::size_t first = 0) {
  const auto term = [&](const step_record& step, std::string_view name) {
    const auto value = detail::term_of(record, step, name);
    return value ? detail::loss_text(*value) : std::string{};
  };
  std::string text;
  for (std::size_t row = first; row < record.steps.size(); ++row) {
    const step_record& step = record.steps[row];
    text.append(std::to_string(step.task)).append(",").append(std::to_string(step.step)).append(",");
    text.append(detail::shortest(step.learning_rate))
        .append(",")
        .append(detail::loss_text(step.loss))
        .append(",");
    text.append(detail::loss_text(step.cross_entropy)).append(",");
    text.append(term(step, "previous")).append(",").append(term(step, "pretrained")).append(",");
    if (step.mean_selection) text.append(detail::loss_text(*step.mean_selection));
    text.append(",").append(detail::fixed(step.seconds, 6));
    for (const auto& name : record.teacher_names) {
      if (name != "previous" && name != "pretrained") text.append(",").append(term(step, name));
    }
    text.append("\n");
  }
  return text;
}

/// accuracy.csv or accuracy_union.csv: the zero-shot row, then a row a task, in percent.
inline std::string accuracy_csv(const run_record& record, const accuracy_matrix& accuracy) {
  std::string text = detail::task_header(record) + "\n";
  const auto add_row = [&](const std::string& name, const std::vector<double>& row) {
    text += detail::field(name);
    for (const double value : row) text.append(",").append(detail::fixed(value, 4));
    text += "\n";
  };
  if (!accuracy.zero_shot.empty()) add_row("zero-shot", accuracy.zero_shot);
  for (std::size_t row = 0; row < accuracy.trained.size(); ++row) {
    add_row(record.tasks[row].name, accuracy.trained[row]);
  }
  return text;
}

/// distance.csv: mean || h_k - h_0 || on each task's test images and on the reference, then the means over
/// the tasks trained so far and over those not yet trained.
inline std::string distance_csv(const run_record& record) {
  std::string text = detail::task_header(record) + ",reference,mean_trained,mean_untrained\n";
  for (std::size_t stage = 0; stage < record.distances.size(); ++stage) {
    const distance_record& row = record.distances[stage];
    text += detail::field(record.stage_name(stage));
    double trained = 0, untrained = 0;
    for (std::size_t task = 0; task < row.tasks.size(); ++task) {
      text.append(",").append(detail::fixed(row.tasks[task], 6));
      (task < stage ? trained : untrained) += row.tasks[task];
    }
    text.append(",").append(row.reference ? detail::fixed(*row.reference, 6) : "");
    const std::size_t left = row.tasks.size() - stage;
    text.append(",").append(stage == 0 ? "" : detail::fixed(trained / static_cast<double>(stage), 6));
    text.append(",").append(left == 0 ? "" : detail::fixed(untrained / static_cast<double>(left), 6));
    text += "\n";
  }
  return text;
}

/// selection.csv: of every task that has been trained, how many images were given which weight of the first
/// teacher. A column is named after the lowest weight in it.
inline std::string selection_csv(const run_record& record) {
  std::string text = "task,below_0";
  for (std::size_t bin = 0; bin < selection_record::num_bins; ++bin) {
    const double from = static_cast<double>(bin) / static_cast<double>(selection_record::num_bins);
    text.append(",from_").append(detail::fixed(from, 2));
  }
  text += ",above_1\n";
  for (std::size_t task = 0; task < record.selection.size(); ++task) {
    text += detail::field(record.tasks[task].name);
    for (const auto count : record.selection[task].counts) text.append(",").append(std::to_string(count));
    text += "\n";
  }
  return text;
}

/// predictions.csv: label and predicted are indices in the label space; union is that of label_space_of.
inline std::string predictions_csv(const run_record& record) {
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

}  // namespace sdkt
