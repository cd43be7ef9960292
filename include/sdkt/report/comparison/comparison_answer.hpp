// SPDX-License-Identifier: MIT
//
// The answer at the top of a comparison: which method is best in which metric, by how much, and whether this
// exceeds the variation between orders and seeds.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/comparison/run_groups.hpp>

namespace sdkt::report {

namespace detail {

/// "snd", "lwf and snd", "ewc, lwf and 3 more". Escaped.
[[nodiscard]] std::string names_of(const std::vector<run_group>& groups,
                                   const std::vector<std::size_t>& places);

}  // namespace detail

/// One sentence that names the best in average accuracy, forgetting and degradation. Escaped, without tags.
std::string comparison_sentence(const std::vector<named_run>& runs, const std::vector<run_group>& groups);

/// The sentence, and a card per metric with the difference to the second best.
std::string comparison_answer(const std::vector<named_run>& runs, const std::vector<run_group>& groups);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/comparison/impl/comparison_answer.ipp>
#endif
