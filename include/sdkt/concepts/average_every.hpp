// SPDX-License-Identifier: MIT
//
// How often an average of the student's weights is updated: a setting that teachers and extensions share.
#pragma once

#include <string_view>

#include <sdkt/concepts/hooks.hpp>

namespace sdkt {

/// When the student's weights enter an average.
enum class average_every {
  step,  ///< after every update
  pass,  ///< after the last update of every pass over the task's images
};

}  // namespace sdkt

namespace sdkt::compose {

/// Whether the student's weights enter an average after this step.
inline bool averages_after(average_every per, const step_end& end) noexcept {
  return per == average_every::step || end.ends_pass;
}

}  // namespace sdkt::compose

namespace sdkt {

constexpr std::string_view name_of(average_every per) noexcept {
  return per == average_every::step ? "step" : "pass";
}

}  // namespace sdkt
