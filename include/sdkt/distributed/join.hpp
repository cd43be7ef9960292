// SPDX-License-Identifier: MIT
//
// Joins the processes of a run, and refuses those that would not compute the same bytes.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt::distributed {

/// The processes of a run with these options: those of trainer_options::processes or, if a launcher started this
/// process and sdkt::distributed is linked, those of the launch. Otherwise this process alone.
///
/// Errors: setting_error if their number does not divide max_processes; process_error if they do not meet.
[[nodiscard]] processes join(const trainer_options& options);

/// The options with which a process computes. With strands, the number of threads is a fixed one. If the launcher has
/// started the processes again, the run continues from its checkpoint.
[[nodiscard]] trainer_options options_of_process(trainer_options options);

/// What the bytes of a result depend on besides the run's own settings: versions, processor, instruction set, threads.
std::string computing_environment();

/// Throws unless all processes have the same environment and the same run.
///
/// run: a fingerprint of settings and data.
/// Errors: setting_error that names both processes and the difference.
void expect_same(const processes& all, const std::string& run);

}  // namespace sdkt::distributed

#if SDKT_HAS_DEFINITIONS
#include <sdkt/distributed/impl/join.ipp>
#endif
