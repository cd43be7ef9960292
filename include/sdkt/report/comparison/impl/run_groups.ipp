// SPDX-License-Identifier: MIT
//
// Definitions of run_groups.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/record/setting_text.hpp>
#include <sdkt/report/comparison/run_groups.hpp>
#include <sdkt/report/run/so_far.hpp>
#include <sdkt/report/run/tables.hpp>

namespace sdkt::report::detail {

/// Whether a setting differs between orders and seeds of the same method, or only tells the place of files.
SDKT_INLINE bool tells_no_method(const std::string& setting) {
  static const std::set<std::string> names{"seed",
                                           "order",
                                           "tasks",
                                           "command",
                                           "annotations",
                                           "data_root",
                                           "model",
                                           "save_predictions",
                                           "reference_fingerprint",
                                           "class_name_fingerprints",
                                           "test_list_fingerprints"};
  return names.contains(setting);
}

/// Lists with one element per task are in training order: sorted by task, they are the same in every order.
SDKT_INLINE std::string sorted_by_task(const run_record& record, const std::vector<std::string>& values) {
  std::map<std::string, std::string> by_task;
  for (std::size_t task = 0; task < values.size(); ++task) by_task[record.tasks[task].name] = values[task];
  std::string text;
  for (const auto& [task, value] : by_task) text.append(text.empty() ? "" : ", ").append(task + ": " + value);
  return text;
}

/// The tasks, classes and images of a run's evaluation: equal for two runs that can be compared.
SDKT_INLINE std::set<std::string> evaluated_on(const run_record& record) {
  const setting_value* const found = record.settings.find("test_list_fingerprints");
  const auto* const lists = found == nullptr ? nullptr : std::get_if<std::vector<std::string>>(found);
  std::set<std::string> tasks;
  for (std::size_t task = 0; task < record.tasks.size(); ++task) {
    std::string key = record.tasks[task].name;
    for (const auto& name : record.tasks[task].class_names) key.append(1, '\0').append(name);
    if (lists != nullptr && task < lists->size()) key.append(1, '\0').append((*lists)[task]);
    tasks.insert(std::move(key));
  }
  return tasks;
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE setting_texts method_settings(const run_record& record) {
  setting_texts texts;
  for (const auto& [name, value] : record.settings) {
    if (detail::tells_no_method(name)) continue;
    const auto* const list = std::get_if<std::vector<std::string>>(&value);
    const bool is_by_task =
        list != nullptr && name.ends_with("_fingerprints") && list->size() == record.tasks.size();
    texts[name] = is_by_task ? detail::sorted_by_task(record, *list) : sdkt::detail::setting_text(value);
  }
  return texts;
}

SDKT_INLINE std::vector<std::string> differing_settings(const std::vector<setting_texts>& groups) {
  std::set<std::string> names;
  for (const auto& group : groups) {
    for (const auto& [name, text] : group) names.insert(name);
  }
  std::vector<std::string> differing;
  for (const auto& name : names) {
    const auto text_of = [&](const setting_texts& group) {
      const auto found = group.find(name);
      return found == group.end() ? std::string{} : found->second;
    };
    const bool differs = std::any_of(groups.begin(), groups.end(), [&](const setting_texts& group) {
      return text_of(group) != text_of(groups.front());
    });
    if (differs) differing.push_back(name);
  }
  return differing;
}

SDKT_INLINE std::vector<run_group> group_runs(const std::vector<named_run>& runs) {
  std::vector<run_group> groups;
  std::map<setting_texts, std::size_t> known;
  std::vector<setting_texts> settings;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    setting_texts texts = method_settings(runs[run].record);
    const auto [place, is_new] = known.emplace(texts, groups.size());
    if (is_new) {
      groups.push_back({runs[run].record.method, {}});
      settings.push_back(std::move(texts));
    }
    groups[place->second].runs.push_back(run);
  }
  // Methods of one name are distinguished by up to two settings, and otherwise by their folders.
  std::map<std::string, std::vector<std::size_t>> of_name;
  for (std::size_t group = 0; group < groups.size(); ++group) of_name[groups[group].label].push_back(group);
  std::set<std::string> labels;
  for (const auto& [name, places] : of_name) {
    std::vector<setting_texts> alike;
    for (const std::size_t place : places) alike.push_back(settings[place]);
    const std::vector<std::string> differing = differing_settings(alike);
    for (std::size_t i = 0; i < places.size(); ++i) {
      run_group& group = groups[places[i]];
      std::string label = name;
      if (places.size() > 1) {
        std::string what;
        for (std::size_t n = 0; n < std::min<std::size_t>(differing.size(), 2); ++n) {
          const auto found = alike[i].find(differing[n]);
          const std::string value = found == alike[i].end() ? "not set" : found->second;
          what.append(n == 0 ? "" : ", ").append(differing[n]).append(" ").append(value.substr(0, 24));
        }
        label += " (" + (differing.size() > 2 ? runs[group.runs.front()].name : what) + ")";
      }
      group.label = label;
      for (int copy = 2; !labels.insert(group.label).second; ++copy)
        group.label = label + " no. " + std::to_string(copy);
    }
  }
  return groups;
}

SDKT_INLINE std::vector<std::vector<std::size_t>> comparable_runs(const std::vector<named_run>& runs) {
  std::map<std::set<std::string>, std::size_t> known;
  std::vector<std::vector<std::size_t>> result;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    const auto [place, is_new] = known.emplace(detail::evaluated_on(runs[run].record), result.size());
    if (is_new) result.emplace_back();
    result[place->second].push_back(run);
  }
  return result;
}

}  // namespace sdkt::report
