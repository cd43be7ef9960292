// SPDX-License-Identifier: MIT
//
// Gradients without the part that would change what earlier tasks' inputs give.
#pragma once

#include <cstdint>
#include <string>
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

namespace sdkt {

/// Trains the weights themselves, but every matrix W [m, n] moves only at right angles to a subspace of its inputs.
///
/// Over all steps of a run each matrix sums up C += G^T G / tr(G^T G), where G [m, n] is its gradient: the rows of a
/// linear layer's gradient are combinations of the layer's inputs. When a task begins, from the second on, V [n, k]
/// holds the fewest leading eigenvectors of C that have `energy` of its trace. Then
///
///     G <- G - (G V) V^T                    before the optimiser,
///     W <- W - ((W - W_start) V) V^T        after it, because AdamW leaves the subspace: it divides entry by entry
///                                           and decays.
///
/// Matrices are the trained tensors of two dimensions whose names do not contain "embed". Other weights train freely.
/// With energy 0 the weights are those of `full`, bit for bit.
///
/// Cost: per matrix and step a product [n, m] x [m, n] and four of k columns; per task an eigendecomposition [n, n].
/// Memory: C and V, up to 2 n^2 numbers per matrix; for ViT-B/16's image tower C has 0.74 GB.
/// Errors: setting_error if energy is outside [0, 1], or no matrix trains.
/// Source: ours, after Gradient Projection Memory (arXiv 2103.09762), Adam-NSCL (arXiv 2103.07113) and GNSP
/// (arXiv 2507.19839).
/// Differs: these collect the inputs of layers in a pass over a task's images; here they come from the gradients.
struct projected {
  double energy = 0.9;

  static constexpr std::string_view name = "projected";

  void check() const;
  std::int64_t num_weights(const weight_layout& layout, const trained_slices& trained) const;
  /// C and V, if nothing is left to move in.
  std::int64_t num_kept(const weight_layout& layout, const trained_slices& trained) const;
  at::Tensor begin_task(const parameters_begin& moment);
  void push_forward(const at::Tensor& values_F, at::Tensor& theta_Q) const;
  at::Tensor pull_back(const at::Tensor& values_F, const at::Tensor& gradient_Q);
  void persist(archive& state);
  void describe(setting_list& settings) const;

  /// One matrix and what earlier tasks fix of it.
  struct protection {
    weight_matrix matrix;
    at::Tensor C;  ///< state: [n, n]; undefined before the first step
    at::Tensor V;  ///< state: [n, k]; undefined while nothing is fixed
  };
  std::vector<protection> matrices = {};
  at::Tensor start = {};  ///< set by begin_task: [Q]

 private:
  static std::vector<weight_matrix> matrices_that_train(const trained_slices& trained);
  void protect(protection& one) const;
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/parameterisation/impl/projected.ipp>
#endif
