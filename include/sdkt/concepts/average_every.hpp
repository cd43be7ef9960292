// SPDX-License-Identifier: MIT
//
// How often an average of the student's weights follows it: a word that teachers and extensions share.
#pragma once

#include <string_view>

#include <sdkt/concepts/hooks.hpp>

namespace sdkt {

/// When an average of weights takes in the student's.
enum class average_every {
  step,  ///< after every update
  pass,  ///< after the last update of every pass over the task's images
};

/// Whether an average takes in the student's weights after this step.
inline bool averages_after(average_every per, const step_end& end) noexcept {
  return per == average_every::step || end.ends_pass;
}

constexpr std::string_view name_of(average_every per) noexcept {
  return per == average_every::step ? "step" : "pass";
}

}  // namespace sdkt
