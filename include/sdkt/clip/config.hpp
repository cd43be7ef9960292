// SPDX-License-Identifier: MIT
//
// Reads architectures from the JSON files beside the weights: Hugging Face's config.json, and open_clip's
// open_clip_config.json.
#pragma once

#include <filesystem>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/view_report.hpp>

namespace sdkt::clip::detail {

/// The architecture that Hugging Face's config.json states. Missing settings have CLIPConfig's defaults.
architecture hugging_face_architecture(const std::filesystem::path& path);

/// Completes an architecture that was derived from shapes with what only an open_clip_config.json states:
/// heads, activation and how images are prepared.
///
/// Errors: format_error for models that compute something else.
void read_open_clip_config(const std::filesystem::path& path, architecture& numbers,
                           view_report* report = nullptr);

}  // namespace sdkt::clip::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/config.ipp>
#endif
