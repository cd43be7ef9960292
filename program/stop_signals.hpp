// SPDX-License-Identifier: MIT
//
// Interruption of a run: the first signal asks it to stop, and a second one ends the process.
#pragma once

#include <array>
#include <csignal>
#include <cstddef>

namespace sdkt::cli {

/// During its lifetime, some signals only ask for a stop: SIGINT and SIGTERM; SIGHUP, when a terminal closes;
/// SIGUSR1, with which batch systems announce the end of the time; SIGXCPU, for a limit of processor time.
///
/// A second SIGINT or SIGTERM ends the process at once. The other three never do: systems send them more than
/// once without a user's request, or before a SIGTERM. They stay ignored if they were ignored before (nohup).
class stop_signals {
 public:
  stop_signals();
  stop_signals(const stop_signals&) = delete;
  stop_signals& operator=(const stop_signals&) = delete;
  ~stop_signals();

  /// The first signal received; 0 if there was none.
  static int number() noexcept;

 private:
  static constexpr std::array numbers = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGXCPU};

  std::array<struct sigaction, numbers.size()> before_{};
};

}  // namespace sdkt::cli
