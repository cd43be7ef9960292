// SPDX-License-Identifier: MIT
//
// A merge rule: of each change of a matrix, what the merge so far does not have yet.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/matmul.h>
#include <gsl/assert>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/extension/merge_task_vectors.hpp>
#include <sdkt/extension/parts.hpp>
#include <sdkt/weights/trained_slices.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

/// Orthogonal Projection-based Continual Merging: m * s / ||s||, where m is the mean norm of the task vectors
/// and s the sum of the first task vector and of what is left of each later one, d, matrix by matrix:
///
///     P = U' d V, with the singular vectors U and V of the matrix of s so far
///     diagonal of P <- 0; its first r x r block <- 0
///     s <- s + U P V'
///
/// r is the number of leading singular values of s whose sum is at most `energy` of the sum of all. What is no
/// matrix (biases, norms, embeddings) is added as it is.
///
/// Matrices are the trained tensors of two dimensions whose name does not contain "embed". Query, key and
/// value that are stored as one "in_proj" are three matrices. A matrix that no earlier task has changed takes
/// all of d.
///
/// Result: after one task, that task. The norm of the merge is the mean norm of the task vectors.
/// Cost: per task, from the second on, a singular value decomposition of every matrix.
/// Memory: one vector of theta's type.
/// Errors: setting_error before the first task if energy is not in [0, 1).
/// Source: Merging Models on the Fly Without Retraining (NeurIPS 2025), as in its code (fusion_bench,
/// method/opcm), which computes the same with complete U and V. Tasks are trained independently there.
/// Differs: that code excludes the diagonal of d also from a matrix that has not changed yet.
/// Example: merge_task_vectors{opcm{}, merge_start::independent}
struct opcm {
  double energy = 0.5;

  at::Tensor sum = {};                      ///< state: [Q] s
  double norms = 0;                         ///< state: sum of the norms of the task vectors
  std::int64_t count = 0;                   ///< state: number of task vectors
  std::vector<std::int64_t> matrices = {};  ///< state: place in theta, rows and columns of each, in turn

  static constexpr std::string_view name = "opcm";

  void check() const {
    detail::require_setting(energy >= 0 && energy < 1, "opcm_energy", energy, "a number from 0 to below 1");
  }

  void set_tensors(const trained_slices& trained) {
    matrices.clear();
    for (const weight_matrix& whole : weights::hidden_matrices_of(trained)) {
      for (const weight_matrix& one : weights::separate(whole))
        matrices.insert(matrices.end(), {one.place, one.rows, one.columns});
    }
  }

  void add(const at::Tensor& vector_Q, std::int64_t) {
    norms += norm_of(vector_Q);
    ++count;
    if (!sum.defined()) {
      sum = vector_Q;
      return;
    }
    const at::Tensor left_Q = vector_Q.clone();
    for (std::size_t i = 0; i < matrices.size(); i += 3) {
      const auto matrix_in = [&](const at::Tensor& whole_Q) {
        return whole_Q.narrow(0, matrices[i], matrices[i + 1] * matrices[i + 2])
            .view({matrices[i + 1], matrices[i + 2]});
      };
      take_away(matrix_in(left_Q), matrix_in(sum));
    }
    sum = sum.add(left_Q);
  }

  at::Tensor merged() const {
    Expects(count > 0);
    const double norm = norm_of(sum);
    return norm > 0 ? sum.mul(norms / static_cast<double>(count) / norm) : sum;
  }

  /// Takes from a change what goes along with a known one: the diagonal and the first block of P.
  ///
  /// Shapes: change_MN, changed in place, and known_MN [M, N].
  void take_away(const at::Tensor& change_MN, const at::Tensor& known_MN) const {
    // With K = min(M, N) directions: the rest of complete U and V is neither on the diagonal nor in the block.
    const auto [U_MK, S_K, V_KN] = at::linalg_svd(known_MN, /*full_matrices=*/false);
    const at::Tensor sums_K = S_K.to(at::kDouble).cumsum(0);
    const double all = sums_K.numel() == 0 ? 0.0 : sums_K[-1].item<double>();
    if (!(all > 0)) return;
    const std::int64_t r = sums_K.le(energy * all).sum().item<std::int64_t>();
    const at::Tensor seen_KN = at::matmul(U_MK.t(), change_MN);
    const at::Tensor diagonal_K = seen_KN.mul(V_KN).sum(1);
    at::Tensor taken_KN = V_KN.mul(diagonal_K.unsqueeze(1));
    if (r > 0) {
      const at::Tensor first_RN = V_KN.narrow(0, 0, r);
      const at::Tensor block_RR = at::matmul(seen_KN.narrow(0, 0, r), first_RN.t());
      taken_KN.narrow(0, 0, r).copy_(at::matmul(block_RR, first_RN));
    }
    change_MN.sub_(at::matmul(U_MK, taken_KN));
  }

  void describe(setting_list& settings) const { settings.set("opcm_energy", energy); }
  void persist(archive& state) {
    state("sum", sum);
    state("norms", norms);
    state("count", count);
    auto size = static_cast<std::int64_t>(matrices.size());
    state("num_matrix_numbers", size);
    if (size < 0 || size % 3 != 0 ||
        (state.restores() && static_cast<std::uint64_t>(size) > state.numbers().size())) {
      throw detail::broken_checkpoint("it has fewer matrices of a merge than it states");
    }
    matrices.resize(static_cast<std::size_t>(size));
    for (std::size_t i = 0; i < matrices.size(); ++i) state("matrix_" + std::to_string(i), matrices[i]);
  }

 private:
  static double norm_of(const at::Tensor& vector_Q) {
    return std::sqrt(detail::sum_of_products(vector_Q, vector_Q));
  }
};

static_assert(MergeRule<opcm>);
static_assert(Extension<merge_task_vectors<opcm>>);

}  // namespace sdkt
