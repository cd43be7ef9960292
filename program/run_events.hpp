// SPDX-License-Identifier: MIT
//
// What a run does, as events for scripts.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include <sdkt/record/observer.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::cli {

/// Tells the events of runs one after another; of none if it is off.
class run_events {
 public:
  run_events(bool is_on, std::string command, std::size_t num_runs = 1)
      : is_on_{is_on}, command_{std::move(command)}, num_runs_{num_runs} {}

  bool is_on() const noexcept { return is_on_; }

  /// What a user should know before the first run.
  void note(const std::string& sentence) const;

  /// The next run begins. An empty folder: nothing is written.
  void begin(const std::filesystem::path& folder);

  /// As run_observer::on_stage: the first call of a run says that it has started, later ones what was
  /// measured, and each which task comes now.
  void stage(const run_record& record);

  /// As run_observer::on_steps: rows of steps.csv that have not been told.
  void steps(const run_record& record);

  /// As run_observer::on_progress: how far an evaluation or an extension's pass is. Told with its first
  /// batch, with every twentieth of it, and with its last batch, so that their number does not depend on
  /// time.
  void progress(const run_progress& now);

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
  std::string phase_told_;            // which evaluation or pass was told of last
  std::int64_t twentieths_told_ = 0;  // of it
  std::chrono::steady_clock::time_point start_;
};

}  // namespace sdkt::cli
