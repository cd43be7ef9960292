// SPDX-License-Identifier: MIT
//
// Groups of runs with the same settings except for order and seed, and sets of runs that can be compared.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::report {

/// A run and its name, for example its folder.
struct named_run {
  std::string name;
  run_record record;
};

/// Runs of one method with the same settings except for the order of the tasks and the seed.
struct run_group {
  std::string label;              ///< plain text: the method, and how it differs from others of that name
  std::vector<std::size_t> runs;  ///< positions among the runs
};

/// Settings by name, as text.
using setting_texts = std::map<std::string, std::string>;

/// The settings that define the method, by name.
setting_texts method_settings(const run_record& record);

/// Names of the settings that differ between groups; a setting that is missing in a group differs.
std::vector<std::string> differing_settings(const std::vector<setting_texts>& groups);

/// The groups in the order of their first runs. Their labels are all different.
std::vector<run_group> group_runs(const std::vector<named_run>& runs);

/// Positions of runs that were evaluated on the same tasks, classes and images, in any order.
std::vector<std::vector<std::size_t>> comparable_runs(const std::vector<named_run>& runs);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/comparison/impl/run_groups.ipp>
#endif
