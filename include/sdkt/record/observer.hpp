// SPDX-License-Identifier: MIT
//
// How a run reports its progress. The library itself prints nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include <sdkt/record/record.hpp>

namespace sdkt {

/// The progress of a run: how much remains of the current task and of the whole run.
struct run_progress {
  enum class phase {
    evaluating,
    training,
    looking_back,  ///< a task has ended or begins, and an extension or parameterisation reads its images
  };

  phase now = phase::evaluating;
  std::size_t task = 0;  ///< position of the current or last task; see is_zero_shot
  bool is_zero_shot = false;
  std::size_t num_tasks = 0;
  std::string task_name;
  std::int64_t done = 0;  ///< steps of this task, or images of this evaluation or pass
  std::int64_t total = 0;
  double loss = 0;  ///< of the last step that was read

  std::int64_t steps_done = 0;  ///< in the whole run
  std::int64_t steps_total = 0;
  std::int64_t images_done = 0;  ///< evaluated in the whole run
  std::int64_t images_total = 0;
};

/// Callbacks of a run; empty ones are not called. They run in the thread that called run.
struct run_observer {
  std::function<void(const run_progress&)> on_progress = {};
  std::function<void(const run_record&)> on_steps = {};  ///< new rows in record.steps
  /// Called before the first image is read, after the zero-shot stage, and after every task. A continued run
  /// starts with the record that it continues. In the first call, record.warnings holds warnings about data
  /// with which the run continues.
  std::function<void(const run_record&)> on_stage = {};
  /// Called after every step and after every batch of an evaluation or of an extension's pass. If it returns
  /// true, the run writes its checkpoint and ends with run_stopped.
  std::function<bool()> wants_stop = {};
  /// Something that the run does in another way than was asked, with the same results: one sentence.
  std::function<void(const std::string&)> on_warning = {};
};

}  // namespace sdkt
