// SPDX-License-Identifier: MIT
//
// Definitions of prompt_templates.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/dataset/prompt_templates.hpp>
#include <sdkt/file/located_json.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/stream/task.hpp>

namespace sdkt {

SDKT_INLINE const std::vector<std::string>* prompt_templates::find(const std::string& task) const {
  const auto own = of_task.find(task);
  if (own != of_task.end()) return &own->second;
  return for_all.empty() ? nullptr : &for_all;
}

}  // namespace sdkt

namespace sdkt::detail {

/// A text tower reads only a short template with a short class name. The memory for a template grows with its
/// length times the number of classes, and every template costs a forward pass of the text tower.
inline constexpr std::size_t longest_template = 400;

inline constexpr std::size_t most_templates = 1000;

SDKT_INLINE void check_template(const std::string& text, const std::string& where) {
  if (text.size() > longest_template) {
    throw data_error{where, "the template has " + std::to_string(text.size()) + " bytes",
                     "write at most " + std::to_string(longest_template)};
  }
  if (!is_utf8(text)) throw data_error{where, "the template is not UTF-8", "save it as UTF-8"};
  try {
    static_cast<void>(stream::fill_template(text, ""));
  } catch (const setting_error& reason) {
    throw data_error{where, reason.what(), ""};
  }
}

SDKT_INLINE void check_number_of_templates(std::size_t count, const std::string& where) {
  if (count == 0) throw data_error{where, "the list of templates is empty", "write at least one"};
  if (count <= most_templates) return;
  throw data_error{where, std::to_string(count) + " templates are too many",
                   "write at most " + std::to_string(most_templates)};
}

SDKT_INLINE void check_size_of_prompts(const std::vector<std::string>& templates,
                                       const std::vector<std::string>& class_names,
                                       const std::string& where) {
  constexpr std::size_t most = 64 << 20;
  if (templates.size() < 2) return;
  std::size_t bytes_of_templates = 0, bytes = 0;
  for (const std::string& each : templates) bytes_of_templates += each.size();
  for (const std::string& name : class_names) bytes += bytes_of_templates + templates.size() * name.size();
  if (bytes <= most) return;
  throw data_error{where,
                   std::to_string(templates.size()) + " templates of " + std::to_string(class_names.size()) +
                       " classes make prompts of " + std::to_string(bytes >> 20U) + " MiB",
                   "use fewer templates: the limit is 64 MiB"};
}

SDKT_INLINE std::vector<std::string> templates_of(const file::located_json& json,
                                                  const file::located_value& value) {
  std::vector<std::string> templates;
  const auto take = [&](const file::located_value& one) {
    if (one.text() == nullptr) {
      throw format_error{json.where(one), "expected a template, got " + one.described(),
                         "write a string like \"a photo of a {}.\""};
    }
    check_template(*one.text(), json.where(one));
    templates.push_back(*one.text());
  };
  if (value.items() == nullptr) {
    take(value);
  } else {
    check_number_of_templates(value.items()->size(), json.where(value));
    for (const file::located_value& one : *value.items()) take(one);
  }
  return templates;
}

/// The templates of a text file, one per line.
SDKT_INLINE std::vector<std::string> templates_of_lines(const std::filesystem::path& file) {
  const std::string whole = file::read_utf8(file);
  const std::string name = shown_text(file.string());
  std::vector<std::string> templates;
  file::for_each_entry(whole, [&](std::string_view line, std::size_t number) {
    check_number_of_templates(templates.size() + 1, name);
    templates.emplace_back(line);
    check_template(templates.back(), name + ", line " + std::to_string(number));
  });
  check_number_of_templates(templates.size(), name);
  return templates;
}

}  // namespace sdkt::detail

namespace sdkt {

SDKT_INLINE prompt_templates read_templates(const std::filesystem::path& file) {
  prompt_templates result;
  if (file.extension() != ".json") {
    result.for_all = detail::templates_of_lines(file);
    return result;
  }
  const file::located_json json{file};
  if (json.root().object() == nullptr) {
    result.for_all = detail::templates_of(json, json.root());
    return result;
  }
  for (const file::located_member& member : *json.root().object()) {
    result.of_task.emplace(member.name, detail::templates_of(json, member.value));
  }
  if (result.of_task.empty()) {
    throw data_error{json.file(), "the file contains no task",
                     "write {\"TASK\": [\"a photo of a {}.\"], ...}"};
  }
  return result;
}

}  // namespace sdkt
