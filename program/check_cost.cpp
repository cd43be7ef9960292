// SPDX-License-Identifier: MIT

#include "check_cost.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>

#include "fitted_line.hpp"
#include <sdkt/base/number_text.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/distributed/shares.hpp>
#include <sdkt/options/schedule.hpp>
#include <sdkt/options/trained_part.hpp>

namespace sdkt::cli {

namespace {

std::string megabytes(double bytes) {
  return bytes < 1e10 ? detail::fixed_text(bytes / 1e6, 0) + " MB"
                      : detail::fixed_text(bytes / 1e9, 1) + " GB";
}

std::int64_t num_test(const planned_cost& plan) {
  std::int64_t sum = 0;
  for (const task& each : plan.inputs.tasks) sum += static_cast<std::int64_t>(each.test().size());
  return sum;
}

bool draws_reference(const planned_cost& plan) {
  return plan.chosen.reference != reference_kind::none && plan.chosen.reference != reference_kind::own_images;
}

/// Images per backward pass, in the process that has most.
std::int64_t images_at_once(const planned_cost& plan) {
  const trainer_options& options = plan.options;
  const std::int64_t all = options.batch_size + (draws_reference(plan) ? options.reference_batch_size : 0);
  const distributed::batch_shares shares{all, options.micro_batch_size, options.max_processes};
  std::int64_t most = 1;
  for (const std::int64_t here : shares.counts(plan.settings.processes, {0, all}))
    most = std::max(most, here);
  return options.micro_batch_size > 0 ? std::min(options.micro_batch_size, most) : most;
}

/// Numbers of the size of weights and of what trains in their place, in one process.
struct trained_memory {
  double held = 0;           ///< until the end of a run
  double of_checkpoint = 0;  ///< more, after a checkpoint within a task
  double gathered = 0;       ///< more, while several processes gather the moments for a checkpoint
};

trained_memory memory_of(const planned_cost& plan) {
  const trained_numbers& numbers = plan.numbers;
  const auto Q = static_cast<double>(numbers.num_weights), F = static_cast<double>(numbers.num_values);
  const auto kept = static_cast<double>(numbers.num_kept);
  const int processes = plan.settings.processes;
  // theta and its gradient; the task's start, from the second task on; one more for each level of the tree in which
  // a process adds up its strands.
  const auto strands = static_cast<std::uint64_t>(plan.options.max_processes / processes);
  const double copies =
      2.0 + (plan.inputs.tasks.size() > 1 ? 1.0 : 0.0) + static_cast<double>(std::bit_width(strands) - 1);
  const bool is_theta = numbers.num_values == numbers.num_weights;
  const double moments = numbers.shares_moments ? 2.0 * F / processes : 2.0 * F;
  const double values = is_theta ? 0.0 : 2.0 * F;  // and their gradient
  return {.held = copies * Q + moments + values + kept,
          .of_checkpoint = Q + 2.0 * F + values / 2 + kept,
          .gathered = numbers.shares_moments && processes > 1 ? 2.0 * F : 0.0};
}

/// The memory that Linux would give a process without swapping; empty if Linux does not report it.
std::optional<double> free_memory() {
  std::ifstream file{"/proc/meminfo"};
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream words{line};
    std::string name;
    double kilobytes = 0;
    if (words >> name >> kilobytes && name == "MemAvailable:") return kilobytes * 1024;
  }
  return std::nullopt;
}

}  // namespace

std::int64_t distance_images_of(const planned_cost& plan) {
  using enum reference_kind;
  const reference_kind kind = plan.chosen.reference;
  const auto& inputs = plan.inputs;
  const std::size_t size = kind == pairs                                     ? inputs.pairs.samples().size()
                           : kind == none || kind == images || kind == texts ? inputs.images.samples().size()
                                                                             : 0;
  return std::min(plan.options.distance_images, static_cast<std::int64_t>(size));
}

bool count_trained(planned_cost& plan, finding_list& found) {
  return found.attempt(std::string{plan.chosen.name}, [&] {
    plan.numbers = plan.chosen.count_trained(plan.model, named_values(plan.settings), plan.options);
  });
}

std::int64_t find_length(const planned_cost& plan, finding_list& found) {
  const std::string of_method = "steps of " + std::string{plan.chosen.name};
  std::int64_t sum = 0;
  if (plan.options.trains == trained_part::nothing) {
    found.fact(of_method, "none: no weight trains, and a classifier learns from features");
    return sum;
  }
  for (const task& each : plan.inputs.tasks) {
    const auto images = static_cast<std::int64_t>(each.train().size());
    const std::int64_t steps =
        options::steps_of_task(options::batches_of(images, plan.options), plan.options);
    const std::int64_t batch = std::min(plan.options.batch_size, std::max<std::int64_t>(images, 1));
    const double passes =
        static_cast<double>(steps * batch) / static_cast<double>(std::max<std::int64_t>(images, 1));
    sum += steps;
    found.fact(of_method, detail::shown_text(each.name()) + ": " + std::to_string(steps) + " steps of " +
                              std::to_string(batch) + " images, " + detail::fixed_text(passes, 1) +
                              " passes over " + std::to_string(images));
  }
  if (plan.inputs.tasks.size() > 1) found.fact(of_method, "all tasks: " + std::to_string(sum) + " steps");
  return sum;
}

