// SPDX-License-Identifier: MIT
//
// Available optimisers: how a gradient changes what trains.
//   adamw   AdamW (default)
//   sgd     stochastic gradient descent with momentum
//   muon    updates of matrices with all singular values alike, AdamW for the rest
//
// When to use:
//   adamw   for the methods as published
//   sgd     for one vector of memory in place of two; needs a learning rate of its own
//   muon    to compare with it; takes AdamW's learning rates
//
// See docs/policies/optimisers.md.
#pragma once

#include <sdkt/optimiser/adamw.hpp>
#include <sdkt/optimiser/muon.hpp>
#include <sdkt/optimiser/sgd.hpp>
