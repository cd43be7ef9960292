// SPDX-License-Identifier: MIT
//
// Definitions of shards.hpp.
#pragma once

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/model_folder.hpp>
#include <sdkt/clip/shards.hpp>
#include <sdkt/clip/stored_keys.hpp>
#include <sdkt/clip/weight_source.hpp>

namespace sdkt::clip::detail {

SDKT_INLINE std::set<std::string> shard_names(const config_object& config) {
  constexpr std::size_t longest_name = 255;  // of a file on common systems
  const auto refuse = [&](const std::string& what) { config.refuse(what, "download the file again"); };
  if (!config.has("weight_map")) refuse("has no weight_map");
  std::set<std::string> files;
  for (const auto& [key, file] : config.member("weight_map").member_values()) {
    const bool is_name = !file->text.empty() && file->text.size() <= longest_name &&
                         file->text.find('/') == std::string::npos && file->text != "..";
    if (!is_name || sdkt::detail::has_control(file->text)) {
      refuse("does not name a file of its folder for \"" + key + "\"");
    }
    files.insert(file->text);
  }
  return files;
}

SDKT_INLINE weight_source open_shards(const std::filesystem::path& index) {
  const config_object config = config_object::read(index);
  weight_source source{index};
  for (const auto& file : shard_names(config)) source.add_file(folder_of(index) / file);
  source.settle();
  for (const auto& [name, file] : config.member("weight_map").member_values()) {
    const std::string key = source.names().plain(name);
    if (!is_weightless_key(key) && !source.contains(key)) {
      config.refuse("lists \"" + name + "\", which is missing from " + file->text, "download the file again");
    }
  }
  return source;
}

}  // namespace sdkt::clip::detail
