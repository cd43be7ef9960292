// SPDX-License-Identifier: MIT
//
// Available distillation losses: how far the student is from a teacher.
//   feature_distance        unit image features; needs no texts
//   logit_divergence        probabilities of texts
//   contrastive_divergence  probabilities of texts and of images
//   pair_divergence         the same over pairs, the pairs themselves being targets too
//   relation_divergence     similarities within a batch of pairs
//   probability_distance    probabilities of texts, absolute difference
#pragma once

#include <sdkt/loss/contrastive_divergence.hpp>
#include <sdkt/loss/feature_distance.hpp>
#include <sdkt/loss/logit_divergence.hpp>
#include <sdkt/loss/pair_divergence.hpp>
#include <sdkt/loss/probability_distance.hpp>
#include <sdkt/loss/relation_divergence.hpp>
