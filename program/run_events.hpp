// SPDX-License-Identifier: MIT
//
// The events of a run, for scripts.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include <sdkt/record/observer.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::cli {

/// Prints the events of consecutive runs; none if it is off.
class run_events {
 public:
  run_events(bool is_on, std::string command, std::size_t num_runs = 1)
      : is_on_{is_on}, command_{std::move(command)}, num_runs_{num_runs} {}

  bool is_on() const noexcept { return is_on_; }

  /// A note for the user before the first run.
  void note(const std::string& sentence) const;

  /// Begins the next run. An empty folder: nothing is written to disk.
  void begin(const std::filesystem::path& folder);

  /// As run_observer::on_stage. The first call of a run reports that it has started, later calls report the
  /// measurements, and each call reports the task that follows.
  void stage(const run_record& record);

  /// As run_observer::on_steps: rows of steps.csv that have not been reported yet.
  void steps(const run_record& record);

  /// As run_observer::on_progress: the progress of an evaluation or of an extension's pass. Reported
  /// with its first batch, with every twentieth of it, and with its last batch, so that the number of
  /// events does not depend on time.
  void progress(const run_progress& now);

  /// As run_observer::on_warning.
  void warning(const std::string& sentence);

  void finished(const run_record& record);

 private:
  void started(const run_record& record);
  void evaluated(const run_record& record);

  bool is_on_;
  std::string command_;
  std::size_t num_runs_;
  std::size_t run_ = 0;  // from 1
  std::filesystem::path folder_;
  bool has_started_ = false;
  std::size_t steps_told_ = 0;
  std::string phase_told_;            // the last reported evaluation or pass
  std::int64_t twentieths_told_ = 0;  // of this phase
  std::chrono::steady_clock::time_point start_;
};

}  // namespace sdkt::cli
