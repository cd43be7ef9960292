// SPDX-License-Identifier: MIT
//
// How far a run is and how long it still takes: a bar that redraws itself on a terminal, plain lines
// elsewhere.
#pragma once

#include <chrono>
#include <string>

#include <sdkt/train/observer.hpp>

namespace sdkt::cli {

/// "3:07" or "2:03:07".
std::string duration_text(double seconds);

/// Shows the progress of one run on stderr.
class progress_line {
 public:
  explicit progress_line(bool is_quiet);

  void show(const run_progress& progress);

  /// Ends the redrawn line, before anything else is printed.
  void finish();

 private:
  using clock = std::chrono::steady_clock;

  void measure(const run_progress& progress);
  double seconds_left(const run_progress& progress) const;
  double phase_seconds_left(const run_progress& progress) const;

  bool is_quiet_;
  bool is_terminal_;
  bool is_drawn_ = false;
  bool has_measured_ = false;
  clock::time_point start_ = clock::now();
  clock::time_point last_measured_ = clock::now();
  clock::time_point last_shown_{};
  std::int64_t last_steps_ = 0;
  std::int64_t last_images_ = 0;
  double seconds_per_step_ = 0;
  double seconds_per_image_ = 0;
};

}  // namespace sdkt::cli
