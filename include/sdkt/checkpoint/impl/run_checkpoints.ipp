// SPDX-License-Identifier: MIT
//
// Definitions of run_checkpoints.hpp.
#pragma once

#include <string>
#include <utility>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/checkpoint/checkpoint_keeper.hpp>
#include <sdkt/checkpoint/run_checkpoints.hpp>
#include <sdkt/options/checkpoint_options.hpp>
#include <sdkt/record/observer.hpp>

namespace sdkt {

SDKT_INLINE run_checkpoints::run_checkpoints(checkpoint_options options, run_identity identity,
                                             const run_observer& observer)
    : keeper_{std::move(options), std::move(identity)}, observer_{observer} {}

SDKT_INLINE void run_checkpoints::expect_weights(bool is_over) const {
  if (has_weights()) return;
  if (is_over)
    throw run_is_complete{keeper_.file().string(), "the run is complete and its model is saved", {}};
  throw format_error{keeper_.file().string(), "contains no weights", detail::start_again};
}

SDKT_INLINE bool run_checkpoints::is_time() {
  is_stopping_ = observer_.wants_stop && observer_.wants_stop();
  return is_stopping_ || keeper_.is_due();
}

SDKT_INLINE void run_checkpoints::stop_if_asked(const std::string& place) {
  if (observer_.wants_stop && observer_.wants_stop()) stop(place);
}

SDKT_INLINE void run_checkpoints::stop(const std::string& place) {
  keeper_.wait();
  throw run_stopped{place, "stopped on request", keeper_.is_on() ? "continue with resume" : ""};
}

}  // namespace sdkt
