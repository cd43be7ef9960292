// SPDX-License-Identifier: MIT
//
// Reads how images are prepared from the files beside the weights: processor_config.json,
// preprocessor_config.json, and preprocess_cfg in open_clip_config.json. Every setting is either applied or
// rejected by name.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/view_report.hpp>

namespace sdkt::clip::detail {

/// Width and height in pixels.
using lengths = std::array<std::int64_t, 2>;

/// The value of a switch such as do_resize: on if missing, off if null.
bool is_on(const config_object& config, const std::string& name);

/// Reads the settings of a CLIPImageProcessor from a preprocessor_config.json.
void read_preprocessor(const std::filesystem::path& path, architecture& numbers,
                       view_report* report = nullptr);

/// Reads the settings of a CLIPImageProcessor from a processor_config.json. Returns false if the file has no
/// image_processor, as before transformers 5.
bool read_processor(const std::filesystem::path& path, architecture& numbers, view_report* report = nullptr);

/// Reads preprocess_cfg of an open_clip_config.json as open_clip's image_transform does for evaluation.
void read_open_clip_preprocess(const config_object& preprocess, architecture& numbers,
                               view_report* report = nullptr);

/// Reads how images are prepared for a model in Hugging Face's form: from the image_processor of
/// processor_config.json, or else from preprocessor_config.json, as in transformers; or else from an
/// open_clip_config.json beside them. Without these files, the view is CLIP's own.
void read_hugging_face_view(const std::filesystem::path& folder, architecture& numbers,
                            view_report* report = nullptr);

}  // namespace sdkt::clip::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/read_view.ipp>
#endif
