// SPDX-License-Identifier: MIT
//
// Gradients within the null space of earlier tasks' inputs.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/parameterisation/matrices.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

/// The MLPs of the image tower of clip::model, and its projection.
[[nodiscard]] inline bool is_image_mlp_or_projection(std::string_view name) {
  return name == "visual_projection.weight" ||
         (name.starts_with("vision_model.") &&
          (name.ends_with(".mlp.fc1.weight") || name.ends_with(".mlp.fc2.weight")));
}

/// Trains everything in the first task, and from the second on the chosen matrices alone, along directions that the
/// inputs of earlier tasks hardly have.
///
/// After every task each chosen matrix W [m, n] sums up M += X / |X|, where X [n, n] is the Gram matrix of its inputs
/// and |X| its Frobenius norm. When a task begins, from the second on, its null space is that of the eigenvectors of
/// M with the smallest eigenvalues, as many as have less than `share` of their sum. With P the projection on it,
///
///     G <- G P                  before the optimiser, and
///     w <- w_start              after it, for every other weight.
///
/// The optimiser may leave the null space: AdamW divides entry by entry, and decays. A share of 1 makes P = I.
///
/// Cost: per matrix and step two products with the directions that are not in the null space; per task a pass without
/// gradient over its images, and an eigendecomposition [n, n] per matrix.
/// Memory: n^2 numbers per matrix, and the directions.
/// Errors: setting_error if share is not in (0, 1], no matrix is chosen, or the model does not show the inputs of a
/// chosen matrix.
/// Source: GNSP (arXiv 2507.19839) and its code, with share 0.15.
/// Differs: that code norms the Gram matrix of every batch of 16 images before it adds it up, and the sum once more.
struct null_projected {
  double share = 0.15;
  matrix_choice matrices = {.picks = is_image_mlp_or_projection};

  static constexpr std::string_view name = "null_projected";

  void check() const;
  std::int64_t num_weights(const weight_layout& layout, const trained_slices& trained) const;
  /// Entries of M, and of as many directions in use as there can be.
  std::int64_t num_kept(const weight_layout& layout, const trained_slices& trained) const;
  at::Tensor begin_task(const parameters_begin& moment);
  void push_forward(const at::Tensor& values_Q, at::Tensor& theta_Q) const;
  at::Tensor pull_back(const at::Tensor& values_Q, const at::Tensor& gradient_Q) const;
  void end_task(const parameters_end& moment);
  void persist(archive& state);
  void describe(setting_list& settings) const;

  std::vector<weight_matrix> chosen = {};  ///< set by begin_task
  std::vector<weight_range> frozen = {};   ///< set by begin_task: parts of theta that stay at the start
  std::vector<at::Tensor> seen = {};  ///< M of every chosen matrix, [n, n]; empty before the first task's end
  std::vector<at::Tensor> used =
      {};                 ///< set by begin_task: [n, k] of every chosen matrix, P = I - used used^T
  at::Tensor start = {};  ///< set by begin_task: [Q]
};

static_assert(Parameterisation<null_projected>);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/parameterisation/impl/null_projected.ipp>
#endif
