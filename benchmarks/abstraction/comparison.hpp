// SPDX-License-Identifier: MIT
//
// One model and method, trained alternately by the trainer and by the hand-written loop.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "outcome.hpp"
#include <sdkt/options/options.hpp>

namespace abstraction {

/// The same two tasks trained in two ways; `steps` is the number of steps per task.
struct comparison {
  std::string model;
  std::string method;
  std::function<outcome(std::int64_t steps)> composed;
  std::function<outcome(std::int64_t steps)> by_hand;
};

/// Fine-tuning and Select and Distill of the embedded CLIP: 32 task and 64 reference images per step.
std::vector<comparison> mini_comparisons();

/// Fine-tuning and Select and Distill of a model with hardly any arithmetic: 8 task and 8
/// reference images per step.
std::vector<comparison> tiny_comparisons();

inline sdkt::trainer_options compared_options(std::int64_t steps) {
  sdkt::trainer_options options;
  options.steps = steps;
  options.learning_rate = 3e-4;
  options.view = sdkt::image_view::eval;
  options.device = sdkt::compute_device::cpu;
  options.threads = 1;
  options.decoding_threads = 1;
  options.distance_images = 8;
  options.teacher_store_bytes = 0;  // the hand-written loop caches nothing
  options.image_store_bytes = 0;
  return options;
}

}  // namespace abstraction
