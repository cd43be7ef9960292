// SPDX-License-Identifier: MIT
//
// The position of a run in its tasks and steps.
#pragma once

#include <cstdint>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::checkpoints {

/// Stage 0 is the zero-shot evaluation; stage k trains task k, then evaluates. A run starts at stage 0; a
/// complete run is one past the last stage.
struct run_position {
  std::int64_t stage = 0;
  bool is_trained = true;  ///< the task of the stage has ended; its evaluation is next
  std::int64_t step = 0;   ///< steps done in the task; 0 if it has not begun or has ended

  void persist(archive& state);
};

/// Describes a position in words, for messages.
std::string place_of(const run_position& at, const run_record& record);

}  // namespace sdkt::checkpoints

#if SDKT_HAS_DEFINITIONS
#include <sdkt/checkpoint/impl/run_position.ipp>
#endif
