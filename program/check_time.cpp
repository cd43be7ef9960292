// SPDX-License-Identifier: MIT
//
// The time of a run, measured on one of its steps and a few images of its evaluation.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include "check_cost.hpp"
#include "fitted_line.hpp"
#include <sdkt/base/number_text.hpp>

namespace sdkt::cli {

namespace {

using ticks = std::chrono::steady_clock;

std::vector<sample> first_of(const std::vector<sample>& images, std::size_t most) {
  return {images.begin(), images.begin() + static_cast<std::ptrdiff_t>(std::min(most, images.size()))};
}

/// A task with its classes and the first of its images.
task shortened(const task& whole, std::size_t num_train, std::size_t num_test) {
  task_contents contents;
  contents.name = whole.name();
  contents.class_names = whole.class_names();
  contents.prompts = whole.prompts();
  contents.train = first_of(whole.train(), num_train);
  contents.test = first_of(whole.test(), num_test);
  return task{std::move(contents)};
}

constexpr std::size_t evaluated = 8, evaluations = 2;

/// The inputs of a short run of two tasks. The step of the last task has everything that the steps of the run
/// have, including a previous model; the task before it has already used every operator.
method_inputs shortened(const planned_cost& plan) {
  const auto batch = static_cast<std::size_t>(plan.options.batch_size);
  const auto reference = static_cast<std::size_t>(plan.options.reference_batch_size);
  const task_list& tasks = plan.inputs.tasks;
  std::vector<task> few;
  const bool has_two = tasks.size() > 1;
  // For a method with exemplars, the first task provides those of the second.
  const bool is_memory = plan.chosen.reference == reference_kind::from_extension;
  if (has_two) few.push_back(shortened(tasks[0], is_memory ? std::max(batch, reference) : 1, 1));
  few.push_back(shortened(tasks[tasks.size() - 1], batch, evaluated * evaluations));
  const auto& pairs = plan.inputs.pairs;
  std::vector<std::string> texts{
      pairs.texts().begin(),
      pairs.texts().begin() + static_cast<std::ptrdiff_t>(std::min(reference, pairs.texts().size()))};
  return {task_list{std::move(few)}, reference_set{first_of(plan.inputs.images.samples(), reference)},
          plan.inputs.texts, reference_pairs{first_of(pairs.samples(), reference), std::move(texts)}};
}

}  // namespace

double find_time(const planned_cost& plan, std::int64_t steps, finding_list& found) {
  const method_inputs inputs = shortened(plan);
  trainer_options options = plan.options;
  options.steps = inputs.tasks.size() > 1 ? 1 : 2;
  options.learning_rate_of.clear();
  options.distance_images = 0;
  options.evaluation_batch_size = evaluated;
  options.save_predictions = false;
  double seconds_per_image = 0;
  std::int64_t images = 0;
  ticks::time_point last = ticks::now();
  run_observer observer;
  observer.on_progress = [&](const run_progress& now) {
    const auto came = ticks::now();
    const std::int64_t more = now.done - images;
    // Measured within one evaluation: the time before its first batch does not belong to its images.
    if (now.now == run_progress::phase::evaluating && more == static_cast<std::int64_t>(evaluated))
      seconds_per_image = std::chrono::duration<double>(came - last).count() / static_cast<double>(more);
    images = now.done;
    last = came;
  };
  const auto result = plan.chosen.run(plan.model, named_values(plan.settings), options, inputs, {}, observer);
  const bool trains = !result.record.steps.empty();
  const double seconds_per_step = trains ? result.record.steps.back().seconds : 0;
  std::int64_t tests = distance_images_of(plan), learnt_from = 0;
  for (const task& each : plan.inputs.tasks) {
    tests += static_cast<std::int64_t>(each.test().size());
    learnt_from += static_cast<std::int64_t>(each.train().size());
  }
  const auto stages = static_cast<double>(plan.inputs.tasks.size() + 1);
  // Without steps, a classifier looks at every training image once.
  const double training = trains ? seconds_per_step * static_cast<double>(steps)
                                 : seconds_per_image * static_cast<double>(learnt_from);
  const double evaluation = seconds_per_image * static_cast<double>(tests) * stages;
  const double all = (training + evaluation) * static_cast<double>(plan.num_runs);
  const std::string where = plan.settings.processes > 1 ? " on one process: " : ": ";
  const std::string each_step =
      trains ? detail::fixed_text(seconds_per_step, 3) + " s per step, " : std::string{};
  std::string text = "about " + duration_text(all) + where + each_step + duration_text(training) +
                     (trains ? " of training and " : " for features of training images and ") +
                     duration_text(evaluation) + " of evaluation";
  if (plan.num_runs > 1) text += " in each of " + std::to_string(plan.num_runs) + " runs";
  found.fact("time of " + std::string{plan.chosen.name}, text);
  return all;
}

}  // namespace sdkt::cli
