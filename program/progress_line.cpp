// SPDX-License-Identifier: MIT

#include "progress_line.hpp"

#include <algorithm>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "fitted_line.hpp"
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/shown_text.hpp>

namespace sdkt::cli {

namespace {

/// A terminal is redrawn ten times per second. Elsewhere there is one line per task, and within a task
/// one line every 30 seconds.
constexpr double seconds_between_redraws = 0.1;
constexpr double seconds_between_lines = 30;

/// A moving average: the first value is taken unchanged, later values with a weight of one fifth.
void follow(double& average, double value) { average = average <= 0 ? value : 0.8 * average + 0.2 * value; }

std::string bar(std::int64_t done, std::int64_t total) {
  constexpr std::int64_t width = 20;
  const std::int64_t full = total > 0 ? std::clamp<std::int64_t>(done * width / total, 0, width) : 0;
  return "[" + std::string(static_cast<std::size_t>(full), '#') +
         std::string(static_cast<std::size_t>(width - full), '.') + "]";
}

/// "12.5 steps/s", "310 images/s", or "4.8 s/step" for slow ones; empty if unknown.
std::string rate(double seconds_each, const char* one, const char* many) {
  if (seconds_each <= 0) return {};
  if (seconds_each > 1) return ", " + detail::fixed_text(seconds_each, 1) + " s/" + one;
  const double each_second = 1.0 / seconds_each;
  return ", " + detail::fixed_text(each_second, each_second < 100 ? 1 : 0) + " " + many + "/s";
}

/// Columns of the terminal at stderr. One column is left free, so that no terminal wraps the line.
std::size_t terminal_columns() {
  winsize size{};
  const bool is_known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return is_known ? size.ws_col - 1U : 79U;
}

}  // namespace

progress_line::progress_line(bool is_quiet, std::size_t num_runs)
    : is_quiet_{is_quiet}, is_terminal_{::isatty(STDERR_FILENO) == 1}, num_runs_{num_runs} {}

void progress_line::begin_run(const std::string& name) {
  ++run_;
  name_ = name;
  has_measured_ = false;
  last_steps_ = last_images_ = 0;
  last_measured_ = clock::now();
}

void progress_line::measure(const run_progress& progress) {
  const auto now = clock::now();
  const double seconds = std::chrono::duration<double>(now - last_measured_).count();
  const std::int64_t steps = progress.steps_done - last_steps_;
  const std::int64_t images = progress.images_done - last_images_;
  // Work of another process before an interruption took time of that process, not of this one.
  const bool is_continued = !std::exchange(has_measured_, true) && steps + images > progress.done;
  if (steps > 0 && !is_continued) follow(seconds_per_step_, seconds / static_cast<double>(steps));
  if (images > 0 && !is_continued) follow(seconds_per_image_, seconds / static_cast<double>(images));
  if (progress.now == run_progress::phase::looking_back) {
    const std::int64_t looked = progress.done - last_looked_;
    if (looked > 0 && last_looked_ > 0) follow(seconds_per_look_, seconds / static_cast<double>(looked));
    last_looked_ = progress.done;
  }
  last_steps_ = progress.steps_done;
  last_images_ = progress.images_done;
  last_measured_ = now;
}

double progress_line::seconds_each(const run_progress& progress) const {
  switch (progress.now) {
    case run_progress::phase::training:
      return seconds_per_step_;
    case run_progress::phase::evaluating:
      return seconds_per_image_;
    case run_progress::phase::looking_back:
      return seconds_per_look_;
  }
  return 0;
}

double progress_line::phase_seconds_left(const run_progress& progress) const {
  return seconds_each(progress) * static_cast<double>(progress.total - progress.done);
}

double progress_line::run_seconds_left(const run_progress& progress) const {
  return seconds_per_step_ * static_cast<double>(progress.steps_total - progress.steps_done) +
         seconds_per_image_ * static_cast<double>(progress.images_total - progress.images_done);
}

double progress_line::all_seconds_left(const run_progress& progress) const {
  // Later runs are assumed to be as long as this one, because they are other orders of the same tasks.
  const double whole = seconds_per_step_ * static_cast<double>(progress.steps_total) +
                       seconds_per_image_ * static_cast<double>(progress.images_total);
  return run_seconds_left(progress) + whole * static_cast<double>(num_runs_ - std::min(run_, num_runs_));
}

std::string progress_line::line_of(const run_progress& progress, std::size_t columns) const {
  const bool trains = progress.now == run_progress::phase::training;
  std::vector<line_part> parts;
  if (num_runs_ > 1) {
    parts.push_back({"run " + std::to_string(run_) + "/" + std::to_string(num_runs_) + ": ", 3});
    parts.push_back({name_ + ", ", 5});
  }
  if (progress.is_zero_shot) {
    parts.push_back({"zero-shot"});
  } else {
    parts.push_back({"task " + std::to_string(progress.task + 1) + "/" + std::to_string(progress.num_tasks)});
    parts.push_back({" " + cut_to(detail::shown_text(progress.task_name), 24), 4});
  }
  const bool looks_back = progress.now == run_progress::phase::looking_back;
  parts.push_back({(trains       ? ": step "
                    : looks_back ? ": revisiting image "
                                 : ": image ") +
                   std::to_string(progress.done) + "/" + std::to_string(progress.total)});
  if (is_terminal_) parts.push_back({" " + bar(progress.done, progress.total), 8});
  if (trains) parts.push_back({", loss " + detail::fixed_text(progress.loss, 3), 2});
  parts.push_back({rate(seconds_each(progress), trains ? "step" : "image", trains ? "steps" : "images"), 6});
  const double left = phase_seconds_left(progress);
  if (left > 0) parts.push_back({", " + duration_text(left) + " left", 7});
  // The time of a step is known after the first step.
  const bool is_known = seconds_per_step_ > 0 || progress.steps_done == progress.steps_total;
  if (is_known) parts.push_back({", run " + duration_text(run_seconds_left(progress)), 1});
  if (is_known && num_runs_ > 1) parts.push_back({", all " + duration_text(all_seconds_left(progress)), 1});
  return fitted_line(std::move(parts), columns);
}

void progress_line::show(const run_progress& progress) {
  if (is_quiet_) return;
  measure(progress);
  const auto now = clock::now();
  const bool is_end = progress.done == progress.total;
  const double since = std::chrono::duration<double>(now - last_shown_).count();
  if (is_terminal_) {
    if (!is_end && since < seconds_between_redraws) return;
    last_shown_ = now;
    std::fprintf(stderr, "\r\033[K%s", line_of(progress, terminal_columns()).c_str());
    is_drawn_ = true;
  } else {
    // The end of an evaluation is reported together with its results.
    const bool is_told = is_end && progress.now != run_progress::phase::training;
    if (is_told || (!is_end && since < seconds_between_lines)) return;
    last_shown_ = now;
    std::fprintf(stderr, "%s\n", line_of(progress, 4096).c_str());
  }
  std::fflush(stderr);
}

void progress_line::say(const std::string& line) {
  if (is_quiet_) return;
  finish();
  std::fprintf(stderr, "%s\n", detail::one_line(line).c_str());
}

void progress_line::warn(const std::string& sentence) {
  if (warned_.insert(sentence).second) say("warning: " + sentence);
}

void progress_line::finish() {
  if (is_drawn_) std::fprintf(stderr, "\r\033[K");
  is_drawn_ = false;
}

}  // namespace sdkt::cli
