// SPDX-License-Identifier: MIT
//
// Where the fixed factors of fixed_factors come from.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

/// InfLoRA's directions: the leading inputs of the new task, outside the inputs of earlier tasks.
///
/// Features are the covariance C [n, n] of a matrix's inputs over the task. After each task the kept space grows by
/// the leading directions of C under the weights just learnt, until it holds a share of its squared singular values
/// that rises with the task t of T: energy + (last_energy - energy) t / T. Nothing is kept before the first task.
///
/// Cost: two passes without gradient over a task's images, and two singular value decompositions per matrix.
/// Source: InfLoRA (arXiv 2404.00228) and its code, DualGPM. That code stores the complement once it is the smaller
/// one; the space is the same.
struct input_directions {
  double energy = 0.95;
  double last_energy = 1.0;

  static constexpr std::string_view name = "input_directions";

  void check() const;
  double factor_scale(std::int64_t rank) const;  ///< 1 / sqrt(3)
  std::vector<at::Tensor> features(const parameters_begin& moment,
                                   const std::vector<weight_matrix>& matrices) const;
  void keep_first(std::vector<at::Tensor>& kept, const parameters_begin& moment,
                  const std::vector<weight_matrix>& matrices) const;
  void keep_more(std::vector<at::Tensor>& kept, const parameters_end& moment,
                 const std::vector<weight_matrix>& matrices) const;
  void describe(setting_list& settings) const;
};

/// KeepLoRA's directions: the leading directions of the mean gradient, outside what the model uses already.
///
/// Before the first task the kept space of a matrix W [m, n] is that of its leading right singular vectors, which
/// hold `image_energy` of the sum of its squared singular values, or `text_energy` in a tensor whose name begins with
/// "text_". After each task it grows by the inputs of the layer until it holds `input_energy` of them.
///
/// Cost: a pass with gradients and one without over a task's images, and two decompositions per matrix.
/// Source: KeepLoRA (arXiv 2601.19659) and its code.
struct gradient_directions {
  double image_energy = 0.85;
  double text_energy = 0.2;
  double input_energy = 0.99;

  static constexpr std::string_view name = "gradient_directions";

  void check() const;
  double factor_scale(std::int64_t rank) const;  ///< 1 / rank
  std::vector<at::Tensor> features(const parameters_begin& moment,
                                   const std::vector<weight_matrix>& matrices) const;
  void keep_first(std::vector<at::Tensor>& kept, const parameters_begin& moment,
                  const std::vector<weight_matrix>& matrices) const;
  void keep_more(std::vector<at::Tensor>& kept, const parameters_end& moment,
                 const std::vector<weight_matrix>& matrices) const;
  void describe(setting_list& settings) const;
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/parameterisation/impl/directions.ipp>
#endif
