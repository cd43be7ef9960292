// SPDX-License-Identifier: MIT
//
// Chooses the files of a folder that make a model, by looking at all files, not only at the first match.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/key_names.hpp>

namespace sdkt::clip::detail {

bool is_there(const std::filesystem::path& path);

/// The folder that contains a file.
std::filesystem::path folder_of(const std::filesystem::path& file);

/// The remedy for a folder that is not a model: to name a sub-folder that looks like a model; `otherwise` if
/// there is none.
std::string nearby_model(const std::filesystem::path& folder, const std::string& otherwise);

/// The folder itself, or the one snapshot of a model in the cache of a model hub (models--OWNER--NAME).
///
/// Errors: file_error if there is no snapshot, or if there are several; the message then suggests the
/// snapshot that refs/main names, or else the first by name.
std::filesystem::path model_folder(const std::filesystem::path& path);

/// The model_type that a config.json states; empty if the file states none (as timm's) or does not exist.
std::string model_type_of(const std::filesystem::path& config);

/// The naming convention of the tensors in a safetensors file; nothing if the names are not those of a CLIP.
std::optional<key_convention> convention_of(const std::filesystem::path& file);

/// The files of a model.
struct model_files {
  std::filesystem::path weights;           ///< a file, or the index of several files
  std::filesystem::path hugging_face;      ///< config.json of a CLIP, if there is one
  std::filesystem::path open_clip;         ///< open_clip_config.json, if there is one
  std::vector<std::string> passed_over{};  ///< other files of weights in the folder
};

/// The configurations beside the weights. A config.json that is not a CLIP's is ignored if there is an
/// open_clip_config.json, because folders on the hub contain timm's config.json as well.
model_files configurations_of(const std::filesystem::path& folder);

/// Chooses the files of a folder that make a model.
///
/// If the folder has both Hugging Face's and open_clip's configuration, the one whose weights exist counts;
/// if both have weights, Hugging Face's counts. The weights are in a file with a name that the two programs
/// use, or else in the only other safetensors file. A model.safetensors beside open_clip's configuration
/// counts if its tensors have the names of a CLIP: timm's image tower has the same file name.
/// Errors: file_error or format_error that names what is missing or ambiguous.
model_files choose_files(const std::filesystem::path& folder);

}  // namespace sdkt::clip::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/model_folder.ipp>
#endif
