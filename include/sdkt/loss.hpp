// SPDX-License-Identifier: MIT
//
// Available distillation losses: how far the student is from a teacher.
#pragma once

#include <sdkt/loss/feature_distance.hpp>
#include <sdkt/loss/logit_divergence.hpp>
