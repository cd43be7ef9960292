// SPDX-License-Identifier: MIT
//
// Definitions of read_view.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/config_object.hpp>
#include <sdkt/clip/read_view.hpp>
#include <sdkt/clip/save_view.hpp>
#include <sdkt/clip/view_report.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::clip::detail {

inline constexpr const char* correct_it = "correct the setting";

SDKT_INLINE std::int64_t length_of(const config_object& config, const std::string& name) {
  const std::int64_t length = config.integer(name, 0);
  if (length < 1 || length > 1 << 14)
    config.refuse_field(name, "is " + config.shown(name) + ", not a number of pixels from 1 to 16384",
                        correct_it);
  return length;
}

/// Reads width and height from a number (for both), an array [height, width] or an object with both.
SDKT_INLINE lengths width_and_height(const config_object& config, const std::string& name) {
  const auto type = config.kind_of(name);
  if (type == config_value::kind::array && config.member_values(name).size() == 2)
    return {length_of(config, name + ".1"), length_of(config, name + ".0")};
  if (type != config_value::kind::object) {
    const std::int64_t both = length_of(config, name);
    return {both, both};
  }
  for (const auto& [inner, value] : config.member_values(name)) {
    const bool is_known = inner == name + ".height" || inner == name + ".width";
    if (!is_known && value->type != config_value::kind::null)
      config.refuse_field(inner, "is " + value->shown + ", but only height and width are supported",
                          correct_it);
  }
  return {length_of(config, name + ".width"), length_of(config, name + ".height")};
}

SDKT_INLINE bool is_on(const config_object& config, const std::string& name) {
  return !config.is_null(name) && config.boolean(name, true);
}

/// The filter, given as its number in Pillow. If images are not resized, only training uses the filter.
SDKT_INLINE pixel_filter filter_of(const config_object& config) {
  if (config.is_null("resample") && is_on(config, "do_resize"))
    config.refuse_field("resample", "is null although do_resize is on", correct_it);
  const std::int64_t number = config.integer("resample", 3);
  if (number <= 5) return static_cast<pixel_filter>(number);
  config.refuse_field("resample", "is " + config.shown("resample") + ", not a Pillow filter (0 to 5)",
                      correct_it);
}

/// The size after the resize: `size` as a CLIPImageProcessor reads it.
SDKT_INLINE void read_processor_size(const config_object& config, view_options& view, std::int64_t side) {
  constexpr std::int64_t usual_of_class = 224;
  const auto shortest = [&](std::int64_t edge) {
    view.resize = resize_mode::shortest;
    view.height = edge == side ? 0 : edge;
  };
  const auto squash = [&](const lengths& size) {
    view.resize = resize_mode::squash;
    view.width = size[0] == side ? 0 : size[0];
    view.height = size[1] == side ? 0 : size[1];
  };
  if (config.is_null("size")) config.refuse_field("size", "is null although do_resize is on", correct_it);
  if (config.boolean("use_square_size", false)) return squash({usual_of_class, usual_of_class});
  // A file with neither size nor crop_size is assumed to mean the model's size.
  if (!config.has("size")) return shortest(config.has("crop_size") ? usual_of_class : side);
  const auto type = config.kind_of("size");
  if (type == config_value::kind::object) {
    std::vector<std::string> names;
    for (const auto& [inner, value] : config.member_values("size"))
      if (value->type != config_value::kind::null) names.push_back(inner);
    if (names == std::vector<std::string>{"size.shortest_edge"})
      return shortest(length_of(config, "size.shortest_edge"));
    const bool is_longest = names == std::vector<std::string>{"size.longest_edge"};
    if (is_longest && config.text(resize_setting, "") == "longest") {
      if (length_of(config, "size.longest_edge") != side)
        config.refuse_field("size.longest_edge", "is not the image_size " + std::to_string(side), correct_it);
      view.resize = resize_mode::longest;
      return;
    }
    if (names != std::vector<std::string>{"size.height", "size.width"})
      config.refuse_field(names.empty() ? "size" : names.front(),
                          "is not supported: a size has either shortest_edge, or height and width",
                          correct_it);
    return squash(width_and_height(config, "size"));
  }
  if (type == config_value::kind::array) return squash(width_and_height(config, "size"));
  const std::int64_t edge = length_of(config, "size");
  if (config.boolean("default_to_square", false)) return squash({edge, edge});
  shortest(edge);
}

