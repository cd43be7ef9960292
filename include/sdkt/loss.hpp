// SPDX-License-Identifier: MIT
//
// Available distillation losses: how far the student is from a teacher.
//   feature_distance        unit image features; needs no texts
//   logit_divergence        probabilities of texts
//   contrastive_divergence  probabilities of texts and of images
//   pair_divergence         contrastive_divergence over pairs, with the pairs themselves as a second target
//   relation_divergence     similarities within a batch of pairs
//   probability_distance    probabilities of texts, absolute difference
//   relation_distance       distances and angles between the images of a batch; needs no texts
//   feature_contrast        which of the teacher's features is nearest, over images and over texts
//
// When to use:
//   feature_distance        first: it needs only images and is the cheapest
//   logit_divergence,       to let features move wherever no text notices: class prompts hold what the
//   contrastive_divergence, task's classes can tell, captions hold more, random sentences are in between
//   probability_distance    (x_over<text_source::...>)
//   pair_divergence,        with image-text pairs: as many texts per step as images, instead of a fixed list
//   relation_divergence
//   relation_distance       to let all features turn and move together
//   feature_contrast        to keep features apart, rather than where they were
//
// logit_divergence and contrastive_divergence are cross-entropies: if student and teacher agree, their
// gradient is 0, but their value is not. See docs/policies/losses.md.
#pragma once

#include <sdkt/loss/contrastive_divergence.hpp>
#include <sdkt/loss/feature_contrast.hpp>
#include <sdkt/loss/feature_distance.hpp>
#include <sdkt/loss/logit_divergence.hpp>
#include <sdkt/loss/pair_divergence.hpp>
#include <sdkt/loss/probability_distance.hpp>
#include <sdkt/loss/relation_distance.hpp>
#include <sdkt/loss/relation_divergence.hpp>
