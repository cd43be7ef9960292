// SPDX-License-Identifier: MIT
//
// Reads the members that JSON lists of images have in common. A wrong member is an error with a full message.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>
#include <sdkt/file/located_json.hpp>

namespace sdkt::dataset {

/// The default name of a list: the stem of its file without `_annotations` and `split_zhou_`.
std::string name_from_file(const std::filesystem::path& file);

}  // namespace sdkt::dataset

namespace sdkt::detail {

/// Whether a name can name a task: as a folder, as a column of a table, and in sentences.
bool can_name_task(std::string_view name);

/// The string member of an object, or null.
const std::string* optional_text(const file::located_json& json, const file::located_value& object,
                                 std::string_view member);

/// The list member of an object.
const file::located_value& required_list(const file::located_json& json, const file::located_value& object,
                                         std::string_view member, std::string_view remedy);

/// The member "name" of a list, else the name from its file.
std::string list_name(const file::located_json& json, const std::filesystem::path& file);

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/list_fields.ipp>
#endif
