// SPDX-License-Identifier: MIT
//
// Writes the image settings in the files beside the weights: preprocessor_config.json, and preprocess_cfg in
// open_clip_config.json.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/image/view_options.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::clip::detail {

using sdkt::detail::json_array;
using sdkt::detail::json_number;
using sdkt::detail::json_object;
using sdkt::detail::json_string;
using json_members = std::vector<std::pair<std::string, std::string>>;

/// A JSON array of three numbers, one per colour channel.
std::string json_array(const std::array<double, 3>& values);

/// The same architecture, but with CLIP's own view and pixels divided by 255.
architecture with_usual_view(architecture numbers);

inline bool has_usual_view(const architecture& numbers) { return with_usual_view(numbers) == numbers; }

/// Whether a resized image can be larger or smaller than its view, so that the rule for its centre matters.
bool has_centre(const architecture& numbers);

/// The centre rule that a preprocessor_config.json means if it states none: torchvision's for CLIP's own
/// view, which most files contain, and for images that need no centre; otherwise transformers', which rounds
/// differently. Reading and writing share this rule.
centre_rule centre_of_processor(const architecture& numbers, bool normalises);

/// Names of settings that only sdkt writes, for views that the file's own library cannot express.
inline constexpr const char* centre_setting = "sdkt_center_crop";
inline constexpr const char* resize_setting = "sdkt_resize_mode";
inline constexpr const char* fill_setting = "sdkt_fill_color";

/// preprocessor_config.json of Hugging Face's CLIPImageProcessor.
///
/// Views that this class cannot make (a resize by the longer side, another rule for the centre) are written
/// as settings of sdkt. The class rejects a size with `longest_edge`.
std::string preprocessor_config(const architecture& numbers);

/// Throws unless open_clip can make the model's views.
///
/// Errors: setting_error that begins with `where`.
void check_open_clip_view(const std::string& where, const architecture& numbers);

/// preprocess_cfg of an open_clip_config.json.
///
/// Errors: those of check_open_clip_view.
json_members open_clip_preprocess(const architecture& numbers);

}  // namespace sdkt::clip::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/save_view.ipp>
#endif
