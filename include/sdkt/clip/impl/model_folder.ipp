// SPDX-License-Identifier: MIT
//
// Definitions of model_folder.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/model_folder.hpp>
#include <sdkt/clip/stored_keys.hpp>
#include <sdkt/file/file_kind.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/weights/safetensors.hpp>

namespace sdkt::clip::detail {

SDKT_INLINE bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

SDKT_INLINE std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
}

/// The names of a folder's files, or of its sub-folders, in alphabetical order; none if it cannot be read.
SDKT_INLINE std::vector<std::string> names_in(const std::filesystem::path& folder, bool folders) {
  std::vector<std::string> names;
  std::error_code problem;
  for (std::filesystem::directory_iterator entry{folder, problem}, end; !problem && entry != end;
       entry.increment(problem)) {
    std::error_code ignored;
    const std::string name = entry->path().filename().native();
    if (!name.starts_with(".") && entry->is_directory(ignored) == folders) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// "a, b and 3 more".
SDKT_INLINE std::string listed_names(const std::vector<std::string>& names) {
  constexpr std::size_t most = 3;
  std::string shown;
  for (std::size_t index = 0; index < std::min(most, names.size()); ++index)
    shown += (index == 0 ? "" : ", ") + sdkt::detail::shown_text(names[index]);
  if (names.size() > most) shown += " and " + std::to_string(names.size() - most) + " more";
  return shown;
}

SDKT_INLINE std::string nearby_model(const std::filesystem::path& folder, const std::string& otherwise) {
  std::vector<std::string> models;
  for (const std::string& name : names_in(folder, true)) {
    const auto below = folder / name;
    if (is_there(below / "config.json") || is_there(below / "open_clip_config.json") ||
        is_there(below / "snapshots"))
      models.push_back(name);
  }
  if (models.empty()) return otherwise;
  if (models.size() > 1) return "specify one of its sub-folders: " + listed_names(models);
  return "specify its sub-folder: " + (folder / models.front()).string();
}

SDKT_INLINE std::filesystem::path model_folder(const std::filesystem::path& path) {
  const auto snapshots = path / "snapshots";
  if (!is_there(snapshots) || is_there(path / "config.json") || is_there(path / "open_clip_config.json"))
    return path;
  const std::vector<std::string> names = names_in(snapshots, true);
  if (names.size() == 1) return snapshots / names.front();
  if (names.empty()) {
    throw file_error{path.string(), "is a model in a hub cache, but its snapshots/ folder is empty",
                     "download the model again"};
  }
  std::string current = names.front();
  if (is_there(path / "refs" / "main")) {
    std::string stated = sdkt::detail::read_small_file(path / "refs" / "main", 1000);
    stated.erase(stated.find_last_not_of(" \r\n") + 1);
    if (std::find(names.begin(), names.end(), stated) != names.end()) current = stated;
  }
  throw file_error{path.string(),
                   "is a model in a hub cache with " + std::to_string(names.size()) + " snapshots",
                   "specify one of them, for example " + (snapshots / current).string()};
}

SDKT_INLINE std::string model_type_of(const std::filesystem::path& config) {
  return is_there(config) ? config_object::read(config).text("model_type", "") : "";
}

SDKT_INLINE std::optional<key_convention> convention_of(const std::filesystem::path& file) {
  const std::vector<std::string> names = weights::safetensors_file{file}.names();
  const stored_keys keys{names};
  std::vector<std::string> plain;
  for (const std::string& name : names) plain.push_back(keys.plain(name));
  return find_convention(plain);
}

SDKT_INLINE model_files configurations_of(const std::filesystem::path& folder) {
  model_files files;
  if (is_there(folder / "open_clip_config.json")) files.open_clip = folder / "open_clip_config.json";
  const auto config = folder / "config.json";
  if (is_there(config) && (files.open_clip.empty() || model_type_of(config) == "clip"))
    files.hugging_face = config;
  return files;
}

/// Whether the name is that of a file of weights in a format that is not read, or not read from a folder.
SDKT_INLINE bool is_foreign_weights(std::string_view name) {
  constexpr std::array<std::string_view, 14> endings = {".bin", ".pt",  ".pth",  ".ckpt",    ".pkl",
                                                        ".h5",  ".npz", ".onnx", ".msgpack", ".gguf",
                                                        ".tar", ".zip", ".gz",   ".keras"};
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

/// Throws for a folder without readable weights. The message suggests what to do with the files that exist.
[[noreturn]] SDKT_INLINE void refuse_weights(const std::filesystem::path& folder, const std::string& wanted,
                                             const std::vector<std::string>& foreign) {
  if (foreign.empty()) {
    throw file_error{folder.string(), "has no " + wanted,
                     "store the weights there as safetensors; Python pickles are not supported"};
  }
  const auto kind =
      sdkt::detail::kind_in_place_of_weights(sdkt::detail::input_file{folder / foreign.front()});
  const std::string what = "has no " + wanted + ", and " + sdkt::detail::shown_text(foreign.front()) + " " +
                           (kind ? kind->what : "has an unsupported format");
  const bool is_archive = kind && kind->what == "is a TorchScript archive";
  throw file_error{folder.string(), what,
                   is_archive ? "specify the file itself: " + (folder / foreign.front()).string()
                   : kind     ? kind->remedy
                              : "store the weights there as safetensors"};
}

SDKT_INLINE model_files choose_files(const std::filesystem::path& folder) {
  model_files files = configurations_of(folder);
  const bool is_hugging_face = !files.hugging_face.empty();
  const bool is_open_clip = !files.open_clip.empty();
  std::vector<std::string> stored, foreign;
  for (const std::string& name : names_in(folder, false)) {
    if (name == "classifier.safetensors") continue;  // what a run's classifier has learnt (evaluate/)
    const bool is_shard = name.find("-of-") != std::string::npos;
    if (name.ends_with(".safetensors.index.json") || (name.ends_with(".safetensors") && !is_shard))
      stored.push_back(name);
    if (is_foreign_weights(name)) foreign.push_back(name);
  }
  std::stable_partition(foreign.begin(), foreign.end(), [](const std::string& name) {
    return name.find("model") != std::string::npos;  // rather than an optimiser's state
  });
  const auto has = [&](const std::string& name) {
    return std::find(stored.begin(), stored.end(), name) != stored.end();
  };
  const auto choose = [&](const std::string& name) {
    files.weights = folder / name;
    for (const auto& list : {stored, foreign})
      std::copy_if(list.begin(), list.end(), std::back_inserter(files.passed_over),
                   [&](const std::string& other) { return other != name; });
    return files;
  };
  if (is_hugging_face) {
    for (const char* name : {"model.safetensors", "model.safetensors.index.json"})
      if (has(name)) return choose(name);
  }
  for (const char* name : {"open_clip_model.safetensors", "open_clip_pytorch_model.safetensors"})
    if (has(name)) return choose(name);
  if (has("model.safetensors") && convention_of(folder / "model.safetensors"))
    return choose("model.safetensors");
  std::vector<std::string> others;
  for (const std::string& name : stored)
    if (name != "model.safetensors") others.push_back(name);
  if (others.size() == 1) return choose(others.front());
  if (others.size() > 1) {
    throw file_error{folder.string(), "has several weight files: " + listed_names(others),
                     "specify one of them"};
  }
  const std::string wanted = is_open_clip ? "open_clip_model.safetensors" : "model.safetensors";
  if (has("model.safetensors") && foreign.empty()) {
    const weights::safetensors_file file{folder / "model.safetensors"};
    throw format_error{file.path().string(),
                       "has none of the tensor names of a CLIP model, but " + first_names_shown(file.names()),
                       "download " + wanted + " of the same model"};
  }
  refuse_weights(folder, wanted, foreign);
}

}  // namespace sdkt::clip::detail
