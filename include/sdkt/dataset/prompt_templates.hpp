// SPDX-License-Identifier: MIT
//
// Prompt templates from files: one or more for all tasks, or separate ones for each task.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt::file {

class located_json;
struct located_value;

}  // namespace sdkt::file

namespace sdkt {

/// Templates that replace those of the tasks.
struct prompt_templates {
  std::vector<std::string> for_all = {};                         ///< for tasks that are not in of_task
  std::map<std::string, std::vector<std::string>> of_task = {};  ///< by the task's name

  /// The templates of a task; null if it keeps its own.
  [[nodiscard]] const std::vector<std::string>* find(const std::string& task) const;
};

}  // namespace sdkt

namespace sdkt::detail {

/// Throws unless a template, read from `where`, can be filled.
void check_template(const std::string& text, const std::string& where);

void check_number_of_templates(std::size_t count, const std::string& where);

/// Throws if the prompts of several templates would need more memory than is sensible for a text tower.
void check_size_of_prompts(const std::vector<std::string>& templates,
                           const std::vector<std::string>& class_names, const std::string& where);

/// The templates in a JSON value: a string, or a list of strings.
std::vector<std::string> templates_of(const file::located_json& json, const file::located_value& value);

}  // namespace sdkt::detail

namespace sdkt {

/// Reads a file of prompt templates. {} in a template is the place of the class name.
///
/// A `.json` file has ["...", ...] for all tasks, or {"TASK": "..." or ["...", ...], ...} for the named
/// tasks. Any other file has one template per line, for all tasks; blank lines and lines that begin with #
/// are skipped.
///
/// Memory: that of located_json.
/// Errors: file_error; format_error and data_error, with the line, for an invalid template.
/// See also: task_options::templates. A task's own templates are in its annotation file.
prompt_templates read_templates(const std::filesystem::path& file);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/prompt_templates.ipp>
#endif
