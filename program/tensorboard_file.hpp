// SPDX-License-Identifier: MIT
//
// The curves of a run in a file for TensorBoard.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>

#include <sdkt/record/record.hpp>

namespace sdkt::cli {

/// DIR/tensorboard/events.out.tfevents.0.sdkt, one file per run.
///
/// Steps count through the whole run: loss, cross_entropy, distill_TEACHER, mean_selection, learning_rate.
/// Stages count from 0, zero-shot: accuracy/TASK, accuracy_union/TASK and the means, accuracy and
/// accuracy_union. A continued run writes its file again from its record, and then appends to it, so no
/// step is repeated or missing.
/// Errors: file_error if it cannot be written.
class tensorboard_file {
 public:
  /// Writes nothing if it is off.
  tensorboard_file(bool is_on, const std::filesystem::path& run_folder);

  /// As run_observer::on_stage.
  void stage(const run_record& record);

  /// As run_observer::on_steps.
  void steps(const run_record& record);

  /// Removes what was written, for a run that leaves no trace.
  void withdraw() noexcept;

 private:
  std::string new_steps(const run_record& record);
  std::string new_stages(const run_record& record);
  void append(const std::string& records);

  bool is_on_;
  std::filesystem::path path_;
  std::ofstream file_;
  std::size_t steps_written_ = 0;
  std::size_t stages_written_ = 0;
};

}  // namespace sdkt::cli
