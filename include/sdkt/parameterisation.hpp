// SPDX-License-Identifier: MIT
//
// Available parameterisations: what the optimiser trains.
//   full              the weights themselves (default)
//   low_rank          LoRA: W + (alpha / rank) B A for chosen matrices
//
// When to use:
//   full              for the methods as published, and whenever memory allows
//   low_rank          to train few numbers; forgets less and learns less
//
// See docs/policies/parameterisations.md.
#pragma once

#include <sdkt/parameterisation/full.hpp>
#include <sdkt/parameterisation/low_rank.hpp>
