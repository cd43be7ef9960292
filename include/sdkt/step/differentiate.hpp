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
#include <sdkt/distributed/exact_sum.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/step/image_features.hpp>
#include <sdkt/step/step_terms.hpp>
#include <sdkt/step/student.hpp>

namespace sdkt::step {

/// Sums the gradients of all processes.
///
/// is_read: whether every process needs all of the sum, and not only its own range.
inline void sum_over(const distributed::processes& group, at::Tensor& gradient_Q, bool is_read) {
  if (!group.are_several()) return;
  distributed::sum_by_halving(group, gradient_Q);
  if (is_read) distributed::gather_by_doubling(group, gradient_Q);
}

/// Adds up the terms of a step and leaves the gradient of their sum, penalties included, in the student.
///
/// pull_back: with strands, the gradient of each is pulled back before they are summed, so that processes exchange
/// vectors of the size of what trains. Not if an extension reads the gradient of the weights.
/// Result: the gradient of what trains if it was pulled back, [F]; else undefined.
///
/// strengths: factors of the distillation terms. images: the image features of the terms.
/// group: with several processes, the gradient is summed over all; each process then has its own range of it, or
/// all of it if is_read is set or an extension reads it.
template <std::size_t N, class Model, class... Es>
at::Tensor differentiate(step_terms& terms, const std::array<double, N>& strengths,
                         image_features<Model>& images, std::tuple<Es...>& extensions, student& learner,
                         std::int64_t step, const distributed::processes& group = {}, bool is_read = false,
                         const pull_back_function& pull_back = {}) {
  constexpr const std::tuple<Es...>* types = nullptr;
  at::Tensor& gradient = learner.gradient();
  learner.zero_gradient();
  const at::Tensor rest = detail::add_penalties(extensions, learner.whole(), terms.cross_entropy);
  at::Tensor distillation, of_distillation;
  for (std::size_t n = 0; n < terms.distillation.size(); ++n) {
    const at::Tensor term = terms.distillation[n].mul(strengths[n]);
    distillation = distillation.defined() ? distillation.add(term) : term;
  }
  terms.loss = distillation.defined() ? rest.add(distillation) : rest;
  if (terms.gradient_NE.defined()) {  // kernels have computed the gradient of the features
    terms.features_NE.backward(terms.gradient_NE);
  } else if constexpr (detail::watches_distillation(types)) {
    if (distillation.defined()) distillation.backward({}, /*retain_graph=*/true);
    images.pass_on(gradient);
    sum_over(group, gradient, /*is_read=*/true);
    detail::on_distillation_end(extensions, {step, learner.theta(), gradient});
    if (group.has_strands()) of_distillation = gradient.clone();  // summed up already
    if (group.has_strands()) learner.zero_gradient();
    rest.backward();
  } else {
    terms.loss.backward();
  }
  constexpr bool reads_gradient = detail::watches_distillation(types) || detail::watches_gradient(types);
  if constexpr (!reads_gradient) {
    if (pull_back && group.has_strands()) {
      at::Tensor gradient_F = images.pass_on(gradient, pull_back);
      sum_over(group, gradient_F, /*is_read=*/true);
      return gradient_F;
    }
  }
  images.pass_on(gradient);
  sum_over(group, gradient, is_read || detail::watches_gradient(types) || of_distillation.defined());
  if (of_distillation.defined()) gradient.add_(of_distillation);
  detail::on_backward_end(extensions, {step, learner.theta(), gradient});
  return {};
}

}  // namespace sdkt::step
