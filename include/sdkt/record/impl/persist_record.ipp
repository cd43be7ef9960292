// SPDX-License-Identifier: MIT
//
// Definitions of persist_record.hpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/persist_record.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::detail {

SDKT_INLINE std::int64_t whole(double number) {
  if (is_whole(number)) return static_cast<std::int64_t>(number);
  throw broken_checkpoint("a count in it is not a whole number");
}

inline constexpr double not_there = std::numeric_limits<double>::quiet_NaN();

SDKT_INLINE void persist_numbers(archive& state, const std::string& name, std::vector<double>& values) {
  at::Tensor stored = at::empty({static_cast<std::int64_t>(values.size())}, at::kDouble);
  for (std::size_t i = 0; i < values.size(); ++i) stored.mutable_data_ptr<double>()[i] = values[i];
  state(name, stored);
  if (!state.restores()) return;
  stored = stored.to(at::kCPU, at::kDouble).contiguous();
  const auto* value = stored.const_data_ptr<double>();
  values.assign(value, value + stored.numel());
}

SDKT_INLINE void persist_numbers(archive& state, const std::string& name, std::vector<std::int64_t>& values) {
  std::vector<double> numbers(values.begin(), values.end());
  persist_numbers(state, name, numbers);
  values.clear();
  for (const double number : numbers) values.push_back(whole(number));
}

/// Stores or restores rows of `width` numbers each. take(row) returns the numbers of a row,
/// make(first number) a row.
///
/// Errors: format_error for a table that is not a whole number of rows.
template <class Row, class Take, class Make>
void persist_rows(archive& state, const std::string& name, std::vector<Row>& rows, std::size_t width,
                  const Take& take, const Make& make) {
  std::vector<double> numbers;
  for (const Row& row : rows) {
    for (const double number : take(row)) numbers.push_back(number);
  }
  persist_numbers(state, name, numbers);
  if (!state.restores()) return;
  if (numbers.size() % width != 0) {
    throw broken_checkpoint("its table " + name + " does not consist of whole rows");
  }
  rows.clear();
  for (std::size_t place = 0; place < numbers.size(); place += width) {
    rows.push_back(make(numbers.data() + place));
  }
}

SDKT_INLINE void persist_rows(archive& state, const std::string& name, std::vector<std::vector<double>>& rows,
                              std::size_t width) {
  persist_rows(
      state, name, rows, width, [](const std::vector<double>& row) { return row; },
      [width](const double* first) { return std::vector<double>(first, first + width); });
}

SDKT_INLINE void persist_accuracy(archive& state, const std::string& name, accuracy_matrix& accuracy,
                                  std::size_t num_tasks) {
  persist_numbers(state, name + "/zero_shot", accuracy.zero_shot);
  persist_rows(state, name + "/trained", accuracy.trained, num_tasks);
}

SDKT_INLINE void persist_steps(archive& state, std::vector<step_record>& steps, std::size_t num_teachers) {
  const auto take = [num_teachers](const step_record& row) {
    std::vector<double> numbers{static_cast<double>(row.task),
                                static_cast<double>(row.step),
                                row.learning_rate,
                                row.loss,
                                row.cross_entropy,
                                row.seconds,
                                row.mean_selection.value_or(not_there)};
    numbers.insert(numbers.end(), row.distillation.begin(), row.distillation.end());
    numbers.resize(7 + num_teachers, not_there);
    return numbers;
  };
  const auto make = [num_teachers](const double* number) {
    step_record row;
    row.task = whole(number[0]);
    row.step = whole(number[1]);
    row.learning_rate = number[2];
    row.loss = number[3];
    row.cross_entropy = number[4];
    row.seconds = number[5];
    if (!std::isnan(number[6])) {
      row.mean_selection = number[6];
      row.distillation.assign(number + 7, number + 7 + num_teachers);
    }
    return row;
  };
  persist_rows(state, "steps", steps, 7 + num_teachers, take, make);
}

SDKT_INLINE void persist_distances(archive& state, std::vector<distance_record>& distances,
                                   std::size_t num_tasks) {
  const auto take = [](const distance_record& row) {
    std::vector<double> numbers = row.tasks;
    numbers.push_back(row.reference.value_or(not_there));
    return numbers;
  };
  const auto make = [num_tasks](const double* number) {
    distance_record row{{number, number + num_tasks}, {}};
    if (!std::isnan(number[num_tasks])) row.reference = number[num_tasks];
    return row;
  };
  persist_rows(state, "distances", distances, num_tasks + 1, take, make);
}

