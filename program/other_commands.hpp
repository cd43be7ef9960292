// SPDX-License-Identifier: MIT
//
// The commands of the program besides run: zero-shot evaluation, features, inspection of a
// model, the demo, the methods.
#pragma once

#include <string>

#include "run_settings.hpp"

namespace sdkt::cli {

/// Options of `sdkt embed`.
struct embed_settings {
  model_reading reading;
  std::string model, images, texts, data_root, out;
  bool allow_outside = false;
  std::string precision = "fp32";
  int threads = 0;
  int processes = 1;
};

/// Options of `sdkt inspect`.
struct inspect_settings {
  model_reading reading;
  std::string model;
  bool with_tensors = false;
};

/// Prints zero-shot accuracies among own and joined classes; writes CSV files into
/// settings.out if it is not empty.
void evaluate_command(const run_settings& settings);

/// Writes unit features of images and texts, one row per input, into a safetensors file. Several processes share the
/// images, and the first one writes.
void embed_command(const embed_settings& settings);

/// Prints architecture, parameters and fingerprint of a model, and how its files were read. with_tensors:
/// also the content of its files; for files that are not a model, only the content.
void inspect_command(const inspect_settings& settings);

/// Runs zero-shot, fine-tuning and Select and Distill on the embedded benchmark, side by side.
void demo_command(const run_settings& settings);

/// Prints every method with its description, reference and source; with a name, the policies
/// and settings of this method.
void methods_command(const std::string& name);

}  // namespace sdkt::cli
