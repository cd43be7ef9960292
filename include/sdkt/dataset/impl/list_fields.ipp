// SPDX-License-Identifier: MIT
//
// Definitions of list_fields.hpp.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/dataset/image_root.hpp>
#include <sdkt/dataset/list_fields.hpp>
#include <sdkt/file/located_json.hpp>

namespace sdkt::dataset {

SDKT_INLINE std::string name_from_file(const std::filesystem::path& file) {
  constexpr std::string_view prefix = "split_zhou_";
  constexpr std::string_view suffix = "_annotations";
  const std::string stem = file.stem().string();
  std::string_view name = stem;
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
  return name.empty() ? stem : std::string{name};
}

}  // namespace sdkt::dataset

namespace sdkt::detail {

SDKT_INLINE bool can_name_task(std::string_view name) {
  return !dataset::path_problem(name, true) && is_utf8(name) && name.size() <= 200 &&
         name.find_first_of("/\\") == std::string_view::npos && name != "." && name != "..";
}

SDKT_INLINE const std::string* optional_text(const file::located_json& json,
                                             const file::located_value& object, std::string_view member) {
  const file::located_value* found = object.find(member);
  if (found == nullptr) return nullptr;
  if (found->text() != nullptr) return found->text();
  throw json.unexpected(*found, "a string as \"" + std::string{member} + "\"", "write it in quotation marks");
}

SDKT_INLINE const file::located_value& required_list(const file::located_json& json,
                                                     const file::located_value& object,
                                                     std::string_view member, std::string_view remedy) {
  const file::located_value& found = json.required(object, member, remedy);
  if (found.items() != nullptr) return found;
  throw json.unexpected(found, "a list as \"" + std::string{member} + "\"", remedy);
}

SDKT_INLINE std::string list_name(const file::located_json& json, const std::filesystem::path& file) {
  const std::string* given = optional_text(json, json.root(), "name");
  std::string name = given != nullptr ? *given : dataset::name_from_file(file);
  if (can_name_task(name)) return name;
  if (given == nullptr) {
    throw data_error{json.file(),
                     "the file has no \"name\", and its file name cannot be used as a folder name",
                     "add \"name\" to it or rename it"};
  }
  throw data_error{
      json.where(*json.root().find("name")),
      "expected a name that can be used as a folder name, got " + json.root().find("name")->described(),
      "remove slashes and control characters and keep it below 200 bytes"};
}

}  // namespace sdkt::detail
