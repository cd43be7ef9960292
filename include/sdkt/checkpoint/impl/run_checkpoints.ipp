// SPDX-License-Identifier: MIT
//
// Definitions of run_checkpoints.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/number_text.hpp>
#include <sdkt/checkpoint/checkpoint_keeper.hpp>
#include <sdkt/checkpoint/run_checkpoints.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/options/checkpoint_options.hpp>
#include <sdkt/record/observer.hpp>

namespace sdkt::checkpoints {

SDKT_INLINE run_checkpoints::run_checkpoints(checkpoint_options options, run_identity identity,
                                             const run_observer& observer, distributed::processes group)
    : keeper_{std::move(options), std::move(identity), group.is_first()},
      observer_{observer},
      group_{std::move(group)} {}

SDKT_INLINE void run_checkpoints::open_in_turn() {
  if (!group_.is_first()) group_.wait_for_all();
  kept_ = keeper_.open();
  if (group_.is_first()) group_.wait_for_all();
  if (!group_.are_several()) return;
  std::string found = "no checkpoint";
  if (kept_) {
    const auto number = [&](const char* name) {
      const auto entry = kept_->numbers.find(name);
      return entry == kept_->numbers.end() ? std::string{"?"} : detail::number_text(entry->second);
    };
    found = "the checkpoint of stage " + number("position/stage") + ", step " + number("position/step");
  }
  const std::vector<std::string> of_all = group_.gather(found);
  for (std::size_t process = 1; process < of_all.size(); ++process) {
    if (of_all[process] == of_all[0]) continue;
    throw setting_error{keeper_.file().string(),
                        "process " + std::to_string(process) + " finds " + of_all[process] +
                            " there, and process 0 " + of_all[0],
                        "name a folder that all hosts see"};
  }
}

SDKT_INLINE void run_checkpoints::expect_weights(bool is_over) const {
  if (has_weights()) return;
  if (is_over)
    throw run_is_complete{keeper_.file().string(), "the run is complete and its model is saved", {}};
  throw format_error{keeper_.file().string(), "contains no weights", detail::start_again};
}

SDKT_INLINE bool run_checkpoints::is_time() {
  is_stopping_ = observer_.wants_stop && observer_.wants_stop();
  bool is_due = keeper_.is_due();
  if (group_.are_several()) {
    constexpr std::int64_t stops = 2, keeps = 1;
    for (const std::int64_t answer : group_.gather((is_stopping_ ? stops : 0) + (is_due ? keeps : 0))) {
      is_stopping_ = is_stopping_ || answer >= stops;
      is_due = is_due || answer % stops == keeps;
    }
  }
  return is_stopping_ || is_due;
}

SDKT_INLINE void run_checkpoints::stop_if_asked(const std::string& place) {
  if (group_.any(observer_.wants_stop && observer_.wants_stop())) stop(place);
}

SDKT_INLINE void run_checkpoints::stop(const std::string& place) {
  keeper_.wait();
  throw run_stopped{place, "stopped on request", keeper_.is_on() ? "continue with resume" : ""};
}

}  // namespace sdkt::checkpoints
