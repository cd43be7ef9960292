// SPDX-License-Identifier: MIT
//
// Definitions of ridge_head.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/cholesky_solve.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/linalg_cholesky.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/classifier/ridge_head.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/classifier.hpp>

namespace sdkt::detail {

/// Rows or columns that are treated at once, so that hidden units of all images are never in memory together.
inline constexpr std::int64_t ridge_block = 1024;

/// The Gaussian kernel of unit features, double.
///
/// Shapes: a [N, E], b [M, E], double -> [N, M].
SDKT_INLINE at::Tensor gaussian_kernel(const at::Tensor& a_NE, const at::Tensor& b_ME, double gamma) {
  at::Tensor distance_NM = at::matmul(a_NE, b_ME.t()).mul_(-2);
  distance_NM.add_(a_NE.square().sum(1, /*keepdim=*/true)).add_(b_ME.square().sum(1));
  return distance_NM.clamp_min_(0).mul_(-gamma).exp_();
}

/// The random matrix of the primal, float on the CPU.
SDKT_INLINE at::Tensor random_units(std::int64_t width, std::int64_t units, std::uint64_t seed) {
  std::vector<float> numbers(static_cast<std::size_t>(width * units));
  random_stream random{random_key{.seed = seed, .purpose = random_purpose::hidden_units}};
  const double bound = 1 / std::sqrt(static_cast<double>(width));
  for (float& number : numbers) number = static_cast<float>(random.uniform(-bound, bound));
  return at::from_blob(numbers.data(), {width, units}, at::kFloat).clone();
}

/// ReLU(f W) for the columns from `first` on, double.
SDKT_INLINE at::Tensor hidden_units(const at::Tensor& features_NE, const at::Tensor& hidden_EU,
                                    std::int64_t first, std::int64_t count) {
  return at::matmul(features_NE, hidden_EU.narrow(1, first, count).to(at::kDouble)).relu_();
}

/// Calls visit(first, count) for blocks of 0 .. size-1.
template <class Visit>
void for_each_block(std::int64_t size, const Visit& visit) {
  for (std::int64_t first = 0; first < size; first += ridge_block)
    visit(first, std::min(ridge_block, size - first));
}

/// (A + ridge I)^-1 B for a symmetric A, which is overwritten.
SDKT_INLINE at::Tensor ridge_solution(at::Tensor& a_NN, const at::Tensor& b_NK, double ridge) {
  a_NN.diagonal().add_(ridge);
  return at::cholesky_solve(b_NK, at::linalg_cholesky(a_NN));
}

/// The solution [units, K] of the primal, by the smaller of the two matrices that have it.
SDKT_INLINE at::Tensor primal_solution(const at::Tensor& features_NE, const at::Tensor& hidden_EU,
                                       const at::Tensor& classes_NK, double ridge) {
  const std::int64_t images = features_NE.size(0), units = hidden_EU.size(1);
  if (images <= units) {  // H' (H H' + ridge I)^-1 Y
    at::Tensor gram_NN = at::zeros({images, images}, features_NE.options());
    for_each_block(units, [&](std::int64_t first, std::int64_t count) {
      const at::Tensor block_NU = hidden_units(features_NE, hidden_EU, first, count);
      gram_NN.addmm_(block_NU, block_NU.t());
    });
    const at::Tensor dual_NK = ridge_solution(gram_NN, classes_NK, ridge);
    at::Tensor solution_UK = at::zeros({units, classes_NK.size(1)}, features_NE.options());
    for_each_block(units, [&](std::int64_t first, std::int64_t count) {
      const at::Tensor block_NU = hidden_units(features_NE, hidden_EU, first, count);
      solution_UK.narrow(0, first, count).copy_(at::matmul(block_NU.t(), dual_NK));
    });
    return solution_UK;
  }
  at::Tensor moments_UU = at::zeros({units, units}, features_NE.options());
  at::Tensor moments_UK = at::zeros({units, classes_NK.size(1)}, features_NE.options());
  for_each_block(images, [&](std::int64_t first, std::int64_t count) {
    const at::Tensor block_NU = hidden_units(features_NE.narrow(0, first, count), hidden_EU, 0, units);
    moments_UU.addmm_(block_NU.t(), block_NU);
    moments_UK.addmm_(block_NU.t(), classes_NK.narrow(0, first, count));
  });
  return ridge_solution(moments_UU, moments_UK, ridge);
}

}  // namespace sdkt::detail

