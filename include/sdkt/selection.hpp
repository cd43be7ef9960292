// SPDX-License-Identifier: MIT
//
// Available selection policies: how far each teacher is followed on each image.
//   constant_selection   the same weight everywhere; any number of teachers
//   distance_sigmoid     two teachers: smoothly, by how far they disagree
//   distance_threshold   two teachers: one or the other, by how far they disagree
//   distance_rank        two teachers: by the order in the batch of how far they disagree
//   rectified            one teacher, pairs of image and text: where it finds the pair
//   batch_mean{s}        any selection s, averaged over the batch
#pragma once

#include <sdkt/selection/batch_mean.hpp>
#include <sdkt/selection/constant_selection.hpp>
#include <sdkt/selection/distance_rank.hpp>
#include <sdkt/selection/distance_sigmoid.hpp>
#include <sdkt/selection/distance_threshold.hpp>
#include <sdkt/selection/rectified.hpp>
