// SPDX-License-Identifier: MIT
//
// Gives the trainer of a preset its name and its protocol.
#pragma once

#include <string>

#include <sdkt/extension.hpp>
#include <sdkt/trainer.hpp>

namespace sdkt::presets::detail {

template <class Trainer>
Trainer named(Trainer trainer, const std::string& method, const trainer_options& options = {}) {
  trainer.method = method;
  trainer.options = options;
  return trainer;
}

}  // namespace sdkt::presets::detail