namespace sdkt {

SDKT_INLINE void ridge_head::check() const {
  detail::require_positive("ridge_head_gamma", gamma);
  detail::require_positive("ridge_head_ridge", ridge_used());
  detail::require_fraction("ridge_head_fusion", fusion);
  detail::require_at_least("ridge_head_units", units, 1);
}

SDKT_INLINE void ridge_head::learn_task(const classifier_task& moment) {
  if (!moment.features.isfinite().all().item<bool>()) {
    throw data_error{"ridge_head", "the features of an image are not finite",
                     "the weights are damaged or too large: use another copy or an earlier checkpoint"};
  }
  const at::Tensor more_NE = moment.features.to(at::kFloat);
  features = features.defined() ? at::cat({features, more_NE}) : more_NE.clone();
  labels = labels.defined() ? at::cat({labels, moment.labels.to(labels.device())})
                            : moment.labels.to(more_NE.device()).clone();
  num_classes = moment.num_classes;
  seed = static_cast<std::int64_t>(moment.seed & ((std::uint64_t{1} << 53U) - 1));
  solution = at::Tensor{};
}

SDKT_INLINE at::Tensor ridge_head::regressed(const at::Tensor& features_NE) const {
  if (features_NE.size(1) != features.size(1)) {
    throw data_error{"ridge_head",
                     "it has learnt from features of " + std::to_string(features.size(1)) +
                         " numbers, and those of this model have " + std::to_string(features_NE.size(1)),
                     "use it with the model with which it was saved"};
  }
  const at::NoGradGuard no_grad;
  const bool is_primal = form == ridge_form::primal;
  at::Tensor kept_NE;
  if (!is_primal || !solution.defined()) kept_NE = features.to(features_NE.device(), at::kDouble);
  if (is_primal && !hidden.defined())
    hidden = detail::random_units(features.size(1), units, static_cast<std::uint64_t>(seed))
                 .to(features_NE.device());
  if (!solution.defined()) {
    at::Tensor classes_NK = at::zeros({kept_NE.size(0), num_classes}, kept_NE.options());
    classes_NK.scatter_(1, labels.to(kept_NE.device()).unsqueeze(1), 1.0);
    if (is_primal) {
      solution = detail::primal_solution(kept_NE, hidden, classes_NK, ridge_used());
    } else {
      at::Tensor kernel_NN = detail::gaussian_kernel(kept_NE, kept_NE, gamma);
      solution = detail::ridge_solution(kernel_NN, classes_NK, ridge_used());
    }
  }
  const at::Tensor asked_NE = features_NE.to(at::kDouble);
  if (!is_primal) return at::matmul(detail::gaussian_kernel(asked_NE, kept_NE, gamma), solution);
  at::Tensor scores_NK = at::zeros({asked_NE.size(0), num_classes}, asked_NE.options());
  detail::for_each_block(units, [&](std::int64_t first, std::int64_t count) {
    scores_NK.addmm_(detail::hidden_units(asked_NE, hidden, first, count), solution.narrow(0, first, count));
  });
  return scores_NK;
}

SDKT_INLINE at::Tensor ridge_head::class_scores(const classifier_inputs& inputs) const {
  if (num_classes == 0) return inputs.zero_shot();
  const at::Tensor logits_NC = inputs.zero_shot();
  const at::Tensor is_learnt_C = inputs.classes.ge(0);
  const at::Tensor is_fused_N1 = is_learnt_C.index_select(0, at::argmax(logits_NC, 1)).unsqueeze(1);
  const at::Tensor exact_NC = logits_NC.to(at::kDouble);
  const at::Tensor regressed_NC =
      regressed(inputs.features).index_select(1, inputs.classes.clamp_min(0)).mul_(is_learnt_C);
  const at::Tensor fused_NC = at::softmax(exact_NC, 1).mul_(1 - fusion).add_(regressed_NC, fusion);
  return at::where(is_fused_N1, fused_NC, exact_NC);
}

SDKT_INLINE void ridge_head::persist(archive& state) {
  std::int64_t is_primal = form == ridge_form::primal ? 1 : 0;
  double used = ridge_used();
  state("is_primal", is_primal);
  state("gamma", gamma);
  state("ridge", used);
  state("fusion", fusion);
  state("units", units);
  state("seed", seed);
  state("num_classes", num_classes);
  state("features", features);
  state("labels", labels);
  if (!state.restores()) return;
  form = is_primal != 0 ? ridge_form::primal : ridge_form::dual;
  ridge = used;
  solution = hidden = at::Tensor{};
}

SDKT_INLINE void ridge_head::describe(setting_list& settings) const {
  settings.set("ridge_head_form", std::string{name_of(form)});
  if (form == ridge_form::dual) settings.set("ridge_head_gamma", gamma);
  settings.set("ridge_head_ridge", ridge_used());
  settings.set("ridge_head_fusion", fusion);
  if (form == ridge_form::primal) settings.set("ridge_head_units", units);
}

}  // namespace sdkt
