// SPDX-License-Identifier: MIT
//
// Reports how images are prepared for a model, setting by setting, with the file that states each setting.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/config_object.hpp>

namespace sdkt::clip {

/// The image settings as they were read, in words.
struct view_report {
  struct line {
    std::string setting;
    std::string value;
    std::string source;  ///< the name of a file, or what was used without a file
  };
  std::vector<line> lines;
  std::vector<std::string> notes;  ///< a sentence per assumption and per setting that is not applied
};

namespace detail {

/// Fills the report after the settings of a CLIPImageProcessor were read into the numbers.
void report_processor(view_report& report, const config_object& config, const architecture& numbers);

/// Fills the report after preprocess_cfg of an open_clip_config.json was read into the numbers.
void report_open_clip(view_report& report, const config_object& preprocess, const architecture& numbers);

/// Fills the report if no file was read. Mentions files of another form in `folder`.
void report_no_file(view_report& report, const architecture& numbers, const std::filesystem::path& folder);

}  // namespace detail

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/view_report.ipp>
#endif
