// SPDX-License-Identifier: MIT
//
// Definitions of record.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt {

SDKT_INLINE std::int64_t selection_record::total() const noexcept {
  std::int64_t sum = 0;
  for (const auto count : counts) sum += count;
  return sum;
}

SDKT_INLINE std::string run_record::stage_name(std::size_t stage) const {
  return stage == 0 ? "zero-shot" : tasks.at(stage - 1).name;
}

SDKT_INLINE std::int64_t run_record::total_steps() const {
  std::int64_t sum = 0;
  for (const auto& task : tasks) sum += task.num_steps;
  return sum;
}

}  // namespace sdkt
