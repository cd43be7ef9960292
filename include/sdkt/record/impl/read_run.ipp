// SPDX-License-Identifier: MIT
//
// Definitions of read_run.hpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/file/located_json.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/read_run.hpp>
#include <sdkt/record/read_tables.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/text/base64.hpp>
#include <sdkt/text/csv_reader.hpp>

namespace sdkt::detail {

SDKT_INLINE void unexpected(const file::located_json& json, const file::located_value& value,
                            std::string_view what) {
  throw json.unexpected(value, what, restore_file);
}

SDKT_INLINE std::vector<std::string> texts_in(const file::located_json& json,
                                              const file::located_value& list) {
  if (list.items() == nullptr) unexpected(json, list, "a list of strings");
  std::vector<std::string> texts;
  for (const auto& item : *list.items()) {
    if (item.text() == nullptr) unexpected(json, item, "a string");
    texts.push_back(*item.text());
  }
  return texts;
}

SDKT_INLINE const std::string& text_in(const file::located_json& json, const file::located_value& object,
                                       std::string_view name) {
  const file::located_value& found = json.required(object, name, restore_file);
  if (found.text() == nullptr) unexpected(json, found, "a string as \"" + std::string{name} + "\"");
  return *found.text();
}

SDKT_INLINE std::int64_t count_in(const file::located_json& json, const file::located_value& object,
                                  std::string_view name, std::int64_t below = std::int64_t{1} << 53U) {
  const file::located_value& found = json.required(object, name, restore_file);
  const auto number = found.whole_number();
  if (!number || *number < 0 || *number >= below)
    unexpected(json, found, "a number from 0 to below " + std::to_string(below));
  return *number;
}

SDKT_INLINE double number_in(const file::located_json& json, const file::located_value& object,
                             std::string_view name) {
  const file::located_value& found = json.required(object, name, restore_file);
  if (const auto* const whole = std::get_if<std::int64_t>(&found.value)) return static_cast<double>(*whole);
  if (const auto* const number = std::get_if<file::located_number>(&found.value)) return number->value();
  unexpected(json, found, "a number as \"" + std::string{name} + "\"");
}

SDKT_INLINE const file::located_value::list& rows_in(const file::located_json& json, std::string_view name,
                                                     std::size_t most) {
  const file::located_value& found = json.required(json.root(), name, restore_file);
  if (found.items() == nullptr) unexpected(json, found, "a list as \"" + std::string{name} + "\"");
  if (found.items()->size() > most) unexpected(json, found, "a list of at most " + std::to_string(most));
  return *found.items();
}

SDKT_INLINE setting_list read_settings(const file::located_json& json) {
  setting_list settings;
  const auto* const members = json.root().object();
  if (members == nullptr) unexpected(json, json.root(), "an object of settings");
  if (members->size() > max_settings_read)
    unexpected(json, json.root(), "at most " + std::to_string(max_settings_read) + " settings");
  for (const file::located_member& member : *members) {
    const std::string& name = member.name;
    const file::located_value& value = member.value;
    if (value.items() != nullptr) {
      settings.set(name, texts_in(json, value));
    } else if (const auto* const number = std::get_if<file::located_number>(&value.value)) {
      settings.set(name, number->value());
    } else if (value.object() != nullptr) {
      unexpected(json, value, "a string, a number or a list as \"" + shown_text(name) + "\"");
    } else {
      std::visit(
          [&](const auto& held) {
            if constexpr (std::is_constructible_v<setting_value, decltype(held)>) settings.set(name, held);
          },
          value.value);
    }
  }
  return settings;
}

SDKT_INLINE void read_tasks(const file::located_json& json, run_record& record) {
  record.teacher_names = texts_in(json, json.required(json.root(), "teachers", restore_file));
  for (const auto& row : rows_in(json, "tasks", max_tasks_read)) {
    record.tasks.push_back({text_in(json, row, "name"),
                            texts_in(json, json.required(row, "class_names", restore_file)),
                            count_in(json, row, "train_images"), count_in(json, row, "test_images"),
                            count_in(json, row, "steps")});
  }
}

SDKT_INLINE std::vector<sample_record> read_samples(const file::located_json& json,
                                                    const run_record& record) {
  std::vector<sample_record> samples;
  for (const auto& row : rows_in(json, "samples", max_samples_read)) {
    sample_record sample;
    sample.task =
        static_cast<std::size_t>(count_in(json, row, "task", static_cast<std::int64_t>(record.tasks.size())));
    const auto classes = static_cast<std::int64_t>(record.tasks[sample.task].class_names.size());
    sample.path = text_in(json, row, "path");
    sample.label = count_in(json, row, "label", classes);
    sample.predicted = count_in(json, row, "predicted", classes);
    sample.margin = static_cast<double>(static_cast<float>(number_in(json, row, "margin")));
    const auto image = from_base64(text_in(json, row, "thumbnail"));
    if (!image || !image->starts_with("\xFF\xD8\xFF"))
      unexpected(json, json.required(row, "thumbnail", restore_file), "a JPEG image in base64");
    sample.thumbnail = *image;
    samples.push_back(std::move(sample));
  }
  return samples;
}

SDKT_INLINE void expect_metrics(const file::located_json& json, const run_record& record) {
  const auto check = [&](const char* space, const accuracy_matrix& accuracy) {
    const file::located_value& said = json.required(json.root(), space, restore_file);
    if (!accuracy.is_complete()) return;
    const sequence_metrics metrics = compute_metrics(accuracy);
    for (const auto& [name, value] :
         {record::all_metrics[0], record::all_metrics[1], record::all_metrics[2]}) {
      if (std::abs(number_in(json, said, name) - metrics.*value) < 1e-3) continue;
      throw format_error{json.where(*said.find(name)),
                         "the " + std::string{name} + " does not match the accuracies beside it",
                         "the files belong to different runs: restore them"};
    }
  };
  check("own", record.accuracy);
  check("union", record.accuracy_union);
}

}  // namespace sdkt::detail

