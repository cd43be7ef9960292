// SPDX-License-Identifier: MIT

#include "progress_line.hpp"

#include <algorithm>
#include <cstdio>
#include <unistd.h>
#include <utility>

#include <sdkt/train/csv.hpp>

namespace sdkt::cli {

namespace {

/// An average that follows: the first value as it is, later ones by a fifth.
void follow(double& average, double value) { average = average <= 0 ? value : 0.8 * average + 0.2 * value; }

std::string bar(std::int64_t done, std::int64_t total) {
  constexpr std::int64_t width = 20;
  const std::int64_t full = total > 0 ? std::clamp<std::int64_t>(done * width / total, 0, width) : 0;
  return "[" + std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(width - full), '.') + "]";
}

}  // namespace

std::string duration_text(double seconds) {
  const auto whole = static_cast<long>(std::max(0.0, seconds) + 0.5);
  const auto two = [](long value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  const std::string minutes = std::to_string(whole / 60 % 60);
  if (whole < 3600) return minutes + ":" + two(whole % 60);
  return std::to_string(whole / 3600) + ":" + two(whole / 60 % 60) + ":" + two(whole % 60);
}

progress_line::progress_line(bool is_quiet)
    : is_quiet_{is_quiet}, is_terminal_{::isatty(STDERR_FILENO) == 1} {}

void progress_line::measure(const run_progress& progress) {
  const auto now = clock::now();
  const double seconds = std::chrono::duration<double>(now - last_measured_).count();
  const std::int64_t steps = progress.steps_done - last_steps_;
  const std::int64_t images = progress.images_done - last_images_;
  // What another process did before an interruption took its time, not ours.
  const bool is_continued = !std::exchange(has_measured_, true) && steps + images > progress.done;
  if (steps > 0 && !is_continued) follow(seconds_per_step_, seconds / static_cast<double>(steps));
  if (images > 0 && !is_continued) follow(seconds_per_image_, seconds / static_cast<double>(images));
  last_steps_ = progress.steps_done;
  last_images_ = progress.images_done;
  last_measured_ = now;
}

double progress_line::seconds_left(const run_progress& progress) const {
  // Before the first step a step is taken to cost what its three forwards' worth of 96 images does.
  const double step = seconds_per_step_ > 0 ? seconds_per_step_ : 400 * seconds_per_image_;
  return step * static_cast<double>(progress.steps_total - progress.steps_done) +
         seconds_per_image_ * static_cast<double>(progress.images_total - progress.images_done);
}

double progress_line::phase_seconds_left(const run_progress& progress) const {
  const double each = progress.now == run_progress::phase::training ? seconds_per_step_ : seconds_per_image_;
  return each * static_cast<double>(progress.total - progress.done);
}

void progress_line::show(const run_progress& progress) {
  measure(progress);
  if (is_quiet_) return;
  const auto now = clock::now();
  const bool is_end = progress.done == progress.total;
  const double since = std::chrono::duration<double>(now - last_shown_).count();
  // A terminal is redrawn ten times a second; elsewhere a line a phase, and one a half minute inside long
  // ones.
  if (!is_end && since < (is_terminal_ ? 0.1 : 30.0)) return;
  last_shown_ = now;

  const bool trains = progress.now == run_progress::phase::training;
  std::string line;
  if (progress.is_zero_shot) {
    line = "zero-shot";
  } else {
    line = "task " + std::to_string(progress.task + 1) + "/" + std::to_string(progress.num_tasks) + " " +
           progress.task_name;
  }
  line += trains ? ": step " : ": evaluating ";
  line += std::to_string(progress.done) + "/" + std::to_string(progress.total);
  if (is_terminal_) line += " " + bar(progress.done, progress.total);
  if (trains) {
    line += ", loss " + detail::fixed(progress.loss, 3);
    if (seconds_per_step_ > 0) line += ", " + detail::fixed(1.0 / seconds_per_step_, 1) + " steps/s";
  } else if (seconds_per_image_ > 0) {
    line += ", " + detail::fixed(1.0 / seconds_per_image_, 0) + " images/s";
  }
  if (!is_end) line += ", " + duration_text(phase_seconds_left(progress)) + " left";
  line += ", run " + duration_text(seconds_left(progress)) + " left";
  if (is_terminal_) {
    std::fprintf(stderr, "\r\033[K%s", line.c_str());
    is_drawn_ = true;
  } else {
    std::fprintf(stderr, "%s\n", line.c_str());
  }
  std::fflush(stderr);
}

void progress_line::finish() {
  if (is_drawn_) std::fprintf(stderr, "\r\033[K");
  is_drawn_ = false;
}

}  // namespace sdkt::cli
