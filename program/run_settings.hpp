// SPDX-License-Identifier: MIT
//
// The command line of `sdkt run`, before any file has been read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "given_settings.hpp"
#include "model_reading.hpp"

namespace sdkt::cli {

/// Options of `sdkt run`; empty ones use the defaults of the method or of the embedded benchmark.
struct run_settings {
  std::string model;
  model_reading reading;
  std::vector<std::string> tasks;
  std::string data_root;
  bool allow_outside = false;
  std::string templates;
  bool merge_classes = false;
  std::string evaluate_on;  ///< "val", or the test images
  std::optional<double> val_fraction;
  std::optional<std::string> class_union;
  std::vector<std::string> reference;
  std::optional<std::size_t> reference_size, skip_broken;
  std::string order = "0";
  std::string reference_texts;
  std::string method = "snd";
  std::vector<std::string> values;  ///< KEY=VALUE

  given_settings training;
  std::optional<double> threshold, scale, previous_weight, pretrained_weight;

  std::string precision = "fp32";
  std::string device;
  int threads = 0;
  int processes = 1;
  bool is_first_process = true;              ///< which alone writes and prints
  std::optional<std::int64_t> image_memory;  ///< MB
  std::uint64_t seed = 1102;
  std::vector<std::uint64_t> seeds = {1102};  ///< of `sdkt run`, one run per seed
  bool step_graph = false;
  bool repeatable = false;
  bool save_predictions = false;
  double checkpoint_seconds = 300;
  bool resume = false;
  bool tensorboard = false;
  bool print_config = false;
  std::string config;  ///< the file that some of these came from
  bool json = false;
  bool quiet = false;
  std::string out;

  /// Images are not searched for when lists are read: `sdkt check` searches for all of them itself.
  bool accept_missing = false;
};

}  // namespace sdkt::cli
