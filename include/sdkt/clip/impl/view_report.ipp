// SPDX-License-Identifier: MIT
//
// Definitions of view_report.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <system_error>
#include <utility>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/view_report.hpp>
#include <sdkt/image/view_options.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::clip::detail {

/// The sources of the settings of a report.
struct view_sources {
  std::string size, resize, interpolation, rescale, mean, deviation;
};

SDKT_INLINE std::string shown_three(const std::array<double, 3>& values) {
  using sdkt::detail::json_number;
  return json_number(values[0]) + ", " + json_number(values[1]) + ", " + json_number(values[2]);
}

/// The resize and the crop in words.
SDKT_INLINE std::string shown_resize(const architecture& numbers) {
  const view_options& view = numbers.view;
  const auto length = [&](std::int64_t given) {
    return std::to_string(given > 0 ? given : numbers.image_size);
  };
  const std::string centre = view.centre == centre_rule::transformers ? "transformers'" : "torchvision's";
  switch (view.resize) {
    case resize_mode::none:
      return "none, " + centre + " centre crop";
    case resize_mode::longest:
      return "longest side to " + length(0) + ", margins in the colour " + std::to_string(view.fill[0]) +
             ", " + std::to_string(view.fill[1]) + ", " + std::to_string(view.fill[2]);
    case resize_mode::squash: {
      const bool fits = length(view.width) == length(0) && length(view.height) == length(0);
      return "squash to " + length(view.width) + " x " + length(view.height) +
             (fits ? "" : ", " + centre + " centre crop");
    }
    case resize_mode::shortest:
      break;
  }
  return "shortest side to " + length(view.height) + ", " + centre + " centre crop";
}

SDKT_INLINE void fill_report(view_report& report, const architecture& numbers, const view_sources& from) {
  using sdkt::detail::json_number;
  const std::string side = std::to_string(numbers.image_size);
  const bool is_usual = numbers.rescale_factor == usual_rescale_factor;
  report.lines = {{"size", side + " x " + side, from.size},
                  {"resize", shown_resize(numbers), from.resize},
                  {"interpolation",
                   std::string{name_of(numbers.view.filter)} +
                       (numbers.view.resize == resize_mode::none ? ", in training only" : ""),
                   from.interpolation},
                  {"rescale", is_usual ? "1/255" : json_number(numbers.rescale_factor), from.rescale},
                  {"mean", shown_three(numbers.image_mean), from.mean},
                  {"std", shown_three(numbers.image_std), from.deviation}};
}

/// The name of a configuration file, without its folder.
SDKT_INLINE std::string name_of_file(const config_object& config) {
  return sdkt::detail::shown_text(std::filesystem::path{config.file()}.filename().string());
}

/// The name of the file if it has one of the settings; otherwise `otherwise`.
SDKT_INLINE std::string source_of(const config_object& config, std::initializer_list<const char*> names,
                                  const std::string& otherwise) {
  for (const char* name : names)
    if (config.has(name) || config.is_null(name)) return name_of_file(config);
  return otherwise;
}

SDKT_INLINE void report_processor(view_report& report, const config_object& config,
                                  const architecture& numbers) {
  const std::string usual = "the default of CLIPImageProcessor";
  const bool has_size = config.has("size") || config.has("crop_size");
  // The source of a setting, or of the switch that turns it off.
  const auto source = [&](const char* setting, const char* on_or_off) {
    const bool is_off = config.is_null(on_or_off) || !config.boolean(on_or_off, true);
    return source_of(config, {is_off ? on_or_off : setting}, usual);
  };
  fill_report(report, numbers,
              {.size = source_of(config, {"crop_size", "size"}, "the model's image_size"),
               .resize = has_size ? source("size", "do_resize") : "the model's image_size",
               .interpolation = source_of(config, {"resample"}, usual),
               .rescale = source("rescale_factor", "do_rescale"),
               .mean = source("image_mean", "do_normalize"),
               .deviation = source("image_std", "do_normalize")});
  auto& notes = report.notes;
  const std::string file = name_of_file(config);
  if (!has_size && numbers.image_size != 224)
    notes.push_back(file + " has neither size nor crop_size: the model's image_size is used, not " +
                    "CLIPImageProcessor's 224");
  if (config.has("do_convert_rgb") && !config.boolean("do_convert_rgb", true))
    notes.push_back("do_convert_rgb is off, but grey and transparent images are converted to RGB anyway");
  if (numbers.view == view_options{})
    notes.emplace_back(
        "the view is CLIP's own, as in torchvision and open_clip; the centre crop of transformers begins "
        "one pixel earlier if 3, 7, 11 ... pixels are left over");
}

SDKT_INLINE void report_open_clip(view_report& report, const config_object& preprocess,
                                  const architecture& numbers) {
  const std::string usual = "the default of open_clip";
  fill_report(report, numbers,
              {.size = "the model's image_size",
               .resize = source_of(preprocess, {"resize_mode"}, usual),
               .interpolation = source_of(preprocess, {"interpolation"}, usual),
               .rescale = usual,
               .mean = source_of(preprocess, {"mean"}, usual),
               .deviation = source_of(preprocess, {"std"}, usual)});
  const auto size = preprocess.side("size");
  if (size && *size != numbers.image_size)
    report.notes.push_back("preprocess_cfg.size is " + std::to_string(*size) + ", but open_clip uses " +
                           "the model's image_size");
  if (preprocess.text("interpolation", "") == "random")
    report.notes.emplace_back(
        "preprocess_cfg.interpolation is random, which means bicubic in open_clip's evaluation, and here in "
        "training too");
}

SDKT_INLINE void report_no_file(view_report& report, const architecture& numbers,
                                const std::filesystem::path& folder) {
  const std::string usual = "assumed";
  fill_report(report, numbers,
              {.size = "the model's image_size",
               .resize = usual,
               .interpolation = usual,
               .rescale = usual,
               .mean = usual,
               .deviation = usual});
  report.notes.emplace_back("no file specifies the preprocessing: CLIP's own view, mean and std are assumed");
  std::error_code ignored;
  for (const char* name : {"processor_config.json", "preprocessor_config.json"})
    if (std::filesystem::exists(folder / name, ignored))
      report.notes.push_back(std::string{name} +
                             " is ignored: it has Hugging Face's format, but the weights have open_clip's");
}

}  // namespace sdkt::clip::detail
