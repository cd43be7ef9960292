// SPDX-License-Identifier: MIT
//
// How a preset gives its trainer a name and its protocol.
#pragma once

#include <string>
#include <utility>

#include <sdkt/extension.hpp>
#include <sdkt/trainer.hpp>

namespace sdkt::presets::detail {

template <class Trainer>
Trainer named(Trainer trainer, std::string method, trainer_options options = {}) {
  trainer.method = std::move(method);
  trainer.options = std::move(options);
  return trainer;
}

}  // namespace sdkt::presets::detail
