// SPDX-License-Identifier: MIT
//
// Several processes of one `sdkt run`: started by the program itself with --processes, or by a launcher.
#pragma once

#include <exception>
#include <string>

#include "run_settings.hpp"

namespace sdkt::cli {

/// Ends the program after the processes that it started have failed. The reason has been printed.
class processes_failed : public std::exception {
 public:
  explicit processes_failed(int status) : status_{status} {}
  int status() const noexcept { return status_; }
  const char* what() const noexcept override { return "a process failed"; }

 private:
  int status_;
};

/// The settings of this process: the number of strands and threads, which must be the same in all of them, are
/// set, and all processes but the first print nothing.
///
/// Errors: setting_error for numbers of processes that do not fit.
run_settings settings_of_process(run_settings settings);

/// Whether this process is to start the others, and then only waits for them.
bool starts_processes(const run_settings& settings);

/// Starts settings.processes copies of this process, with its own arguments, and returns when all have ended well.
///
/// remedy: what to do if a process is lost, for the message.
/// Signals are passed on to the first one. The output of the others is written into the folder log of the run folder.
/// Errors: processes_failed with the status of the first that fails; file_error if they cannot be started.
void run_processes(const run_settings& settings, const std::string& remedy);

/// The status of a process that ends because another one has ended or stopped, which is reported there.
inline constexpr int lost_another_process = 3;

/// Whether the other processes, or the one that started this one, report that one of them is gone.
bool loss_is_reported_elsewhere();

}  // namespace sdkt::cli
