// SPDX-License-Identifier: MIT
//
// What `sdkt check` reports about a run's length, memory, disk space and time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "findings.hpp"
#include "inputs.hpp"
#include "methods.hpp"
#include "run_settings.hpp"
#include <sdkt/clip/model.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt::cli {

/// One method of a planned study, with its inputs.
struct planned_cost {
  const run_settings& settings;
  const method& chosen;
  trainer_options options;
  const clip::model& model;
  const method_inputs& inputs;  ///< with the tasks of the first order
  trained_numbers numbers;      ///< set by count_trained
  std::size_t num_runs = 1;     ///< number of orders times number of seeds
};

/// Number of images on which the method measures distances.
std::int64_t distance_images_of(const planned_cost& plan);

/// Counts what trains. Returns whether anything can.
bool count_trained(planned_cost& plan, finding_list& found);

/// Finds the steps and passes of every task. Returns the steps of a run.
std::int64_t find_length(const planned_cost& plan, finding_list& found);

/// Finds the peak memory, by the formula of docs/speed.md, and the free memory.
void find_memory(const planned_cost& plan, finding_list& found);

/// Bytes of the method's run folders, including the checkpoint while one is written.
std::uint64_t folder_bytes(const planned_cost& plan);

/// Finds the disk space that run folders need, and the free space at their place.
void find_room(const std::string& out, std::uint64_t bytes, finding_list& found);

/// Runs one step of the method and evaluates a few images. Returns the estimated seconds of all of its runs.
double find_time(const planned_cost& plan, std::int64_t steps, finding_list& found);

}  // namespace sdkt::cli
