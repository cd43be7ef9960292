// SPDX-License-Identifier: MIT
//
// Definitions of tables.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/run/matrix_table.hpp>
#include <sdkt/report/run/so_far.hpp>
#include <sdkt/report/run/tables.hpp>

namespace sdkt::report {

inline constexpr std::size_t max_command_characters = 6000;

SDKT_INLINE std::string setting_text(const setting_value& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using held_type = std::remove_cvref_t<decltype(held)>;
        if constexpr (std::is_same_v<held_type, std::monostate>) {
          return "none";
        } else if constexpr (std::is_same_v<held_type, bool>) {
          return held ? "true" : "false";
        } else if constexpr (std::is_same_v<held_type, std::int64_t>) {
          return std::to_string(held);
        } else if constexpr (std::is_same_v<held_type, double>) {
          return shortest(held);
        } else if constexpr (std::is_same_v<held_type, std::string>) {
          return held.empty() ? "none" : escaped(held, max_value_characters);
        } else {
          std::string text;
          std::size_t count = 0;
          for (; count < held.size() && text.size() < max_list_bytes; ++count) {
            put(text, count == 0 ? "" : ", ", escaped(held[count], 80));
          }
          if (count < held.size()) put(text, " and ", std::to_string(held.size() - count), " more");
          return held.empty() ? "none" : text;
        }
      },
      value);
}

SDKT_INLINE std::string settings_table(const run_record& record) {
  std::string rows =
      "<thead><tr><th scope='col'>setting</th><th scope='col'>value</th></tr></thead>\n<tbody>\n";
  std::size_t count = 0;
  for (const auto& [name, value] : record.settings) {
    if (name == "command") continue;  // is shown in its own section
    if (++count > max_settings) continue;
    put(rows, "<tr><th scope='row'>", escaped(name), "</th><td>", setting_text(value), "</td></tr>\n");
  }
  if (count == 0) return "<p class='note'>No settings have been recorded.</p>\n";
  rows += "</tbody>";
  std::string html = scrolling_table("Settings", "Every resolved setting of the run", "settings", rows);
  if (count > max_settings) {
    put(html, "<p class='note'>", std::to_string(count - max_settings), " more are in config.json.</p>\n");
  }
  return html;
}

SDKT_INLINE std::string repeating_command(const run_record& record) {
  const setting_value* const found = record.settings.find("command");
  const auto* const command = found == nullptr ? nullptr : std::get_if<std::string>(found);
  if (command == nullptr) {
    return "<p class='note'>The run was started from C++ code that sets the settings below.</p>\n";
  }
  std::string html;
  put(html, "<p>In the folder where the run was started, with a new folder DIR:</p>\n<pre class='command'>",
      escaped(*command, max_command_characters), "</pre>\n");
  return html;
}

SDKT_INLINE std::string task_table(const run_record& record) {
  if (record.tasks.empty()) return "<p class='note'>No tasks have been recorded.</p>\n";
  std::vector<std::size_t> done(record.tasks.size());
  for (const auto& step : record.steps) {
    if (step.task >= 0 && static_cast<std::size_t>(step.task) < done.size()) {
      ++done[static_cast<std::size_t>(step.task)];
    }
  }
  std::string rows =
      "<thead><tr><th scope='col'>task</th><th scope='col'>classes</th><th scope='col'>training images</th>"
      "<th scope='col'>";
  put(rows, evaluated_images(record),
      " images</th><th scope='col'>steps planned</th><th scope='col'>steps done</th></tr></thead>\n<tbody>\n");
  for (std::size_t task = 0; task < record.tasks.size(); ++task) {
    const task_record& known = record.tasks[task];
    put(rows, "<tr><th scope='row'>", std::to_string(task + 1), ".&#160;", task_name(record, task),
        "</th><td>", std::to_string(known.class_names.size()), "</td><td>", std::to_string(known.num_train),
        "</td><td>", std::to_string(known.num_test), "</td><td>", std::to_string(known.num_steps),
        "</td><td>", std::to_string(done[task]), "</td></tr>\n");
  }
  rows += "</tbody>";
  return scrolling_table("Tasks", "Tasks in training order", "numbers", rows);
}

}  // namespace sdkt::report
