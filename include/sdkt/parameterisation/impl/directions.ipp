// SPDX-License-Identifier: MIT
//
// Definitions of directions.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <gsl/assert>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/parameterisation/directions.hpp>
#include <sdkt/parameterisation/kept_space.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

namespace detail {

/// The mean of x x^T per matrix.
SDKT_INLINE std::vector<at::Tensor> input_covariances(const parameter_passes* passes,
                                                      const std::vector<weight_matrix>& matrices) {
  Expects(passes != nullptr);
  std::vector<at::Tensor> result;
  for (const input_gram& gram : passes->input_grams(matrices))
    result.push_back(gram.sum_NN.div(static_cast<double>(std::max<std::int64_t>(gram.inputs, 1))));
  return result;
}

}  // namespace detail

SDKT_INLINE void input_directions::check() const {
  detail::require_fraction("input_directions_energy", energy);
  detail::require_fraction("input_directions_last_energy", last_energy);
}

SDKT_INLINE double input_directions::factor_scale(std::int64_t) const { return 1 / std::sqrt(3.0); }

SDKT_INLINE std::vector<at::Tensor> input_directions::features(
    const parameters_begin& moment, const std::vector<weight_matrix>& matrices) const {
  return detail::input_covariances(moment.passes, matrices);
}

SDKT_INLINE void input_directions::keep_first(std::vector<at::Tensor>&, const parameters_begin&,
                                              const std::vector<weight_matrix>&) const {}

SDKT_INLINE void input_directions::keep_more(std::vector<at::Tensor>& kept, const parameters_end& moment,
                                             const std::vector<weight_matrix>& matrices) const {
  const double done = static_cast<double>(moment.task) / static_cast<double>(moment.num_tasks);
  const std::vector<at::Tensor> covariances = detail::input_covariances(moment.passes, matrices);
  for (std::size_t place = 0; place < matrices.size(); ++place)
    kept[place] =
        parameterisation::grown(kept[place], covariances[place], energy + (last_energy - energy) * done);
}

SDKT_INLINE void input_directions::describe(setting_list& settings) const {
  settings.set("input_directions_energy", energy);
  settings.set("input_directions_last_energy", last_energy);
}

SDKT_INLINE void gradient_directions::check() const {
  detail::require_fraction("gradient_directions_image_energy", image_energy);
  detail::require_fraction("gradient_directions_text_energy", text_energy);
  detail::require_fraction("gradient_directions_input_energy", input_energy);
}

SDKT_INLINE double gradient_directions::factor_scale(std::int64_t rank) const {
  return 1 / static_cast<double>(rank);
}

SDKT_INLINE std::vector<at::Tensor> gradient_directions::features(
    const parameters_begin& moment, const std::vector<weight_matrix>& matrices) const {
  Expects(moment.passes != nullptr);
  const at::Tensor gradient_Q = moment.passes->mean_gradient();
  std::vector<at::Tensor> result;
  for (const weight_matrix& matrix : matrices) result.push_back(matrix.of(gradient_Q).t());
  return result;
}

SDKT_INLINE void gradient_directions::keep_first(std::vector<at::Tensor>& kept,
                                                 const parameters_begin& moment,
                                                 const std::vector<weight_matrix>& matrices) const {
  for (std::size_t place = 0; place < matrices.size(); ++place) {
    const double energy = matrices[place].name.starts_with("text_") ? text_energy : image_energy;
    if (energy > 0) kept[place] = parameterisation::grown({}, matrices[place].of(moment.start).t(), energy);
  }
}

SDKT_INLINE void gradient_directions::keep_more(std::vector<at::Tensor>& kept, const parameters_end& moment,
                                                const std::vector<weight_matrix>& matrices) const {
  if (!(input_energy > 0)) return;
  const std::vector<at::Tensor> covariances = detail::input_covariances(moment.passes, matrices);
  for (std::size_t place = 0; place < matrices.size(); ++place)
    kept[place] = parameterisation::grown(kept[place], parameterisation::root_of_gram(covariances[place]),
                                          input_energy);
}

SDKT_INLINE void gradient_directions::describe(setting_list& settings) const {
  settings.set("gradient_directions_image_energy", image_energy);
  settings.set("gradient_directions_text_energy", text_energy);
  settings.set("gradient_directions_input_energy", input_energy);
}

}  // namespace sdkt
