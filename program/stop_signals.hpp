// SPDX-License-Identifier: MIT
//
// Interrupting a run: the first signal asks it to stop, and who asks twice ends the process.
#pragma once

#include <array>
#include <csignal>
#include <cstddef>

namespace sdkt::cli {

/// While one lives, some signals only ask for a stop: SIGINT and SIGTERM; SIGHUP, of a terminal that goes
/// away; SIGUSR1, with which batch systems announce the end of the time; SIGXCPU, of a limit of processor
/// time.
///
/// A second SIGINT or SIGTERM ends the process at once. The other three come more than once without anybody
/// asking, or before a SIGTERM, and never do. They stay ignored if they were (nohup).
class stop_signals {
 public:
  stop_signals();
  stop_signals(const stop_signals&) = delete;
  stop_signals& operator=(const stop_signals&) = delete;
  ~stop_signals();

  /// The first signal that came; 0 if none has.
  static int number() noexcept;

 private:
  static constexpr std::array numbers = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGXCPU};

  std::array<struct sigaction, numbers.size()> before_{};
};

}  // namespace sdkt::cli
