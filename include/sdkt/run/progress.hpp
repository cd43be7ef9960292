// SPDX-License-Identifier: MIT
//
// Keeps count of a run and tells its observer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include <sdkt/record/observer.hpp>

namespace sdkt {

/// Counts steps and images of a whole run, phase by phase. Borrows the observer.
class progress_counter {
 public:
  progress_counter(const run_observer& observer, std::size_t num_tasks, std::int64_t steps_total,
                   std::int64_t images_total)
      : observer_{observer} {
    now_.num_tasks = num_tasks;
    now_.steps_total = steps_total;
    now_.images_total = images_total;
  }

  /// Stage 0 is zero-shot, then by task.
  /// done: how much of it an earlier process has done.
  void begin(run_progress::phase phase, std::size_t stage, std::string task_name, std::int64_t total,
             std::int64_t done = 0) {
    now_.now = phase;
    now_.is_zero_shot = stage == 0;
    now_.task = stage == 0 ? 0 : stage - 1;
    now_.task_name = std::move(task_name);
    now_.done = done;
    now_.total = total;
  }

  /// Where a run that is continued stands.
  void continue_at(std::int64_t steps_done, std::int64_t steps_total, std::int64_t images_done) {
    now_.steps_done = steps_done;
    now_.steps_total = steps_total;
    now_.images_done = images_done;
  }

  /// A task has become longer, or shorter, than was planned.
  void expect_more_steps(std::int64_t steps) { now_.steps_total += steps; }

  void evaluated(std::int64_t images) {
    now_.images_done += images - now_.done;
    now_.done = images;
    tell();
  }

  void looked_back(std::int64_t images, std::int64_t total) {
    now_.now = run_progress::phase::looking_back;
    now_.done = images;
    now_.total = total;
    tell();
  }

  void trained(std::int64_t steps, double loss) {
    now_.steps_done += steps - now_.done;
    now_.done = steps;
    now_.loss = loss;
    tell();
  }

 private:
  void tell() const {
    if (observer_.on_progress) observer_.on_progress(now_);
  }

  const run_observer& observer_;
  run_progress now_;
};

}  // namespace sdkt
