// SPDX-License-Identifier: MIT
//
// Interrupting a run: the first signal asks it to stop, the second ends the process.
#pragma once

#include <csignal>

namespace sdkt::cli {

/// While one lives, SIGINT and SIGTERM only ask for a stop; a second signal ends the process at once.
class stop_signals {
 public:
  stop_signals();
  stop_signals(const stop_signals&) = delete;
  stop_signals& operator=(const stop_signals&) = delete;
  ~stop_signals();

  /// The signal that came; 0 if none has.
  static int number() noexcept;

 private:
  struct sigaction interrupt_before_ {};
  struct sigaction terminate_before_ {};
};

}  // namespace sdkt::cli
