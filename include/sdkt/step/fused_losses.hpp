// SPDX-License-Identifier: MIT
//
// The losses of a step by one kernel each, with their gradient, if kernels support the policies
// and the program has kernels.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/zeros.h>

#include <sdkt/compose/composition.hpp>
#include <sdkt/compose/hooks.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/cuda/kernel_set.hpp>
#include <sdkt/device/kernel_calls.hpp>
#include <sdkt/device/trusted_kernels.hpp>
#include <sdkt/loss/feature_distance.hpp>
#include <sdkt/selection/batch_mean.hpp>
#include <sdkt/selection/constant_selection.hpp>
#include <sdkt/selection/distance_sigmoid.hpp>
#include <sdkt/step/step_terms.hpp>

namespace sdkt::detail {

template <class Selection, std::size_t N>
constexpr bool is_kernel_selection = (N == 1 && std::is_same_v<Selection, constant_selection>) ||
                                     (N == 2 && (std::is_same_v<Selection, distance_sigmoid> ||
                                                 std::is_same_v<Selection, batch_mean<distance_sigmoid>>));

}  // namespace sdkt::detail

namespace sdkt::step {

/// Cross-entropy and selective distillation with their gradient with respect to the image features, by
/// kernels: those of target sdkt::cuda for tensors on a device.
///
/// Supported: squared feature_distance with distance_sigmoid or its batch mean for two teachers, or
/// with constant_selection for one teacher; and the cross-entropy alone without teachers. All other
/// compositions use autograd: texts or a logit scale that train, penalties, extensions that read
/// the distillation's gradient.
/// Result: terms and gradient as autograd's, to rounding.
template <class Composition>
class fused_losses {
  using selection_policy = decltype(Composition::selection);
  using loss_policy = decltype(Composition::loss);
  using extensions_type = decltype(Composition::extensions);
  static constexpr std::size_t num_teachers = decltype(Composition::teacher)::num_teachers;

 public:
  /// Whether kernels support the policies.
  static constexpr bool is_possible =
      (num_teachers == 0 || (std::is_same_v<loss_policy, feature_distance> &&
                             detail::is_kernel_selection<selection_policy, num_teachers>)) &&
      !detail::watches_distillation(static_cast<const extensions_type*>(nullptr)) &&
      !detail::has_penalties(static_cast<const extensions_type*>(nullptr));

  /// With more classes ATen's matrix product is expected to be faster: the kernel reads all texts once per
  /// block, and a batch of 32 images has no more than 32 blocks. This is an estimate; `bench_cuda` measures
  /// what is needed to correct it.
  static constexpr std::int64_t most_classes = 1000;

  /// Borrows the parts.
  fused_losses(const Composition& parts, const at::Device& device, double label_smoothing)
      : parts_{parts}, smoothing_{label_smoothing} {
    if constexpr (is_possible) kernels_ = device::trusted_kernels(device);
    if (kernels_ == nullptr) return;
    if constexpr (std::is_same_v<selection_policy, constant_selection>) {
      weight_ = at::full({}, parts.selection.weight, at::TensorOptions{}.dtype(at::kFloat).device(device));
    }
  }

  /// Whether the kernels support this step.
  [[nodiscard]] bool take(const at::Tensor& images_NE, const at::Tensor& texts_CE,
                          const at::Tensor& scale) const {
    if (!is_possible || kernels_ == nullptr || texts_CE.requires_grad() || scale.requires_grad())
      return false;
    if constexpr (num_teachers > 0 && std::is_same_v<loss_policy, feature_distance>) {
      if (parts_.loss.metric != feature_metric::squared) return false;
    }
    return images_NE.scalar_type() == at::kFloat && images_NE.size(1) <= cuda::most_features &&
           texts_CE.size(0) <= most_classes &&
           texts_CE.size(0) + images_NE.size(1) <= cuda::most_classes_and_features;
  }

  /// The cross-entropy of the task images, which are the first B. Its gradient goes to their rows; the
  /// gradient of the other rows is 0.
  ///
  /// Shapes: images_NE [N, E] of unit length, N at least B; texts_CE [C, E]; scale []; labels_B int64 [B].
  step_terms classify(const at::Tensor& images_NE, const at::Tensor& texts_CE, const at::Tensor& scale,
                      const at::Tensor& labels_B) const {
    const at::NoGradGuard no_grad;
    step_terms terms;
    terms.features_NE = images_NE;
    terms.gradient_NE = at::zeros(images_NE.sizes(), images_NE.options().requires_grad(false));
    terms.cross_entropy =
        detail::classify_by(*kernels_, images_NE, texts_CE, scale, labels_B, smoothing_, terms.gradient_NE)
            .mean();
    return terms;
  }

  /// Adds the distillation of the reference images to the terms, and its gradient to theirs.
  ///
  /// Shapes: images_RE [R, E], the last R of the N rows; if R = N they are the task's own images, whose
  /// rows already have a gradient.
  template <class Targets>
  void distil(const at::Tensor& images_RE, const Targets& targets, step_terms& terms) const {
    if constexpr (is_possible && num_teachers > 0) {
      const at::NoGradGuard no_grad;
      const std::int64_t first = terms.features_NE.size(0) - images_RE.size(0);
      at::Tensor rows_RE = at::narrow(terms.gradient_NE, 0, first, images_RE.size(0));
      at::Tensor gradient_RE = first > 0 ? rows_RE : at::empty_like(rows_RE);
      std::array<at::Tensor, num_teachers> teachers;
      for (std::size_t n = 0; n < num_teachers; ++n) teachers[n] = targets.teachers[n].images_RE;
      const detail::distilled found = detail::distil_by<num_teachers>(
          images_RE, teachers, compose::strengths_of<num_teachers>(parts_.selection), gradient_RE,
          [this](const auto& call) { this->launch(call); });
      if (first == 0) rows_RE.add_(gradient_RE);
      for (std::int64_t n = 0; n < found.means_2N.size(1); ++n)
        terms.distillation.push_back(found.means_2N[0][n]);
      terms.selection_R = found.weights_RN.select(1, 0);
    }
  }

 private:
  /// Launches the kernel of the selection.
  template <class Call>
  void launch(const Call& call) const {
    const cuda::stream_handle stream = kernels_->current_stream();
    if constexpr (std::is_same_v<selection_policy, constant_selection>) {
      kernels_->distil_from_one(call, weight_.const_data_ptr<float>(), stream);
    } else {
      const cuda::sigmoid_of_distance sigmoid{static_cast<float>(parts_.selection.threshold),
                                              static_cast<float>(parts_.selection.scale)};
      const bool is_mean = !std::is_same_v<selection_policy, distance_sigmoid>;
      (is_mean ? kernels_->distil_by_mean_distance : kernels_->distil_by_distance)(call, sigmoid, stream);
    }
  }

  const Composition& parts_;
  double smoothing_;
  const cuda::kernel_set* kernels_ = nullptr;
  at::Tensor weight_;  // [], the constant weight in memory that the kernel reads
};

}  // namespace sdkt::step
