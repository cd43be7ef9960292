// SPDX-License-Identifier: MIT
//
// How the loss of another process is reported.
#pragma once

#include <cstddef>
#include <exception>
#include <string>

#include <sdkt/base/error.hpp>
#include <sdkt/distributed/place.hpp>

namespace sdkt::distributed {

inline std::string name_of(const place& here) {
  return "process " + std::to_string(here.rank) + " of " + std::to_string(here.size);
}

/// The first line of what LibTorch says, without the place in its sources and without its guesses: after a lost
/// connection it adds that another process hangs, also if that was killed.
inline std::string reason_of(const std::exception& problem) {
  std::string reason = problem.what();
  reason = reason.substr(0, reason.find('\n'));
  if (reason.starts_with('[')) {
    if (const std::size_t end = reason.find("] "); end != std::string::npos) reason = reason.substr(end + 2);
  }
  return reason.substr(0, reason.find(". This is typically caused by"));
}

/// Makes a call to LibTorch, and reports its failure.
///
/// other: the process that the call needs. remedy: what to do if it is gone.
template <class Call>
void guarded(const place& here, const std::string& other, const std::string& remedy, const Call& call) {
  try {
    call();
  } catch (const std::exception& problem) {
    throw process_error{name_of(here),
                        other + " ended, cannot be reached or does not answer (" + reason_of(problem) + ")",
                        "look for the first message of the other processes, and " + remedy};
  }
}

}  // namespace sdkt::distributed
