// SPDX-License-Identifier: MIT
//
// The weights themselves train.
#pragma once

#include <cstdint>
#include <string_view>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt {

/// Every weight of trainer_options::trains is trained directly. The default.
///
/// Cost: none; a run calls neither direction.
struct full {
  static constexpr std::string_view name = "full";

  std::int64_t num_weights(const weight_layout&, const trained_slices& trained) const {
    return trained.num_weights();
  }
  at::Tensor begin_task(const parameters_begin& moment) const { return moment.theta; }
  void push_forward(const at::Tensor&, at::Tensor&) const {}
  at::Tensor pull_back(const at::Tensor&, const at::Tensor& gradient_Q) const { return gradient_Q; }
};

static_assert(Parameterisation<full>);

}  // namespace sdkt
