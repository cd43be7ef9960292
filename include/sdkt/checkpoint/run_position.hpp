// SPDX-License-Identifier: MIT
//
// How far a run has come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <sdkt/concepts/archive.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt {

/// Stage 0 is the zero-shot evaluation; stage k trains task k, then evaluates. The first run stands before
/// stage 0, a complete one after the last.
struct run_position {
  std::int64_t stage = 0;
  bool is_trained = true;  ///< its task has ended, and it is evaluated
  std::int64_t step = 0;   ///< steps done of its task; 0 if it has not begun or has ended

  void persist(archive& state) {
    std::int64_t trained = is_trained ? 1 : 0;
    state("stage", stage);
    state("is_trained", trained);
    state("step", step);
    is_trained = trained != 0;
  }
};

/// The same in words.
inline std::string place_of(const run_position& at, const run_record& record) {
  const auto stage = static_cast<std::size_t>(at.stage);
  if (stage > record.tasks.size()) return "the end";
  if (at.is_trained) return "evaluation of " + record.stage_name(stage);
  return "task " + record.stage_name(stage) + ", " + std::to_string(at.step) + " steps done";
}

}  // namespace sdkt
