// SPDX-License-Identifier: MIT
//
// The progress of runs and their remaining time: a line that redraws itself on a
// terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <set>
#include <string>

#include <sdkt/record/observer.hpp>

namespace sdkt::cli {

/// Shows the progress of one run, or of several one after another, on stderr.
class progress_line {
 public:
  explicit progress_line(bool is_quiet, std::size_t num_runs = 1);
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;
  ~progress_line() { finish(); }

  /// Begins the next run. Its name is shown if there are several runs.
  void begin_run(const std::string& name);

  void show(const run_progress& progress);

  /// Prints a line that stays.
  void say(const std::string& line);

  /// Prints a warning about the data, only once even if several runs use the data.
  void warn(const std::string& sentence);

  /// Ends the redrawn line, before anything else is printed.
  void finish();

 private:
  using clock = std::chrono::steady_clock;

  void measure(const run_progress& progress);
  double seconds_each(const run_progress& progress) const;
  double phase_seconds_left(const run_progress& progress) const;
  double run_seconds_left(const run_progress& progress) const;
  double all_seconds_left(const run_progress& progress) const;
  std::string line_of(const run_progress& progress, std::size_t columns) const;

  bool is_quiet_;
  bool is_terminal_;
  std::size_t num_runs_;
  std::size_t run_ = 0;  // from 1
  std::set<std::string> warned_;
  std::string name_;
  bool is_drawn_ = false;
  bool has_measured_ = false;
  clock::time_point last_measured_ = clock::now();
  clock::time_point last_shown_ = clock::now();
  std::int64_t last_steps_ = 0;
  std::int64_t last_images_ = 0;
  double seconds_per_step_ = 0;  // 0: not measured yet
  double seconds_per_image_ = 0;
  std::int64_t last_looked_ = 0;
  double seconds_per_look_ = 0;  // of an extension's pass
};

}  // namespace sdkt::cli
