// SPDX-License-Identifier: MIT
//
// Definitions of background_task.hpp.
#pragma once

#include <exception>
#include <utility>

#include <sdkt/base/background_task.hpp>
#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

SDKT_INLINE void background_task::join() noexcept {
  if (thread_.joinable()) thread_.join();
}

SDKT_INLINE void background_task::wait() {
  join();
  if (problem_) std::rethrow_exception(std::exchange(problem_, nullptr));
}

}  // namespace sdkt::detail
