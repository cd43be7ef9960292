// SPDX-License-Identifier: MIT
//
// The training settings with which methods were published. A preset starts from its own protocol; every
// setting can be changed.
#pragma once

#include <sdkt/options/options.hpp>

namespace sdkt::presets::protocols {

/// Select and Distill: 32 task and 64 reference images per step, 2 to 10 passes, the image tower.
///
/// Source: the released code of Select and Distill; the defaults of trainer_options.
inline trainer_options select_and_distill() { return {}; }

/// ZSCL's multi-domain protocol: 1,000 steps with 64 task and 64 reference images, both towers, label
/// smoothing 0.2, reference images in the evaluation view.
///
/// Source: ZSCL (arXiv 2303.06628), released code.
/// Differs: the learning rate is 1e-5 for every task. That code uses 5e-5 for Aircraft and MNIST (set
/// learning_rate_of), and makes one more step at learning rate 0.
[[nodiscard]] inline trainer_options zscl() {
  trainer_options options;
  options.steps = 1000;
  options.weight_decay = 0;
  options.warmup = 100;
  options.label_smoothing = 0.2;
  options.trains = trained_part::both_towers;
  options.batch_size = 64;
  options.reference_batch_size = 64;
  options.reference_view = image_view::eval;
  return options;
}

/// MagMax: batches of 128, 10 passes, weight decay 0.1, gradient norm clipped at 1, the image tower.
///
/// Source: MagMax (arXiv 2407.06322), released code.
/// Differs: 10 passes for every task; that code makes 4 to 75, depending on the data set. The warm-up takes a
/// tenth of the steps; in that code 500 steps.
[[nodiscard]] inline trainer_options magmax() {
  trainer_options options;
  options.min_steps = 0;
  options.min_passes = 10;
  options.max_passes = 10;
  options.weight_decay = 0.1;
  options.warmup_fraction = 0.1;
  options.max_gradient_norm = 1;
  options.batch_size = 128;
  return options;
}

/// Mod-X: batches of 280 pairs, 35 passes, warm-up for a fifth of the steps, the whole model.
///
/// Source: Mod-X (arXiv 2305.07437), released code.
inline trainer_options mod_x() {
  trainer_options options;
  options.min_steps = 0;
  options.min_passes = 35;
  options.max_passes = 35;
  options.learning_rate = 5e-4;
  options.weight_decay = 0.1;
  options.warmup_fraction = 0.2;
  options.trains = trained_part::everything;
  options.batch_size = 280;
  options.view = image_view::eval;
  return options;
}

/// CoDyRA: 500 steps with 64 task images, both towers, no decay.
///
/// Source: CoDyRA (arXiv 2412.01004), released code.
[[nodiscard]] inline trainer_options codyra() {
  trainer_options options;
  options.steps = 500;
  options.learning_rate = 5e-4;
  options.weight_decay = 0;
  options.trains = trained_part::both_towers;
  options.batch_size = 64;
  return options;
}

/// KeepLoRA: 10 passes with batches of 64, AdamW with decay 0.01, both towers.
///
/// Source: KeepLoRA (arXiv 2601.19659) and its code.
/// Differs: that code lets the learning rate follow PyTorch's OneCycleLR, which starts at a twenty-fifth and rises
/// along a cosine; here it rises from 0 along a line, in three tenths of the steps too.
[[nodiscard]] inline trainer_options keeplora() {
  trainer_options options;
  options.min_steps = 0;
  options.min_passes = 10;
  options.max_passes = 10;
  options.learning_rate = 1e-3;
  options.weight_decay = 0.01;
  options.warmup_fraction = 0.3;
  options.trains = trained_part::both_towers;
  options.batch_size = 64;
  return options;
}

}  // namespace sdkt::presets::protocols
