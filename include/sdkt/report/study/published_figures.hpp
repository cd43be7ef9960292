// SPDX-License-Identifier: MIT
//
// What the Select and Distill paper states for its eight tasks, to stand beside one's own figures.
#pragma once

#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/record/record.hpp>
#include <sdkt/text/letter_case.hpp>

namespace sdkt {

/// A row of the paper's table: forgetting, zero-shot degradation and average accuracy in percentage points,
/// each the mean over the orders S1 to S8.
struct published_figures {
  std::string_view method;
  std::array<double, 3> own;                    ///< among each task's own classes: MTIL
  std::optional<std::array<double, 3>> joined;  ///< among all classes: MCIL, where it is stated
};

/// ViT-B/16 with OpenAI's weights, 100,000 reference images of ImageNet.
///
/// Source: Select and Distill, ECCV 2024 (arXiv 2403.09296).
inline const std::vector<published_figures>& snd_published() {
  using three = std::array<double, 3>;
  static const std::vector<published_figures> rows{
      {"continual fine-tuning", {12.04, 21.15, 75.17}, three{12.56, 21.40, 73.94}},
      {"LwF", {8.56, 10.03, 78.81}, three{8.59, 11.30, 76.39}},
      {"iCaRL", {8.04, 12.92, 78.55}, three{8.27, 12.42, 77.40}},
      {"ZSCL", {3.64, 3.00, 82.92}, three{3.58, 3.07, 81.46}},
      {"MoE-Adapters", {2.71, 2.17, 82.29}, std::nullopt},
      {"SnD", {1.20, 1.96, 84.92}, three{1.35, 1.65, 83.76}}};
  return rows;
}

/// Whether these are the eight tasks of that paper in its order S1, by names and numbers of classes.
inline bool are_snd_tasks(const std::vector<task_record>& tasks) {
  struct named_set {
    std::string_view part;  // that its name has in every spelling in use
    std::size_t num_classes;
  };
  constexpr named_set sets[] = {{"aircraft", 100}, {"dtd", 47},  {"eurosat", 10}, {"flowers", 102},
                                {"food", 101},     {"pets", 37}, {"cars", 196},   {"ucf", 101}};
  if (tasks.size() != std::size(sets)) return false;
  for (std::size_t index = 0; index < tasks.size(); ++index) {
    const std::string name = detail::in_lower_case(tasks[index].name);
    const named_set& set = sets[index];
    if (name.find(set.part) == std::string::npos || tasks[index].class_names.size() != set.num_classes)
      return false;
  }
  return true;
}

}  // namespace sdkt
