// SPDX-License-Identifier: MIT
//
// Relational knowledge distillation: the distances and angles between the images of a batch follow the
// teacher's.
#pragma once

#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/smooth_l1_loss.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/where.h>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/distill_loss.hpp>

namespace sdkt {

/// How far the relations between the images of a batch are from those of the teacher's features:
///
///     distance_weight * mean_i w_i mean_j  l(d_ij, d'_ij)  +  angle_weight * mean_i w_i mean_jk l(a_ijk, a'_ijk)
///
///     d_ij  = || h_i - h_j || / m, with m the mean of the distances above 0
///     a_ijk = e_ij . e_ik, with e_ij = (h_j - h_i) / || h_j - h_i ||: the cosine of the angle at image i
///     l     = Huber (smooth L1): x^2 / 2 for a difference x up to 1, |x| - 1/2 above
///
/// d' and a' are those of the teacher, with its own m. The means are over all j and k, i included, whose terms
/// are 0. Image i, the first of a pair and the vertex of an angle, has the weight.
///
/// Rotating, moving or scaling all features of a network changes nothing. A batch of one or two images has no
/// relations that differ: its loss is 0.
///
/// Shapes: features [R, E], weights [R] -> [].
/// Gradient: 0 if all distances are those of the teacher. Equal rows have the distance 0 and no direction, and
/// no gradient reaches them through each other. bfloat16 is computed in float32.
/// Cost: R^2 (E + R) numbers are kept for the gradient, 12 MB for 64 images of 512 features.
/// Source: Relational Knowledge Distillation (arXiv 1904.05068), with m and the means of its code. There the
/// weights are 25 and 50; 1 and 1 are those of FARA's first term, which multiplies both by 100.
/// Differs: in that code equal rows are at a distance of 1e-6 and have a gradient.
/// Example: relation_distance{}; relation_distance{.distance_weight = 25, .angle_weight = 50}
/// See also: relation_divergence, which compares images with texts.
struct relation_distance {
  double distance_weight = 1.0;
  double angle_weight = 1.0;

  static constexpr std::string_view name = "relation_distance";
  static constexpr text_source texts = text_source::none;

  at::Tensor operator()(const encoded& student, const encoded& teacher, const at::Tensor& weights_R) const {
    const relations own = relations_of(student.images_RE);
    const relations wanted = relations_of(teacher.images_RE);
    const at::Tensor distance_R =
        at::smooth_l1_loss(own.distances_RR, wanted.distances_RR, at::Reduction::None).mean(1);
    const at::Tensor angle_R =
        at::smooth_l1_loss(own.angles_RRR, wanted.angles_RRR, at::Reduction::None).mean({1, 2});
    return distance_R.mul(distance_weight).add(angle_R, angle_weight).mul(weights_R).mean();
  }

  void check() const {
    detail::require_strength("relation_distance_weight", distance_weight);
    detail::require_strength("relation_angle_weight", angle_weight);
  }
  void describe(setting_list& settings) const {
    settings.set("relation_distance_weight", distance_weight);
    settings.set("relation_angle_weight", angle_weight);
  }

 private:
  struct relations {
    at::Tensor distances_RR;  // normalised
    at::Tensor angles_RRR;    // cosines, by vertex
  };

  static relations relations_of(const at::Tensor& given_RE) {
    const auto type = given_RE.scalar_type();
    const at::Tensor images_RE =
        type == at::kBFloat16 || type == at::kHalf ? given_RE.to(at::kFloat) : given_RE;
    const at::Tensor towards_RRE = at::sub(images_RE.unsqueeze(0), images_RE.unsqueeze(1));  // from i to j
    const at::Tensor squared_RR = towards_RRE.square().sum(2);
    const at::Tensor apart_RR = squared_RR.gt(0);
    // The root of 0 has no derivative: equal rows are masked before it and after it.
    const at::Tensor root_RR = at::where(apart_RR, squared_RR, 1).sqrt();
    const at::Tensor distances_RR = root_RR.mul(apart_RR);
    const at::Tensor count = apart_RR.sum();
    const at::Tensor mean = distances_RR.sum().div(count.clamp_min(1));
    const at::Tensor unit_RRE = towards_RRE.mul(apart_RR.unsqueeze(2)).div(root_RR.unsqueeze(2));
    return {distances_RR.div(at::where(count.gt(0), mean, 1)),
            at::matmul(unit_RRE, unit_RRE.transpose(1, 2))};
  }
};

static_assert(DistillLoss<relation_distance>);

}  // namespace sdkt