namespace sdkt::record {

SDKT_INLINE bool holds_run(const std::filesystem::path& folder) {
  std::error_code problem;
  return std::filesystem::is_regular_file(folder / "config.json", problem) &&
         std::filesystem::is_regular_file(folder / "tasks.json", problem);
}

}  // namespace sdkt::record

namespace sdkt {

SDKT_INLINE run_record read_run(const std::filesystem::path& folder) {
  std::error_code problem;
  const std::string shown = detail::shown_text(folder.string());
  const auto name_of = [&](const char* name) { return detail::shown_text((folder / name).string()); };
  if (!std::filesystem::is_directory(folder, problem))
    throw setting_error{shown, "there is no such folder", "specify the folder of a run"};
  if (detail::has_control(folder.string()))
    throw setting_error{shown, "has control characters in its name", "give the folder another name"};
  const auto json_of = [&](const char* name, std::uint64_t limit) -> std::optional<file::located_json> {
    auto text = detail::file_of_run(folder / name, limit);
    return text ? std::optional<file::located_json>{std::in_place, name_of(name), std::move(*text)}
                : std::nullopt;
  };
  const auto config = json_of("config.json", detail::max_config_bytes);
  const auto tasks = json_of("tasks.json", detail::max_tasks_bytes);
  if (!config || !tasks) {
    throw setting_error{
        shown,
        std::string{"is not the folder of a run: it has no "} + (config ? "tasks.json" : "config.json"),
        "specify a folder written by `sdkt run` or `result.save`"};
  }
  run_record record;
  record.settings = detail::read_settings(*config);
  record.method = detail::text_in(*config, config->root(), "method");
  detail::read_tasks(*tasks, record);
  std::vector<std::string> names;
  for (const auto& task : record.tasks) names.push_back(task.name);
  if (const auto* const listed = record.settings.find("tasks"); listed && *listed != setting_value{names}) {
    throw format_error{name_of("tasks.json"), "its tasks are not those in config.json",
                       "the files belong to different runs: restore them"};
  }
  const auto read = [&](const char* name, std::uint64_t limit, auto& into, const auto& parse) {
    if (const auto text = detail::file_of_run(folder / name, limit))
      into = parse(name_of(name), *text, record);
  };
  read("accuracy.csv", detail::max_table_bytes, record.accuracy, detail::read_accuracy);
  read("accuracy_union.csv", detail::max_table_bytes, record.accuracy_union, detail::read_accuracy);
  read("distance.csv", detail::max_table_bytes, record.distances, detail::read_distances);
  read("steps.csv", detail::max_steps_bytes, record.steps, detail::read_steps);
  read("selection.csv", detail::max_table_bytes, record.selection, detail::read_selection);
  if (const auto samples = json_of("samples.json", detail::max_samples_bytes))
    record.samples = detail::read_samples(*samples, record);
  if (const auto metrics = json_of("metrics.json", detail::max_config_bytes))
    detail::expect_metrics(*metrics, record);
  return record;
}

}  // namespace sdkt