void find_memory(const planned_cost& plan, finding_list& found) {
  const std::string about = "memory of " + std::string{plan.chosen.name};
  const bool is_of_formula = device::resolve_device(plan.options.device).is_cpu() &&
                             plan.options.precision == precision::fp32 &&
                             plan.options.trains == trained_part::image_tower;
  if (!is_of_formula) {
    found.fact(about,
               "not estimated: the formula holds for fp32 on a CPU with only the image tower training");
    return;
  }
  const auto& numbers = plan.model.architecture();
  const auto all = static_cast<double>(plan.model.layout().size());
  const trained_memory trained = memory_of(plan);
  const int processes = plan.settings.processes;
  const double activations =
      16.0 * static_cast<double>(images_at_once(plan)) * static_cast<double>(numbers.image_positions()) *
      static_cast<double>(numbers.image.width) * static_cast<double>(numbers.image.layers);
  std::size_t images = plan.inputs.images.samples().size() + plan.inputs.pairs.samples().size();
  for (const task& each : plan.inputs.tasks) images += each.train().size() + each.test().size();
  const auto side = static_cast<double>(numbers.image_size);
  const double kept = std::min(static_cast<double>(plan.options.image_store_bytes),
                               static_cast<double>(images) * 3 * side * side);
  // Gathered moments take the place of the activations.
  const double bytes = 160e6 + 4 * (2 * all + trained.held + std::max(activations, trained.gathered)) + kept;
  const double first = bytes + 4 * trained.of_checkpoint;  // the first process writes the checkpoint
  const std::string peak = processes == 1 ? " at peak"
                                          : " at peak in the first of " + std::to_string(processes) +
                                                " processes and " + megabytes(bytes) + " in each other";
  found.fact(about, "about " + megabytes(first) + peak + ", " + megabytes(kept) +
                        " of it for cached images (--image-memory)");
  const auto room = free_memory();
  const double together = first + (processes - 1) * bytes;
  if (room && together > *room) {
    found.note(about,
               (processes == 1 ? "this is" : "together this is " + megabytes(together) + ",") +
                   " more than the " + megabytes(*room) + " that is free",
               "lower --micro-batch-size (0 is the largest) or --image-memory: the results stay the same");
  }
}

std::uint64_t folder_bytes(const planned_cost& plan) {
  const auto stages = static_cast<double>(plan.inputs.tasks.size()) + 1;
  const auto tests = static_cast<double>(num_test(plan));
  const auto features = static_cast<double>(plan.model.architecture().embedding_size) *
                        (tests + static_cast<double>(distance_images_of(plan)));
  // theta and the task's start, and the moments and values with what the parameterisation keeps.
  const double of_weights =
      4.0 * (memory_of(plan).of_checkpoint + static_cast<double>(plan.numbers.num_weights));
  const double checkpoint = of_weights + 4.0 * features;
  const double model = 4.0 * static_cast<double>(plan.model.layout().size()) + 3e6;
  std::size_t path = 16;
  for (const task& each : plan.inputs.tasks) {
    if (!each.test().empty()) path = std::max(path, each.test().front().path.size());
  }
  // A row of predictions.csv in both label spaces, and its entry in the checkpoint.
  const double predictions =
      plan.options.save_predictions ? stages * tests * 2 * (static_cast<double>(path) + 48 + 48) : 0;
  const double runs = static_cast<double>(plan.num_runs) * (model + predictions + 4.0 * features + 2e6);
  return static_cast<std::uint64_t>(runs + 2 * checkpoint);
}

void find_room(const std::string& out, std::uint64_t bytes, finding_list& found) {
  std::error_code problem;
  std::filesystem::path place =
      out.empty() ? std::filesystem::current_path(problem) : std::filesystem::absolute(out, problem);
  while (!place.empty() && place != place.root_path() && !std::filesystem::exists(place, problem))
    place = place.parent_path();
  const auto space = std::filesystem::space(place, problem);
  const auto needed = static_cast<double>(bytes);
  const std::string where = detail::shown_text(place.string());
  if (problem) {
    found.note("disk", "about " + megabytes(needed) + " needed; the free space in " + where + " is unknown");
    return;
  }
  const auto room = static_cast<double>(space.available);
  const std::string text =
      "at most about " + megabytes(needed) + " needed, " + megabytes(room) + " free in " + where;
  if (needed <= room) {
    found.fact("disk", text);
  } else {
    found.problem("disk", text, "free some space, or choose another folder with --out");
  }
}

}  // namespace sdkt::cli
