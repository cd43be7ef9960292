// SPDX-License-Identifier: MIT
//
// Definitions of save_view.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/save_view.hpp>
#include <sdkt/image/view_options.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::clip::detail {

SDKT_INLINE std::string json_array(const std::array<double, 3>& values) {
  return json_array(
      std::vector<std::string>{json_number(values[0]), json_number(values[1]), json_number(values[2])});
}

SDKT_INLINE architecture with_usual_view(architecture numbers) {
  numbers.view = {};
  numbers.rescale_factor = usual_rescale_factor;
  return numbers;
}

/// Whether mean and deviation change the pixels.
SDKT_INLINE bool is_normalised(const architecture& numbers) {
  return numbers.image_mean != std::array<double, 3>{0, 0, 0} ||
         numbers.image_std != std::array<double, 3>{1, 1, 1};
}

SDKT_INLINE bool has_centre(const architecture& numbers) {
  const view_options& view = numbers.view;
  const auto is_side = [&](std::int64_t length) { return length == 0 || length == numbers.image_size; };
  return view.resize != resize_mode::squash || !is_side(view.width) || !is_side(view.height);
}

SDKT_INLINE centre_rule centre_of_processor(const architecture& numbers, bool normalises) {
  view_options view = numbers.view;
  view.centre = {};
  const bool is_usual =
      view == view_options{} && numbers.rescale_factor == usual_rescale_factor && normalises;
  return is_usual || !has_centre(numbers) ? centre_rule::torchvision : centre_rule::transformers;
}

SDKT_INLINE std::string json_fill(const view_options& view) {
  std::vector<std::string> values;
  for (const std::uint8_t value : view.fill) values.push_back(std::to_string(value));
  return json_array(values);
}

SDKT_INLINE std::string json_centre(centre_rule rule) {
  return rule == centre_rule::transformers ? "\"transformers\"" : "\"open_clip\"";
}

/// The value of `size` for a CLIPImageProcessor.
SDKT_INLINE std::string processor_size(const architecture& numbers) {
  const auto length = [&](std::int64_t given) { return json_number(given > 0 ? given : numbers.image_size); };
  switch (numbers.view.resize) {
    case resize_mode::squash:
      return "{\"height\": " + length(numbers.view.height) + ", \"width\": " + length(numbers.view.width) +
             "}";
    case resize_mode::longest:
      return "{\"longest_edge\": " + length(0) + "}";
    case resize_mode::shortest:
    case resize_mode::none:
      break;
  }
  return "{\"shortest_edge\": " + length(numbers.view.height) + "}";
}

SDKT_INLINE std::string preprocessor_config(const architecture& numbers) {
  const std::string side = json_number(numbers.image_size);
  const auto yes_or_no = [](bool holds) { return std::string{holds ? "true" : "false"}; };
  const bool rescales = numbers.rescale_factor != 1;
  const bool normalises = numbers.view.centre == centre_rule::torchvision || is_normalised(numbers);
  json_members members{{"image_processor_type", "\"CLIPImageProcessor\""},
                       {"do_convert_rgb", "true"},
                       {"do_resize", yes_or_no(numbers.view.resize != resize_mode::none)},
                       {"size", processor_size(numbers)},
                       {"resample", std::to_string(static_cast<int>(numbers.view.filter))},
                       {"do_center_crop", "true"},
                       {"crop_size", "{\"height\": " + side + ", \"width\": " + side + "}"},
                       {"do_rescale", yes_or_no(rescales)},
                       {"rescale_factor", json_number(rescales ? numbers.rescale_factor : 1.0 / 255)},
                       {"do_normalize", yes_or_no(normalises)},
                       {"image_mean", json_array(numbers.image_mean)},
                       {"image_std", json_array(numbers.image_std)}};
  if (numbers.view.resize == resize_mode::longest) members.emplace_back(resize_setting, "\"longest\"");
  if (numbers.view.fill != std::array<std::uint8_t, 3>{})
    members.emplace_back(fill_setting, json_fill(numbers.view));
  if (centre_of_processor(numbers, normalises) != numbers.view.centre)
    members.emplace_back(centre_setting, json_centre(numbers.view.centre));
  return json_object(members) + "\n";
}

SDKT_INLINE void check_open_clip_view(const std::string& where, const architecture& numbers) {
  const auto refuse = [&](const std::string& what) {
    throw setting_error{where, what, "store it as a Hugging Face folder"};
  };
  const view_options& view = numbers.view;
  if (numbers.rescale_factor != usual_rescale_factor)
    refuse("the model multiplies bytes by " + json_number(numbers.rescale_factor) +
           ", but open_clip divides them by 255");
  if (view.filter != pixel_filter::bicubic && view.filter != pixel_filter::bilinear)
    refuse("the model's images are resized with the filter " + std::string{name_of(view.filter)} +
           ", but open_clip supports only bicubic and bilinear");
  if (view.resize == resize_mode::none)
    refuse("the model's images are not resized, but open_clip resizes all images");
  for (const std::int64_t length : {view.width, view.height}) {
    if (length != 0 && length != numbers.image_size)
      refuse("the model's images are resized to " + std::to_string(length) + " pixels and cropped to " +
             std::to_string(numbers.image_size) + ", but open_clip supports only one size");
  }
}

SDKT_INLINE json_members open_clip_preprocess(const architecture& numbers) {
  check_open_clip_view("open_clip_config.json", numbers);
  const view_options& view = numbers.view;
  json_members members{{"size", json_number(numbers.image_size)},
                       {"mean", json_array(numbers.image_mean)},
                       {"std", json_array(numbers.image_std)},
                       {"interpolation", json_string(std::string{name_of(view.filter)})},
                       {"resize_mode", json_string(std::string{name_of(view.resize)})}};
  if (view.fill != std::array<std::uint8_t, 3>{}) members.emplace_back("fill_color", json_fill(view));
  if (view.centre != centre_rule::torchvision) members.emplace_back(centre_setting, json_centre(view.centre));
  return members;
}

}  // namespace sdkt::clip::detail
