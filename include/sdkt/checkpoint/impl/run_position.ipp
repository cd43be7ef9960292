// SPDX-License-Identifier: MIT
//
// Definitions of run_position.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/checkpoint/run_position.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::checkpoints {

SDKT_INLINE void run_position::persist(archive& state) {
  std::int64_t trained = is_trained ? 1 : 0;
  state("stage", stage);
  state("is_trained", trained);
  state("step", step);
  is_trained = trained != 0;
}

SDKT_INLINE std::string place_of(const run_position& at, const run_record& record) {
  const auto stage = static_cast<std::size_t>(at.stage);
  if (stage > record.tasks.size()) return "the end";
  if (at.is_trained) return "evaluation of " + record.stage_name(stage);
  return "task " + record.stage_name(stage) + ", " + std::to_string(at.step) + " steps done";
}

}  // namespace sdkt::checkpoints
