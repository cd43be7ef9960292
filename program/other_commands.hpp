// SPDX-License-Identifier: MIT
//
// The commands of the program besides run: zero-shot evaluation, features, a look into a model, the demo, the
// methods.
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
};

/// Options of `sdkt inspect`.
struct inspect_settings {
  model_reading reading;
  std::string model;
  bool with_tensors = false;
};

/// Zero-shot accuracies among own and joined classes; CSV files into settings.out if it is not empty.
void evaluate_command(const run_settings& settings);

/// Unit features of images and texts, one row an input, into a safetensors file.
void embed_command(const embed_settings& settings);

/// Architecture, parameters and fingerprint of a model, and how its files were understood; with_tensors: what
/// its files hold, too, and that alone of files that are no model.
void inspect_command(const inspect_settings& settings);

/// Zero-shot, fine-tuning and Select and Distill on the embedded benchmark, side by side.
void demo_command(const run_settings& settings);

/// Every method with what it is, its reference and its source; with a name, that one's policies and settings.
void methods_command(const std::string& name);

}  // namespace sdkt::cli
