// SPDX-License-Identifier: MIT
//
// Files that say how images are prepared, written for a test and read.
#pragma once

#include <string>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "../../support/test_files.hpp"
#include <sdkt/clip/config.hpp>
#include <sdkt/clip/read_view.hpp>
#include <sdkt/clip/save.hpp>
#include <sdkt/clip/save_view.hpp>

namespace view_files {

namespace clip = sdkt::clip;
using nlohmann::json;

/// An architecture for images of 32 pixels a side.
inline clip::architecture for_32_pixels() {
  clip::architecture numbers;
  numbers.image_size = 32;
  return numbers;
}

inline json plain_processor() { return json::parse(clip::detail::preprocessor_config(for_32_pixels())); }

/// A preprocessor_config.json with other settings, read; an `erased` setting is taken out.
inline clip::architecture processed(const json& changes, clip::view_report* report = nullptr,
                                    const std::string& erased = {}) {
  const temporary_folder folder;
  json settings = plain_processor();
  if (!changes.is_null()) settings.update(changes);
  settings.erase(erased);
  write_bytes(folder / "preprocessor_config.json", settings.dump());
  clip::architecture numbers = for_32_pixels();
  clip::detail::read_preprocessor(folder / "preprocessor_config.json", numbers, report);
  return numbers;
}

inline std::string processor_refusal(const json& changes, const std::string& erased = {}) {
  const std::string sentence = sentence_of<sdkt::error>([&] { processed(changes, nullptr, erased); });
  CHECK(sentence.find('\n') == std::string::npos);
  return sentence;
}

inline clip::architecture open_clip_read(const json& preprocess, clip::view_report* report = nullptr) {
  const temporary_folder folder;
  const json config{{"model_cfg", {{"vision_cfg", {{"image_size", 32}}}}}, {"preprocess_cfg", preprocess}};
  write_bytes(folder / "open_clip_config.json", config.dump());
  clip::architecture numbers = for_32_pixels();
  clip::detail::read_open_clip_config(folder / "open_clip_config.json", numbers, report);
  return numbers;
}

inline std::string open_clip_refusal(const json& preprocess) {
  const std::string sentence = sentence_of<sdkt::error>([&] { open_clip_read(preprocess); });
  CHECK(sentence.find('\n') == std::string::npos);
  return sentence;
}

/// The value and the source of a line of a report.
inline std::string line_of(const clip::view_report& report, const std::string& setting) {
  for (const auto& line : report.lines)
    if (line.setting == setting) return line.value + " (" + line.source + ")";
  return "no line";
}

}  // namespace view_files
