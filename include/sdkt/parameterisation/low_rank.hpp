// SPDX-License-Identifier: MIT
//
// Low-rank updates: each chosen matrix gets the product of two thin ones added.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/parameterisation/matrices.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt::parameterisation {

/// The factors of one matrix W [m, n] in the vector that trains: up, B [m, r], and down, A [r, n].
struct factor_pair {
  weight_matrix matrix;
  std::int64_t rank = 0;
  std::int64_t place_of_A = 0;
  std::int64_t place_of_B = 0;

  at::Tensor down(const at::Tensor& values_F) const;
  at::Tensor up(const at::Tensor& values_F) const;
};

/// Factors of at most this rank for each matrix, one pair after the other.
[[nodiscard]] std::vector<factor_pair> factor_pairs(const std::vector<weight_matrix>& matrices,
                                                    std::int64_t rank);

/// Entries of the factors of all matrices, without padding.
[[nodiscard]] std::int64_t num_factor_entries(const std::vector<weight_matrix>& matrices, std::int64_t rank);

/// F: elements of the vector that holds all factors, padding included.
[[nodiscard]] std::int64_t size_of(const std::vector<factor_pair>& pairs);

}  // namespace sdkt::parameterisation

namespace sdkt {

/// LoRA: W = W_start + (alpha / rank) B A for every chosen matrix W [m, n], with B [m, rank] and A [rank, n].
///
/// A begins uniform in (-1, 1) / sqrt(n), which is LoRA's Kaiming initialisation, and B with 0, so a task begins
/// with the weights of its start. After the task the product stays in the weights, and the next task begins with
/// new factors. Everything else that trainer_options::trains names stays as it is: biases, norms, embeddings.
///
/// Gradients: dB = (alpha / rank) dW A^T and dA = (alpha / rank) B^T dW.
/// Cost: three products of rank columns per matrix and step.
/// Memory: moments of AdamW and a gradient of the size of the factors, in place of the moments of the weights;
/// in addition the weights of the task's start, which runs keep anyway.
/// Result: the rank of a matrix is at most its smaller side.
/// Errors: setting_error if rank is below 1, alpha is negative or not finite, or no matrix is chosen.
/// Source: LoRA: Low-Rank Adaptation of Large Language Models (arXiv 2106.09685), without dropout.
struct low_rank {
  std::int64_t rank = 16;
  double alpha = 16;
  matrix_choice matrices = {};

  static constexpr std::string_view name = "low_rank";

  void check() const;
  std::int64_t num_weights(const weight_layout& layout, const trained_slices& trained) const;
  at::Tensor begin_task(const parameters_begin& moment);
  void push_forward(const at::Tensor& values_F, at::Tensor& theta_Q) const;
  at::Tensor pull_back(const at::Tensor& values_F, const at::Tensor& gradient_Q) const;
  void describe(setting_list& settings) const;

  std::vector<parameterisation::factor_pair> pairs = {};  ///< set by begin_task
  at::Tensor start = {};                                  ///< set by begin_task: [Q]

 private:
  double scale() const { return alpha / static_cast<double>(rank); }
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/parameterisation/impl/low_rank.ipp>
#endif