/// Rejects settings whose views would not be the squares that the model accepts.
SDKT_INLINE void check_processor_crop(const config_object& config, const view_options& view,
                                      std::int64_t side) {
  const std::string square = std::to_string(side) + " x " + std::to_string(side);
  if (is_on(config, "do_center_crop")) {
    if (config.is_null("crop_size"))
      config.refuse_field("crop_size", "is null although do_center_crop is on", correct_it);
    if (!config.has("crop_size") && !config.has("size")) return;
    const lengths crop = config.has("crop_size") ? width_and_height(config, "crop_size") : lengths{224, 224};
    if (crop == lengths{side, side}) return;
    if (crop[0] != crop[1])
      config.refuse_field("crop_size", "is " + std::to_string(crop[0]) + " x " + std::to_string(crop[1]) +
                                           ", but only square images are supported");
    const std::string shown = config.has("crop_size") ? "is" : "is missing, which means 224, and thus";
    config.refuse_field("crop_size",
                        shown + " not the image_size " + std::to_string(side) + " of config.json");
  }
  if (view.resize == resize_mode::none)
    config.refuse_field("do_center_crop",
                        "is off, as is do_resize, so images keep their size, but the model needs " + square,
                        correct_it);
  if (view.resize == resize_mode::shortest)
    config.refuse_field("do_center_crop",
                        "is off, so images keep their aspect ratio, but the model needs " + square,
                        correct_it);
  if (has_centre({.image_size = side, .view = view}))
    config.refuse_field("size",
                        "is not the image_size " + std::to_string(side) + " although do_center_crop is off",
                        correct_it);
}

/// The colour of margins: one number, or one number per channel.
SDKT_INLINE std::array<std::uint8_t, 3> fill_of(const config_object& config, const std::string& name) {
  std::array<std::uint8_t, 3> fill{};
  const std::array<double, 3> values = config.three(name, {0, 0, 0});
  for (std::size_t channel = 0; channel < fill.size(); ++channel) {
    if (!(values[channel] >= 0 && values[channel] <= 255 && values[channel] == std::floor(values[channel])))
      config.refuse_field(name, "is not a colour: expected whole numbers from 0 to 255", correct_it);
    fill[channel] = static_cast<std::uint8_t>(values[channel]);
  }
  return fill;
}

/// The rule for the centre, a setting that only sdkt writes; `otherwise` if it is missing.
SDKT_INLINE centre_rule centre_of(const config_object& config, centre_rule otherwise) {
  const std::string text = config.text(centre_setting, "");
  if (text.empty()) return otherwise;
  if (text == "transformers") return centre_rule::transformers;
  if (text == "open_clip") return centre_rule::torchvision;
  config.refuse_field(centre_setting, "is " + config.shown(centre_setting), "give open_clip or transformers");
}

/// Reads the settings of a CLIPImageProcessor from an object of a file.
SDKT_INLINE void read_image_processor(const config_object& config, architecture& numbers,
                                      view_report* report) {
  for (const char* name : {"image_processor_type", "feature_extractor_type"}) {
    const std::string type = config.text(name, "CLIPImageProcessor");
    if (type == "CLIPImageProcessor" || type == "CLIPImageProcessorFast" || type == "CLIPImageProcessorPil" ||
        type == "CLIPFeatureExtractor")
      continue;
    config.refuse_field(name, "is " + config.shown(name) + ", but only CLIPImageProcessor is supported",
                        "use a model with a CLIPImageProcessor");
  }
  if (config.has("auto_map"))
    config.refuse_field("auto_map", "refers to custom code", "use a model with a CLIPImageProcessor");
  const std::int64_t side = numbers.image_size;
  if (config.boolean("do_pad", false) && config.has("pad_size") &&
      width_and_height(config, "pad_size") != lengths{side, side})
    config.refuse_field("pad_size", "is not the image_size " + std::to_string(side), correct_it);

  view_options view;
  view.filter = filter_of(config);
  view.resize = resize_mode::none;
  if (is_on(config, "do_resize")) read_processor_size(config, view, side);
  check_processor_crop(config, view, side);
  for (const char* name : {"image_mean", "image_std", "rescale_factor"}) {
    const bool is_used =
        is_on(config, std::string_view{name} == "rescale_factor" ? "do_rescale" : "do_normalize");
    if (is_used && config.is_null(name)) config.refuse_field(name, "is null", correct_it);
  }
  numbers.rescale_factor =
      is_on(config, "do_rescale") ? config.number("rescale_factor", usual_rescale_factor) : 1.0;
  const bool normalises = is_on(config, "do_normalize");
  numbers.image_mean =
      normalises ? config.three("image_mean", numbers.image_mean) : std::array<double, 3>{0, 0, 0};
  numbers.image_std =
      normalises ? config.three("image_std", numbers.image_std) : std::array<double, 3>{1, 1, 1};

  numbers.view = view;
  view.fill = fill_of(config, fill_setting);
  view.centre = centre_of(config, centre_of_processor(numbers, normalises));
  numbers.view = view;
  check_architecture(config.file(), numbers);
  if (report != nullptr) report_processor(*report, config, numbers);
}

