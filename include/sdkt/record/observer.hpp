// SPDX-License-Identifier: MIT
//
// How a run tells what it is doing. The library itself prints nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include <sdkt/record/record.hpp>

namespace sdkt {

/// Where a run is: enough to say how much is left, of the task and of the whole run.
struct run_progress {
  enum class phase {
    evaluating,
    training,
    looking_back,  ///< a task has ended, and an extension goes over its images once more
  };

  phase now = phase::evaluating;
  std::size_t task = 0;  ///< position of the task that is trained or has just been; see is_zero_shot
  bool is_zero_shot = false;
  std::size_t num_tasks = 0;
  std::string task_name;
  std::int64_t done = 0;  ///< steps of this task, or images of this evaluation or pass
  std::int64_t total = 0;
  double loss = 0;  ///< of the last step that was looked at

  std::int64_t steps_done = 0;  ///< in the whole run
  std::int64_t steps_total = 0;
  std::int64_t images_done = 0;  ///< evaluated in the whole run
  std::int64_t images_total = 0;
};

/// Callbacks of a run; those left empty are not called. They run in the thread that called run.
struct run_observer {
  std::function<void(const run_progress&)> on_progress = {};
  std::function<void(const run_record&)> on_steps = {};  ///< new rows in record.steps
  /// Before the first image is looked at, after the zero-shot stage, and after every task. A run that is
  /// continued begins with the record that it continues. The first call's record.warnings says what the run
  /// goes on with and a user should know.
  std::function<void(const run_record&)> on_stage = {};
  /// Asked after every step and every batch of evaluation or of an extension's pass: true ends the run with
  /// run_stopped, after the checkpoint.
  std::function<bool()> wants_stop = {};
};

}  // namespace sdkt
