// SPDX-License-Identifier: MIT
//
// The place of this process among those that a launcher started: torchrun, srun, mpirun, mpiexec or sdkt itself.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <sdkt/base/mode.hpp>

namespace sdkt::distributed {

/// The place of a process in a launch.
struct place {
  int rank = 0;  ///< 0 is the first process; it writes files and reports
  int size = 1;
  int local_rank = 0;  ///< among the processes of this host
  int local_size = 1;
  std::string launcher = {};
  /// An id that the processes of one launch share, and no other launch has; empty if the launcher gives none.
  std::string launch = {};
  std::string address = {};  ///< where the processes meet; empty if the launcher gives no address
  int port = 0;
  bool is_store_served = false;  ///< the launcher serves the store at that address: every process is a client
  int listener = -1;             ///< an open socket that listens at the port, or -1
  int restarts = 0;              ///< how often the launcher has started the processes again
};

/// Returns the value of an environment variable, or nothing.
using environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The environment of this process.
std::optional<std::string> process_environment(const std::string& name);

/// The place that a launcher has written into the environment; nothing if this process was started alone.
///
/// A batch script of Slurm that does not use srun has ranks in its environment too, but is one process: a job step
/// (SLURM_STEP_ID) is required.
/// Errors: setting_error for a variable that is missing or is not a number in its range.
[[nodiscard]] std::optional<place> find_place(const environment& variables);

}  // namespace sdkt::distributed

#if SDKT_HAS_DEFINITIONS
#include <sdkt/distributed/impl/place.ipp>
#endif
