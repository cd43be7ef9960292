// SPDX-License-Identifier: MIT
//
// RAIL: ridge regression from image features to classes, fused with the zero-shot scores.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/classifier.hpp>

namespace sdkt {

/// What a ridge_head regresses on.
enum class ridge_form {
  dual,    ///< the Gaussian kernel
  primal,  ///< random hidden units, ReLU(f W)
};

constexpr std::string_view name_of(ridge_form form) noexcept {
  return form == ridge_form::primal ? "primal" : "dual";
}

/// Ridge regression from the features of all images learnt so far to their classes. With one-hot classes Y [N, K],
///
///     dual     r(x) = k(x) (K + ridge I)^-1 Y,      K_ij = exp(-gamma |f_i - f_j|^2)
///     primal   r(x) = h(x) (H'H + ridge I)^-1 H'Y,  h(x) = ReLU(f W),  W [E, units]
///
/// The scores of an image follow from its zero-shot probabilities p = softmax(logits) over all names. If the most
/// likely name is of a learnt class, they are (1 - fusion) p + fusion r, where r is 0 for names not learnt yet;
/// otherwise the zero-shot logits stay, whose order is that of p. There is one column of r per class of the union: names
/// that the model cannot tell apart have the same r. In the label space of one task the scores are the slice of those
/// over all names, so which images are fused does not depend on the label space.
///
/// Features are kept, and the regression is solved anew after each task, on their device in double, by Cholesky. So
/// the result is that of all images at once, to which the recursive updates of the source are equal but for rounding.
///
/// Random: W is uniform in +-1/sqrt(E), a function of the run's seed.
/// Memory: N E floats are kept and persisted. A solution takes about two matrices of N^2 doubles; primal about two of
/// min(N, units)^2. With 15,000 units and more images than that: 3.6 GB.
/// Cost: per task m^3/3 multiplications with m the size of that matrix, once more after restoring; in an evaluation,
/// per image N (E + K), primal units (E + K).
/// Errors: setting_error before the first task for a setting out of range; data_error for features that are not finite,
/// or of another width than those that were learnt.
/// Source: RAIL (arXiv 2406.18868).
/// Differs: features of training images are those of the eval view; the source's are of random crops, one each. The
/// scale of the logits is the model's; the source's is 100, which is that of CLIP. See docs/methods.md.
struct ridge_head {
  ridge_form form = ridge_form::dual;
  double gamma = 0.1;                ///< of the dual's kernel
  std::optional<double> ridge = {};  ///< empty: 0.001 for dual, 0.1 for primal
  double fusion = 0.8;               ///< weight of the regression
  std::int64_t units = 15000;        ///< of the primal

  static constexpr std::string_view name = "ridge_head";

  void check() const;
  void learn_task(const classifier_task& moment);
  at::Tensor class_scores(const classifier_inputs& inputs) const;
  void persist(archive& state);
  void describe(setting_list& settings) const;

  double ridge_used() const { return ridge.value_or(form == ridge_form::primal ? 0.1 : 0.001); }

  /// The scores of the regression, double [N, num_classes].
  at::Tensor regressed(const at::Tensor& features_NE) const;

  at::Tensor features = {};          ///< state: [N, E] of all images learnt so far
  at::Tensor labels = {};            ///< state: [N] int64
  std::int64_t num_classes = 0;      ///< state
  std::int64_t seed = 0;             ///< state: of W, the run's modulo 2^53
  mutable at::Tensor solution = {};  ///< double, made when needed: dual [N, K], primal [units, K]
  mutable at::Tensor hidden = {};    ///< primal: W [E, units]
};

static_assert(Classifier<ridge_head>);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/classifier/impl/ridge_head.ipp>
#endif
