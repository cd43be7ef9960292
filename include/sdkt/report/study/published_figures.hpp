// SPDX-License-Identifier: MIT
//
// The figures of the Select and Distill paper for its eight tasks, to compare with one's own.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::report {

/// A row of the paper's table: forgetting, zero-shot degradation and average accuracy in percentage points,
/// each the mean over the orders S1 to S8.
struct published_figures {
  std::string_view method;
  std::array<double, 3> own;                    ///< among each task's own classes: MTIL
  std::optional<std::array<double, 3>> joined;  ///< among all classes: MCIL, if the paper has it
};

/// The figures for ViT-B/16 with OpenAI's weights and 100,000 reference images of ImageNet.
///
/// Source: Select and Distill, ECCV 2024 (arXiv 2403.09296).
const std::vector<published_figures>& snd_published();

/// Whether these are the eight tasks of that paper in its order S1, by names and numbers of classes.
bool are_snd_tasks(const std::vector<task_record>& tasks);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/study/impl/published_figures.ipp>
#endif
