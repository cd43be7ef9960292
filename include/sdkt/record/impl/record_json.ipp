// SPDX-License-Identifier: MIT
//
// Definitions of record_json.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/record/record_json.hpp>
#include <sdkt/text/base64.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string json_array(const std::vector<std::string>& values,
                                   std::string (*write)(std::string_view)) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(write(value));
  return json_array(texts);
}

/// A list of objects, one per line.
SDKT_INLINE std::string json_rows(const std::vector<std::string>& rows) {
  std::string text = "[";
  for (const auto& row : rows) text.append(text.size() > 1 ? ",\n    " : "\n    ").append(row);
  return text.append(rows.empty() ? "]" : "\n  ]");
}

}  // namespace sdkt::detail

namespace sdkt::record {

SDKT_INLINE std::string tasks_json(const run_record& record) {
  std::vector<std::string> tasks;
  for (const auto& task : record.tasks) {
    std::vector<std::pair<std::string, std::string>> fields{
        {"name", detail::json_string(task.name)},
        {"train_images", detail::json_number(task.num_train)},
        {"test_images", detail::json_number(task.num_test)},
        {"steps", detail::json_number(task.num_steps)},
        {"class_names", detail::json_array(task.class_names, detail::json_string)}};
    std::vector<std::string> labels;
    for (const std::int64_t label : task.union_labels) labels.push_back(detail::json_number(label));
    if (!labels.empty()) fields.emplace_back("union_labels", detail::json_array(labels));
    tasks.push_back(detail::json_object(fields, 2));
  }
  return detail::json_object({{"teachers", detail::json_array(record.teacher_names, detail::json_string)},
                              {"tasks", detail::json_rows(tasks)}}) +
         "\n";
}

SDKT_INLINE std::string samples_json(const run_record& record) {
  std::vector<std::string> samples;
  for (const auto& sample : record.samples) {
    samples.push_back(
        detail::json_object({{"task", detail::json_number(static_cast<std::int64_t>(sample.task))},
                             {"path", detail::json_string(detail::shown_text(sample.path))},
                             {"label", detail::json_number(sample.label)},
                             {"predicted", detail::json_number(sample.predicted)},
                             {"margin", detail::loss_text(sample.margin)},
                             {"thumbnail", detail::json_string(detail::base64(sample.thumbnail))}},
                            2));
  }
  return detail::json_object({{"samples", detail::json_rows(samples)}}) + "\n";
}

}  // namespace sdkt::record