SDKT_INLINE void persist_predictions(archive& state, std::vector<prediction_record>& predictions,
                                     const test_path& path_of) {
  const auto take = [](const prediction_record& row) {
    return std::vector<double>{static_cast<double>(row.stage),     static_cast<double>(row.is_union),
                               static_cast<double>(row.task),      static_cast<double>(row.label),
                               static_cast<double>(row.predicted), row.margin};
  };
  std::map<std::vector<double>, std::size_t> seen;
  const auto make = [&](const double* number) {
    prediction_record row;
    row.stage = static_cast<std::size_t>(whole(number[0]));
    row.is_union = number[1] != 0;
    row.task = static_cast<std::size_t>(whole(number[2]));
    row.path = path_of(row.task, seen[{number[0], number[1], number[2]}]++);
    row.label = whole(number[3]);
    row.predicted = whole(number[4]);
    row.margin = number[5];
    return row;
  };
  persist_rows(state, "predictions", predictions, 6, take, make);
}

SDKT_INLINE void persist_selection(archive& state, std::vector<selection_record>& selection) {
  constexpr std::size_t width = selection_record{}.counts.size();
  const auto take = [](const selection_record& row) {
    return std::vector<double>{row.counts.begin(), row.counts.end()};
  };
  const auto make = [](const double* number) {
    selection_record row;
    for (auto& count : row.counts) count = whole(*number++);
    return row;
  };
  persist_rows(state, "selection", selection, width, take, make);
}

/// Stores the numbers of the samples in one table, their names and thumbnails one after the other in another.
SDKT_INLINE void persist_samples(archive& state, std::vector<sample_record>& samples) {
  std::vector<double> lengths;
  std::string bytes;
  for (const auto& sample : samples) {
    for (const std::string* text : {&sample.path, &sample.thumbnail}) {
      lengths.push_back(static_cast<double>(text->size()));
      bytes += *text;
    }
  }
  at::Tensor stored = at::empty({static_cast<std::int64_t>(bytes.size())}, at::kByte);
  if (!bytes.empty()) std::memcpy(stored.mutable_data_ptr(), bytes.data(), bytes.size());
  const auto take = [](const sample_record& row) {
    return std::vector<double>{static_cast<double>(row.task), static_cast<double>(row.label),
                               static_cast<double>(row.predicted), row.margin};
  };
  const auto make = [](const double* number) {
    return sample_record{
        static_cast<std::size_t>(whole(number[0])), {}, whole(number[1]), whole(number[2]), number[3], {}};
  };
  persist_rows(state, "samples", samples, 4, take, make);
  persist_numbers(state, "sample_lengths", lengths);
  state("sample_bytes", stored);
  if (!state.restores()) return;
  stored = stored.to(at::kCPU, at::kByte).contiguous();
  bytes.assign(static_cast<const char*>(stored.const_data_ptr()), static_cast<std::size_t>(stored.numel()));
  const format_error torn = broken_checkpoint("its samples do not match their names and thumbnails");
  if (lengths.size() != 2 * samples.size()) throw torn;
  std::size_t place = 0, next = 0;
  for (auto& sample : samples) {
    for (std::string* text : {&sample.path, &sample.thumbnail}) {
      const std::int64_t length = whole(lengths[next++]);
      if (length < 0 || static_cast<std::size_t>(length) > bytes.size() - place) throw torn;
      text->assign(bytes, place, static_cast<std::size_t>(length));
      place += static_cast<std::size_t>(length);
    }
  }
  if (place != bytes.size()) throw torn;
}

SDKT_INLINE void persist_record(archive& state, run_record& record, const test_path& path_of) {
  std::vector<std::int64_t> num_steps;
  for (const auto& task : record.tasks) num_steps.push_back(task.num_steps);
  persist_numbers(state, "num_steps", num_steps);
  if (num_steps.size() != record.tasks.size()) {
    throw broken_checkpoint("it counts the steps of a different number of tasks");
  }
  for (std::size_t task = 0; task < record.tasks.size(); ++task)
    record.tasks[task].num_steps = num_steps[task];
  persist_steps(state, record.steps, record.teacher_names.size());
  persist_accuracy(state, "accuracy", record.accuracy, record.tasks.size());
  persist_accuracy(state, "accuracy_union", record.accuracy_union, record.tasks.size());
  persist_distances(state, record.distances, record.tasks.size());
  persist_predictions(state, record.predictions, path_of);
  persist_selection(state, record.selection);
  persist_samples(state, record.samples);
  const std::size_t tasks = record.tasks.size();
  bool fits = record.selection.size() <= tasks;
  for (const auto& sample : record.samples) fits = fits && sample.task < tasks;
  if (!fits) throw broken_checkpoint("it counts more tasks than the run has");
}

}  // namespace sdkt::detail
