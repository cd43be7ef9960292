// SPDX-License-Identifier: MIT
//
// The commands that write files for other programs: an annotation file of a tree of images,
// a model in another format.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model_reading.hpp"

namespace CLI {
class App;
}

namespace sdkt::cli {

/// Options of `sdkt annotate`.
struct annotate_settings {
  std::string folder, name, out;
  std::vector<std::string> templates;
  std::string split = "0.8,0.2";
  std::uint64_t seed = 1102;
  bool strict = false;
};

/// Options of `sdkt convert`.
struct convert_settings {
  model_reading reading;
  std::string from, to, form;
  std::string type = "fp32";
};

/// Add the commands with their options.
void add_annotate(CLI::App& program);
void add_convert(CLI::App& program);

/// Writes the annotation file of a tree of class folders, and reports what was left out.
void annotate_command(const annotate_settings& settings);

/// Writes a model as a Hugging Face folder or as a folder for open_clip.
void convert_command(const convert_settings& settings);

}  // namespace sdkt::cli
