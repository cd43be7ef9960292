// SPDX-License-Identifier: MIT

#include "tensorboard_file.hpp"

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <system_error>
#include <vector>

#include "tensorboard_event.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/file/output_file.hpp>
#include <sdkt/report/run/so_far.hpp>

namespace sdkt::cli {

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string step_record_of(const run_record& record, std::size_t row) {
  const step_record& step = record.steps[row];
  tensorboard_event event{static_cast<std::int64_t>(row), now()};
  event.add("loss", step.loss);
  event.add("cross_entropy", step.cross_entropy);
  for (std::size_t n = 0; n < step.distillation.size() && n < record.teacher_names.size(); ++n)
    event.add("distill_" + record.teacher_names[n], step.distillation[n]);
  if (step.mean_selection) event.add("mean_selection", *step.mean_selection);
  event.add("learning_rate", step.learning_rate);
  return event.record();
}

void add_accuracies(tensorboard_event& event, const run_record& record, const std::string& tag,
                    const std::vector<double>& values) {
  for (std::size_t task = 0; task < values.size(); ++task)
    event.add(tag + "/" + detail::shown_text(record.tasks[task].name), values[task]);
  if (!values.empty()) event.add(tag, report::mean_between(values, 0, values.size()));
}

std::size_t num_stages(const run_record& record) {
  return record.accuracy.zero_shot.empty() ? 0 : 1 + record.accuracy.trained.size();
}

std::string stage_record_of(const run_record& record, std::size_t stage) {
  tensorboard_event event{static_cast<std::int64_t>(stage), now()};
  add_accuracies(event, record, "accuracy", record.accuracy.row(stage));
  add_accuracies(event, record, "accuracy_union", record.accuracy_union.row(stage));
  return event.record();
}

}  // namespace

tensorboard_file::tensorboard_file(bool is_on, const std::filesystem::path& run_folder)
    : is_on_{is_on}, path_{run_folder / "tensorboard" / "events.out.tfevents.0.sdkt"} {}

std::string tensorboard_file::new_steps(const run_record& record) {
  std::string records;
  for (; steps_written_ < record.steps.size(); ++steps_written_)
    records += step_record_of(record, steps_written_);
  return records;
}

std::string tensorboard_file::new_stages(const run_record& record) {
  std::string records;
  for (; stages_written_ < num_stages(record); ++stages_written_)
    records += stage_record_of(record, stages_written_);
  return records;
}

void tensorboard_file::append(const std::string& records) {
  errno = 0;
  file_.write(records.data(), static_cast<std::streamsize>(records.size())).flush();
  if (file_) return;
  throw file_error{path_.string(), std::string{"cannot be written: "} + std::strerror(errno),
                   "free some space on its disk, and continue with --resume"};
}

void tensorboard_file::stage(const run_record& record) {
  if (!is_on_) return;
  if (!file_.is_open()) {
    detail::create_folder(path_.parent_path());
    detail::remove_unfinished(path_.parent_path());
    detail::write_text_file(path_, tensorboard_version(now()) + new_steps(record) + new_stages(record));
    file_.open(path_, std::ios::binary | std::ios::app);
  }
  append(new_stages(record));
}

void tensorboard_file::steps(const run_record& record) {
  if (is_on_) append(new_steps(record));
}

void tensorboard_file::withdraw() noexcept {
  if (!is_on_) return;
  file_.close();
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
  std::filesystem::remove(path_.parent_path(), ignored);
}

}  // namespace sdkt::cli