SDKT_INLINE void read_preprocessor(const std::filesystem::path& path, architecture& numbers,
                                   view_report* report) {
  read_image_processor(config_object::read(path), numbers, report);
}

SDKT_INLINE bool read_processor(const std::filesystem::path& path, architecture& numbers,
                                view_report* report) {
  const config_object config = config_object::read(path);
  if (!config.has("image_processor")) return false;
  read_image_processor(config.member("image_processor"), numbers, report);
  return true;
}

SDKT_INLINE void read_open_clip_preprocess(const config_object& preprocess, architecture& numbers,
                                           view_report* report) {
  const auto text = [&](const char* name, const char* usual) {
    const std::string given = preprocess.text(name, usual);
    return given.empty() ? std::string{usual} : given;
  };
  if (preprocess.text("mode", "RGB") != "RGB")
    preprocess.refuse_field("mode", "is " + preprocess.shown("mode") + ", but open_clip supports only RGB",
                            correct_it);
  preprocess.side("size");  // throws unless the size is a number of pixels
  const std::string filter = text("interpolation", "bicubic"), resize = text("resize_mode", "shortest");
  if (filter != "bicubic" && filter != "bilinear" && filter != "random")
    preprocess.refuse_field("interpolation",
                            "is " + preprocess.shown("interpolation") +
                                ", but open_clip supports only bicubic, bilinear and random",
                            correct_it);
  if (resize != "shortest" && resize != "longest" && resize != "squash")
    preprocess.refuse_field("resize_mode",
                            "is " + preprocess.shown("resize_mode") +
                                ", but open_clip supports only shortest, longest and squash",
                            correct_it);
  view_options view;
  view.filter = filter == "bilinear" ? pixel_filter::bilinear : pixel_filter::bicubic;
  view.resize = resize == "longest"  ? resize_mode::longest
                : resize == "squash" ? resize_mode::squash
                                     : resize_mode::shortest;
  const auto fill = fill_of(preprocess, "fill_color");
  if (view.resize == resize_mode::longest) view.fill = fill;
  view.centre = centre_of(preprocess, centre_rule::torchvision);
  numbers.view = view;
  numbers.rescale_factor = usual_rescale_factor;
  const auto three = [&](const char* name, std::array<double, 3>& values) {
    const auto given = preprocess.three(name, values);  // in open_clip, a single 0 means the default
    const bool is_array = preprocess.kind_of(name) == config_value::kind::array;
    if (is_array || given != std::array<double, 3>{0, 0, 0}) values = given;
  };
  three("mean", numbers.image_mean);
  three("std", numbers.image_std);
  if (report != nullptr) report_open_clip(*report, preprocess, numbers);
}

SDKT_INLINE void read_hugging_face_view(const std::filesystem::path& folder, architecture& numbers,
                                        view_report* report) {
  std::error_code ignored;
  const auto there = [&](const char* name) { return std::filesystem::exists(folder / name, ignored); };
  if (there("processor_config.json") && read_processor(folder / "processor_config.json", numbers, report)) {
    if (report != nullptr && there("preprocessor_config.json"))
      report->notes.emplace_back(
          "preprocessor_config.json is ignored: image_processor in processor_config.json takes precedence, "
          "as in transformers");
  } else if (there("preprocessor_config.json")) {
    read_preprocessor(folder / "preprocessor_config.json", numbers, report);
  } else if (there("open_clip_config.json")) {
    const config_object config = config_object::read(folder / "open_clip_config.json");
    read_open_clip_preprocess(config.member("preprocess_cfg"), numbers, report);
    check_architecture(config.file(), numbers);
  } else if (report != nullptr) {
    report_no_file(*report, numbers, folder);
  }
}

}  // namespace sdkt::clip::detail
