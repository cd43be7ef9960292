// SPDX-License-Identifier: MIT
//
// A model of four tensors, an attention's and an MLP's matrix among them, as a parameterisation sees it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/parameterisation/matrices.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt_test {

/// in_proj [18, 6], fc1 [9, 6], a bias [6] and an embedding [5, 6].
struct two_layers {
  sdkt::weight_layout layout;
  sdkt::trained_slices trained;
  at::Tensor start;  ///< [Q], double
  at::Tensor theta;

  two_layers() {
    layout.add("layers.0.self_attn.in_proj.weight", {18, 6});
    layout.add("layers.0.self_attn.in_proj.bias", {6});
    layout.add("layers.0.mlp.fc1.weight", {9, 6});
    layout.add("embeddings.position_embedding.weight", {5, 6});
    trained = sdkt::trained_slices{layout, {0, layout.size()}};
    start = at::zeros({trained.size()}, at::kDouble);
    for (const auto& tensor : trained.tensors())
      start.narrow(0, tensor.begin, tensor.size()).copy_(at::randn({tensor.size()}, at::kDouble));
    theta = start.clone();
  }

  sdkt::parameters_begin moment(std::int64_t task = 0, std::int64_t num_steps = 10) const {
    return {.task = task,
            .num_steps = num_steps,
            .seed = 7,
            .start = start,
            .theta = theta,
            .layout = &layout,
            .trained = &trained};
  }

  /// A random vector like theta, with padding 0.
  at::Tensor noise() const {
    at::Tensor result = at::zeros_like(start);
    for (const auto& tensor : trained.tensors())
      result.narrow(0, tensor.begin, tensor.size()).copy_(at::randn({tensor.size()}, at::kDouble));
    return result;
  }
};

inline double largest(const at::Tensor& values) { return values.abs().max().item<double>(); }

/// The largest difference between pull_back and central differences of target . theta(values) + |theta(values)|^2 / 2.
template <class Parameterisation>
double apart_from_differences(Parameterisation& parameters, const two_layers& model,
                              const at::Tensor& values_F) {
  const at::Tensor target = model.noise();
  const auto theta_of = [&](const at::Tensor& values) {
    at::Tensor theta = model.start.clone();
    parameters.push_forward(values, theta);
    return theta;
  };
  const auto loss = [&](const at::Tensor& values) {
    const at::Tensor theta = theta_of(values);
    return theta.mul(target).sum().item<double>() + theta.square().sum().item<double>() / 2;
  };
  const at::Tensor gradient_F = parameters.pull_back(values_F, theta_of(values_F).add(target));
  double largest = 0;
  constexpr double step = 1e-5;
  for (std::int64_t entry = 0; entry < values_F.size(0); ++entry) {
    at::Tensor above = values_F.clone(), below = values_F.clone();
    above[entry].add_(step);
    below[entry].sub_(step);
    const double slope = (loss(above) - loss(below)) / (2 * step);
    largest = std::max(largest, std::abs(slope - gradient_F[entry].item<double>()));
  }
  return largest;
}

}  // namespace sdkt_test
