// SPDX-License-Identifier: MIT
//
// Counts the progress of a run and reports it to the observer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/observer.hpp>

namespace sdkt::run {

/// Counts steps and images of a whole run, phase by phase. Borrows the observer.
class progress_counter {
 public:
  progress_counter(const run_observer& observer, std::size_t num_tasks, std::int64_t steps_total,
                   std::int64_t images_total);

  /// Begins a phase. Stage 0 is zero-shot, then one stage per task.
  ///
  /// done: the part that an earlier process has completed.
  void begin(run_progress::phase phase, std::size_t stage, std::string task_name, std::int64_t total,
             std::int64_t done = 0);

  /// Sets the counts at which a continued run starts.
  void continue_at(std::int64_t steps_done, std::int64_t steps_total, std::int64_t images_done);

  /// Corrects the planned number of steps by a difference, for a task that has become longer or shorter.
  void expect_more_steps(std::int64_t steps) { now_.steps_total += steps; }

  void evaluated(std::int64_t images);

  void looked_back(std::int64_t images, std::int64_t total);

  void trained(std::int64_t steps, double loss);

 private:
  void tell() const;

  const run_observer& observer_;
  run_progress now_;
  bool was_looking_back_ = false;
};

}  // namespace sdkt::run

#if SDKT_HAS_DEFINITIONS
#include <sdkt/run/impl/progress.ipp>
#endif
