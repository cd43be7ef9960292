// SPDX-License-Identifier: MIT
//
// What `sdkt check` says of a run's length, memory, room on the disk and time.
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

/// One method of a study that is planned, with what it would run on.
struct planned_cost {
  const run_settings& settings;
  const method& chosen;
  trainer_options options;
  const clip::model& model;
  const method_inputs& inputs;  ///< with the tasks of the first order
  std::size_t num_runs = 1;     ///< orders times seeds
};

/// Images that the method measures distances on.
std::int64_t distance_images_of(const planned_cost& plan);

/// Steps and passes of every task. Returns the steps of a run.
std::int64_t find_length(const planned_cost& plan, finding_list& found);

/// Memory at the peak, by the formula of docs/speed.md, beside what is free.
void find_memory(const planned_cost& plan, finding_list& found);

/// Bytes that the run folders of the method take, the checkpoint while one is written included.
std::uint64_t folder_bytes(const planned_cost& plan);

/// The room that run folders need, beside what is free where they go.
void find_room(const std::string& out, std::uint64_t bytes, finding_list& found);

/// Takes one step of the method and evaluates a few images. Returns the seconds of all of its runs.
double find_time(const planned_cost& plan, std::int64_t steps, finding_list& found);

}  // namespace sdkt::cli
