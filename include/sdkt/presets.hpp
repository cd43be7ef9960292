// SPDX-License-Identifier: MIT
//
// Published methods by name. Each is a composition of policies with the released constants, and nothing else.
//
//   auto trainer = sdkt::presets::snd(model);
//   trainer.options.steps = 60;
//
// docs/methods.md describes each method: what it is, what its source leaves open and what was chosen here.
#pragma once

#include <sdkt/presets/classifiers.hpp>
#include <sdkt/presets/compiled.hpp>
#include <sdkt/presets/divergence.hpp>
#include <sdkt/presets/parameterised.hpp>
#include <sdkt/presets/protocols.hpp>
#include <sdkt/presets/select_and_distill.hpp>
#include <sdkt/presets/weights.hpp>
