// SPDX-License-Identifier: MIT
//
// Available selection policies: how much each teacher counts on each image.
//   constant_selection   any number of teachers: the same weight everywhere
//   distance_sigmoid     two teachers: a smooth function of the distance between them
//   distance_threshold   two teachers: one or the other, depending on the distance between them
//   distance_rank        two teachers: the rank of the distance within the batch
//   rectified            one teacher, image-text pairs: 1 where the teacher finds the pair, else 0
//   batch_mean{s}        any selection s, averaged over the batch
//
// When to use:
//   constant_selection   first: it is the baseline that any other selection has to beat
//   distance_sigmoid     for Select and Distill; its two constants depend on how far the models are apart,
//                        which changes over a long stream
//   distance_threshold   as the limit of distance_sigmoid for a large scale
//   distance_rank        to have no constants to choose; half of each batch follows either teacher, even if
//                        the teachers agree
//   rectified            with image-text pairs and a loss over text_source::paired_texts
//   batch_mean{s}        to reproduce published figures: batch_mean{distance_sigmoid{}}
//
// Not for one factor per teacher that is the same for all images: that is strengths(). See
// docs/policies/selections.md.
#pragma once

#include <sdkt/selection/batch_mean.hpp>
#include <sdkt/selection/constant_selection.hpp>
#include <sdkt/selection/distance_rank.hpp>
#include <sdkt/selection/distance_sigmoid.hpp>
#include <sdkt/selection/distance_threshold.hpp>
#include <sdkt/selection/rectified.hpp>
