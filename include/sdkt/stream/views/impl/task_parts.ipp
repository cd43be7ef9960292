// SPDX-License-Identifier: MIT
//
// Definitions of task_parts.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <sdkt/base/fingerprint.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/stream/views/task_parts.hpp>

namespace sdkt::detail {

SDKT_INLINE random_key key_of(view_draw draw, std::uint64_t seed, const std::string& task_name,
                              std::size_t index) {
  const std::uint64_t named = task_name.empty() ? 0 : fingerprint{}.add(task_name).value() & 0xFFFFFFU;
  return {.seed = seed,
          .purpose = random_purpose::stream_order,
          .task = static_cast<std::uint32_t>(named),
          .pass = static_cast<std::uint32_t>(draw),
          .index = static_cast<std::uint32_t>(index)};
}

}  // namespace sdkt::detail
