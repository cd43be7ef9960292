// SPDX-License-Identifier: MIT
//
// Definitions of place.hpp.
#pragma once

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/distributed/place.hpp>

namespace sdkt::distributed::detail {

/// The variables of one launcher.
class launcher_variables {
 public:
  launcher_variables(const environment& variables, std::string_view launcher)
      : variables_{variables}, launcher_{launcher} {}

  std::string text(const std::string& name) const { return variables_(name).value_or(""); }

  /// Errors: setting_error unless the variable is a whole number from `least` to `largest`.
  int number(const std::string& name, int least, int largest) const {
    const std::optional<std::string> value = variables_(name);
    if (!value) {
      throw setting_error{name, "is not set, although " + launcher_ + " started this process",
                          "start all processes with the same launcher"};
    }
    int result = 0;
    const char* const end = value->data() + value->size();
    const auto [stopped, problem] = std::from_chars(value->data(), end, result);
    if (problem != std::errc{} || stopped != end || result < least || result > largest) {
      throw setting_error{name,
                          "the value " + *value + " is not a whole number from " + std::to_string(least) +
                              " to " + std::to_string(largest),
                          "start all processes with the same launcher"};
    }
    return result;
  }

  int number_or(const std::string& name, int least, int largest, int otherwise) const {
    return variables_(name) ? number(name, least, largest) : otherwise;
  }

 private:
  const environment& variables_;
  std::string launcher_;
};

constexpr int most_processes = 1 << 20;
constexpr int largest_port = 65535;

/// The first number of Slurm's list of task counts, "2(x3),1", that belongs to a node.
inline int tasks_of_node(std::string_view list, int node) {
  while (!list.empty()) {
    int tasks = 0;
    int nodes = 1;
    const char* const end = list.data() + list.size();
    const char* at = std::from_chars(list.data(), end, tasks).ptr;
    if (end - at > 2 && at[0] == '(' && at[1] == 'x') at = std::from_chars(at + 2, end, nodes).ptr + 1;
    if (node < nodes) return tasks;
    node -= nodes;
    if (at >= end) break;
    list.remove_prefix(static_cast<std::size_t>(at - list.data()) + 1);  // the comma
  }
  return 1;
}

inline void set_address(const launcher_variables& given, place& found) {
  found.address = given.text("MASTER_ADDR");
  if (!found.address.empty()) found.port = given.number_or("MASTER_PORT", 1, largest_port, 29500);
}

inline place place_of_torchrun(const environment& variables) {
  const launcher_variables given{variables, "a launcher (RANK is set)"};
  place found;
  found.launcher = variables("TORCHELASTIC_RUN_ID") ? "torchrun" : "a launcher";
  found.size = given.number("WORLD_SIZE", 1, most_processes);
  found.rank = given.number("RANK", 0, found.size - 1);
  found.local_rank = given.number_or("LOCAL_RANK", 0, found.size - 1, 0);
  found.local_size = given.number_or("LOCAL_WORLD_SIZE", 1, found.size, 1);
  found.restarts = given.number_or("TORCHELASTIC_RESTART_COUNT", 0, most_processes, 0);
  found.launch = given.text("TORCHELASTIC_RUN_ID");
  found.is_store_served = given.text("TORCHELASTIC_USE_AGENT_STORE") == "True";
  found.listener = given.number_or("SDKT_LISTENER", 0, most_processes, -1);
  if (!variables("MASTER_ADDR"))
    throw setting_error{"MASTER_ADDR", "is not set, although RANK is",
                        "set it to the host of process 0, and MASTER_PORT to a free port there"};
  set_address(given, found);
  return found;
}

inline place place_of_slurm(const environment& variables) {
  const launcher_variables given{variables, "srun"};
  place found;
  found.launcher = "srun";
  found.size = given.number("SLURM_STEP_NUM_TASKS", 1, most_processes);
  found.rank = given.number("SLURM_PROCID", 0, found.size - 1);
  found.local_rank = given.number_or("SLURM_LOCALID", 0, found.size - 1, 0);
  found.local_size = tasks_of_node(given.text("SLURM_STEP_TASKS_PER_NODE"),
                                   given.number_or("SLURM_NODEID", 0, most_processes, 0));
  found.restarts = given.number_or("SLURM_RESTART_COUNT", 0, most_processes, 0);
  found.launch = given.text("SLURM_JOB_ID") + "." + given.text("SLURM_STEP_ID");
  set_address(given, found);
  return found;
}

inline place place_of_open_mpi(const environment& variables) {
  const launcher_variables given{variables, "mpirun"};
  place found;
  found.launcher = "mpirun";
  found.size = given.number("OMPI_COMM_WORLD_SIZE", 1, most_processes);
  found.rank = given.number("OMPI_COMM_WORLD_RANK", 0, found.size - 1);
  found.local_rank = given.number_or("OMPI_COMM_WORLD_LOCAL_RANK", 0, found.size - 1, 0);
  found.local_size = given.number_or("OMPI_COMM_WORLD_LOCAL_SIZE", 1, found.size, 1);
  found.launch = given.text("PMIX_NAMESPACE");
  set_address(given, found);
  return found;
}

inline place place_of_hydra(const environment& variables) {
  const launcher_variables given{variables, "mpiexec"};
  place found;
  found.launcher = "mpiexec";
  found.size = given.number("PMI_SIZE", 1, most_processes);
  found.rank = given.number("PMI_RANK", 0, found.size - 1);
  found.local_rank = given.number_or("MPI_LOCALRANKID", 0, found.size - 1, 0);
  found.local_size = given.number_or("MPI_LOCALNRANKS", 1, found.size, 1);
  set_address(given, found);
  return found;
}

}  // namespace sdkt::distributed::detail

namespace sdkt::distributed {

SDKT_INLINE std::optional<std::string> process_environment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>{value};
}

SDKT_INLINE std::optional<place> find_place(const environment& variables) {
  // srun with --mpi=pmi2 sets PMI_RANK too, so Slurm's own variables come first.
  if (variables("RANK")) return detail::place_of_torchrun(variables);
  if (variables("SLURM_STEP_ID") && variables("SLURM_PROCID") && variables("SLURM_STEP_NUM_TASKS"))
    return detail::place_of_slurm(variables);
  if (variables("OMPI_COMM_WORLD_RANK")) return detail::place_of_open_mpi(variables);
  if (variables("PMI_RANK")) return detail::place_of_hydra(variables);
  return std::nullopt;
}

}  // namespace sdkt::distributed
