// SPDX-License-Identifier: MIT
//
// Low-rank updates whose input side is fixed before the first step of a task, away from what must be kept.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/parameterisation/directions.hpp>
#include <sdkt/parameterisation/matrices.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

/// Where the factors of fixed_factors come from: input_directions, gradient_directions, or your own.
///
///     void check() const;
///     std::vector<at::Tensor> features(const parameters_begin&, const std::vector<weight_matrix>&) const;
///     void keep_first(std::vector<at::Tensor>& kept, const parameters_begin&,
///                     const std::vector<weight_matrix>&) const;
///     void keep_more(std::vector<at::Tensor>& kept, const parameters_end&,
///                    const std::vector<weight_matrix>&) const;
///     void describe(setting_list&) const;
///     static constexpr std::string_view name;
///     double factor_scale(std::int64_t rank) const;
///
/// - features: per matrix [m, n], at a task's start, [n, any]; their leading left singular vectors become A.
/// - factor_scale: the length of the rows of A.
/// - keep_first, before the first task, and keep_more, after every task: change the space that is kept per matrix, an
///   orthonormal basis [n, k] or undefined for none.
template <class D>
concept FactorDirections =
    std::copyable<D> && requires(const D& directions, const parameters_begin& begin,
                                 const parameters_end& end, const std::vector<weight_matrix>& matrices,
                                 std::vector<at::Tensor>& kept, setting_list& settings) {
      directions.check();
      { directions.features(begin, matrices) } -> std::same_as<std::vector<at::Tensor>>;
      directions.keep_first(kept, begin, matrices);
      directions.keep_more(kept, end, matrices);
      directions.describe(settings);
      { D::name } -> std::convertible_to<std::string_view>;
      { directions.factor_scale(std::int64_t{}) } -> std::same_as<double>;
    };

/// W = W_start + B A for every chosen matrix W [m, n], where B [m, rank] trains, from 0, and A [rank, n] is fixed.
///
/// The rows of A are the first left singular vectors of the directions' features outside the space that is kept,
/// times factor_scale. So what a layer gives for inputs in that space does not change during a task. After the task
/// the product stays in the weights, and the space grows.
///
/// Gradient: dB = dW A^T.
/// Cost: two products of rank columns per matrix and step; passes and decompositions of the directions per task.
/// Memory: m rank numbers per matrix in the optimiser, A, and up to n^2 numbers per matrix for the space.
/// Result: rows of A are 0 if the features outside the space have fewer directions.
/// Errors: setting_error if rank is below 1, an energy is outside [0, 1], no matrix is chosen, or the model does not
/// show the inputs of a chosen matrix.
/// Source: that of the directions.
///
/// Factors and spaces persist, so that a run that continues within a task needs no pass again.
template <FactorDirections Directions = input_directions>
struct fixed_factors {
  std::int64_t rank = 10;
  Directions directions = {};
  matrix_choice matrices = {};

  static constexpr std::string_view name = "fixed_factors";

  void check() const;
  std::int64_t num_weights(const weight_layout& layout, const trained_slices& trained) const;
  /// Entries of A, and of a space that holds every direction: the most that can be kept.
  std::int64_t num_kept(const weight_layout& layout, const trained_slices& trained) const;
  at::Tensor begin_task(const parameters_begin& moment);
  void push_forward(const at::Tensor& values_F, at::Tensor& theta_Q) const;
  at::Tensor pull_back(const at::Tensor& values_F, const at::Tensor& gradient_Q) const;
  void end_task(const parameters_end& moment);
  void persist(archive& state);
  void describe(setting_list& settings) const;

  std::vector<weight_matrix> chosen = {};      ///< set by begin_task
  std::vector<std::int64_t> places_of_B = {};  ///< set by begin_task: in the vector that trains
  std::vector<at::Tensor> factors = {};        ///< set by begin_task: A [r, n] of every chosen matrix
  std::vector<at::Tensor> kept = {};           ///< [n, k] of every chosen matrix, or undefined
  std::int64_t begun = -1;                     ///< the task whose factors these are
  at::Tensor start = {};                       ///< set by begin_task: [Q]

  /// B of a chosen matrix, [m, r].
  at::Tensor up(const at::Tensor& values_F, std::size_t place) const;
};

}  // namespace sdkt

#include <sdkt/parameterisation/impl/fixed_factors.tpp>
