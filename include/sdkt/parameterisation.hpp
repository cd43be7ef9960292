// SPDX-License-Identifier: MIT
//
// Available parameterisations: what the optimiser trains.
//   full              the weights themselves (default)
//   low_rank          LoRA: W + (alpha / rank) B A for chosen matrices
//   gated_low_rank    the same with a gate per rank, which a threshold can close
//   null_space        W + U M V^T in the directions that W uses least
//   fixed_factors     W + B A, where A is fixed away from the inputs of earlier tasks
//   null_projected    the weights in the first task, then some of them, in the null space of earlier inputs
//   projected         the weights, without what would change earlier tasks' outputs
//
// When to use:
//   full              for the methods as published, and whenever memory allows
//   low_rank          to train few numbers; forgets less and learns less
//   gated_low_rank    for a low rank that training chooses per matrix
//   null_space        without a teacher and without reference images
//   fixed_factors     without a teacher, for sequences whose earlier tasks must not be forgotten
//   null_projected    beside a teacher; keeps the inputs of a few layers in mind, at the cost of one pass per task
//   projected         beside a teacher, for long sequences
//
// See docs/policies/parameterisations.md.
#pragma once

#include <sdkt/parameterisation/fixed_factors.hpp>
#include <sdkt/parameterisation/full.hpp>
#include <sdkt/parameterisation/gated_low_rank.hpp>
#include <sdkt/parameterisation/low_rank.hpp>
#include <sdkt/parameterisation/null_projected.hpp>
#include <sdkt/parameterisation/null_space.hpp>
#include <sdkt/parameterisation/projected.hpp>
