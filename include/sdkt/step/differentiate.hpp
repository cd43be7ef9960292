// SPDX-License-Identifier: MIT
//
// Computes the flat gradient of the sum of a step's terms.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>

#include <ATen/core/Tensor.h>

#include <sdkt/compose/hooks.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/step/image_features.hpp>
#include <sdkt/step/optimiser.hpp>
#include <sdkt/step/step_terms.hpp>
#include <sdkt/step/student.hpp>

namespace sdkt {

/// Adds up the terms of a step and leaves the gradient of their sum, penalties included, in the student.
///
/// strengths: factors of the distillation terms. images: the image features of the terms.
/// max_norm: the largest norm of the gradient; 0 for no limit.
template <std::size_t N, class Model, class... Es>
void differentiate(step_terms& terms, const std::array<double, N>& strengths, image_features<Model>& images,
                   std::tuple<Es...>& extensions, student& learner, std::int64_t step, double max_norm) {
  learner.zero_gradient();
  const at::Tensor rest = detail::add_penalties(extensions, learner.whole(), terms.cross_entropy);
  at::Tensor distillation;
  for (std::size_t n = 0; n < terms.distillation.size(); ++n) {
    const at::Tensor term = terms.distillation[n].mul(strengths[n]);
    distillation = distillation.defined() ? distillation.add(term) : term;
  }
  terms.loss = distillation.defined() ? rest.add(distillation) : rest;
  if (terms.gradient_NE.defined()) {  // kernels have computed the gradient of the features
    terms.features_NE.backward(terms.gradient_NE);
  } else if constexpr (detail::watches_distillation(static_cast<const std::tuple<Es...>*>(nullptr))) {
    if (distillation.defined()) distillation.backward({}, /*retain_graph=*/true);
    images.pass_on();
    detail::on_distillation_end(extensions, {step, learner.theta(), learner.gradient()});
    rest.backward();
  } else {
    terms.loss.backward();
  }
  images.pass_on();
  detail::on_backward_end(extensions, {step, learner.theta(), learner.gradient()});
  if (max_norm > 0) clip_norm(learner.gradient(), max_norm);
}

}  // namespace sdkt
