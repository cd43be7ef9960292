// SPDX-License-Identifier: MIT
//
// Definitions of published_figures.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/study/published_figures.hpp>
#include <sdkt/text/letter_case.hpp>

namespace sdkt::report {

SDKT_INLINE const std::vector<published_figures>& snd_published() {
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

SDKT_INLINE bool are_snd_tasks(const std::vector<task_record>& tasks) {
  struct named_set {
    std::string_view part;  // part that every common spelling of its name has
    std::size_t num_classes;
  };
  constexpr named_set sets[] = {{"aircraft", 100}, {"dtd", 47},  {"eurosat", 10}, {"flowers", 102},
                                {"food", 101},     {"pets", 37}, {"cars", 196},   {"ucf", 101}};
  if (tasks.size() != std::size(sets)) return false;
  for (std::size_t index = 0; index < tasks.size(); ++index) {
    const std::string name = sdkt::detail::in_lower_case(tasks[index].name);
    const named_set& set = sets[index];
    if (name.find(set.part) == std::string::npos || tasks[index].class_names.size() != set.num_classes)
      return false;
  }
  return true;
}

}  // namespace sdkt::report
