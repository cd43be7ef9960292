// SPDX-License-Identifier: MIT
//
// Settings of an open_clip_config.json that affect the computation: each is used, checked or rejected.
#pragma once

#include <filesystem>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/tokenizer/text_form.hpp>

namespace sdkt::clip::detail {

/// Checks the sizes in model_cfg against those of the weights.
///
/// Errors: format_error for a size that differs, and for an unknown setting that is set.
void check_stated_sizes(const config_object& model, const architecture& numbers);

/// The form in which open_clip reads texts for a model with this configuration.
///
/// Errors: format_error for an unsupported mode or cleaning of the tokenizer.
text_form text_form_of(const std::filesystem::path& path);

}  // namespace sdkt::clip::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/open_clip_settings.ipp>
#endif
