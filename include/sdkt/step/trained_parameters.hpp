// SPDX-License-Identifier: MIT
//
// What the optimiser trains during one task, and how its updates reach the student's weights.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

#include <sdkt/base/error.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/optimiser_policy.hpp>
#include <sdkt/concepts/parameterisation.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/optimiser/adamw.hpp>
#include <sdkt/parameterisation/full.hpp>
#include <sdkt/step/optimiser.hpp>
#include <sdkt/step/student.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt::step {

/// The optimiser of a policy, with the interface of step::adamw.
template <class Policy>
class policy_optimiser {
 public:
  policy_optimiser(Policy policy, const optimiser_begin& moment) : policy_{std::move(policy)} {
    policy_.begin_task(moment);
  }
  void set_learning_rate(double learning_rate) { learning_rate_ = learning_rate; }
  void update(at::Tensor& values, const at::Tensor& gradient) {
    const at::NoGradGuard no_graph;
    policy_.update_values(values, gradient, learning_rate_);
    values.unsafeGetTensorImpl()->bump_version();
  }
  void persist(archive& state) { policy_.persist(state); }

 private:
  Policy policy_;
  double learning_rate_ = 0;
};

/// The vector that trains, and its optimiser. Borrows the parameterisation.
///
/// Several processes share out the updates of weights by AdamW; everything else each of them updates whole, and
/// alike.
template <class Policy, class Optimiser = sdkt::adamw>
class trained_parameters {
  static constexpr bool are_weights = std::is_same_v<Policy, full>;
  static constexpr bool is_adamw = std::is_same_v<Optimiser, sdkt::adamw>;
  static constexpr bool is_shared_out = are_weights && is_adamw;
  using optimiser_type = std::conditional_t<is_adamw, adamw, policy_optimiser<Optimiser>>;

 public:
  static constexpr std::string_view name = adamw::name;  ///< in a checkpoint

  /// Whether every process needs the whole gradient of theta, and not only its own range.
  static constexpr bool reads_whole_gradient = !is_shared_out;

  /// Whether the gradients of the parts of a batch may be pulled back one by one.
  static constexpr bool pulls_back_parts =
      !are_weights && compose::parameterisation_clauses<Policy>::has_const_pull_back;

  /// Errors: shape_error if begin_task does not return a flat vector.
  trained_parameters(Policy& policy, const parameters_begin& moment, const Optimiser& optimiser,
                     double weight_decay, const distributed::processes& group)
      : policy_{policy},
        group_{is_shared_out ? group : distributed::processes{}},
        values_{begin(policy, moment)},
        optimiser_{make(optimiser, values_, moment, weight_decay, group_)},
        is_in_place_{values_.is_same(moment.theta)} {}

  void set_learning_rate(double learning_rate) { optimiser_.set_learning_rate(learning_rate); }

  /// Updates the student by its gradient.
  ///
  /// step: from 0 in each task. max_norm: the largest norm of the gradient of what trains; 0 for no limit.
  /// pulled_F: that gradient if it was pulled back already; else undefined.
  /// Errors: shape_error if pull_back returns a gradient of another size than the values.
  void update(student& learner, std::int64_t step, double max_norm, const at::Tensor& pulled_F = {}) {
    if constexpr (are_weights) {
      static_cast<void>(step);
      static_cast<void>(pulled_F);
      if (max_norm > 0) clip_norm(learner.gradient(), max_norm, group_);
      optimiser_.update(learner.theta(), learner.gradient());
    } else {
      const at::NoGradGuard no_graph;
      at::Tensor gradient_F = pulled_F.defined() ? pulled_F : pull_back(learner.gradient());
      if (max_norm > 0) clip_norm(gradient_F, max_norm);
      optimiser_.update(values_, gradient_F);
      if constexpr (compose::parameterisation_clauses<Policy>::named_after_update)
        policy_.after_update(values_, step);
      policy_.push_forward(values_, learner.theta());
      learner.theta().unsafeGetTensorImpl()->bump_version();
    }
  }

  /// From a gradient of the weights to one of what trains.
  at::Tensor pull_back(at::Tensor& gradient_Q) {
    const at::NoGradGuard no_graph;
    at::Tensor gradient_F = policy_.pull_back(values_, gradient_Q);
    expect_values(gradient_F.sizes() == values_.sizes(), "pull_back");
    return gradient_F;
  }

  /// What a run needs to continue within a task.
  void persist(archive& state) {
    if constexpr (!are_weights) {
      if (!is_in_place_) state("values", values_);
    }
    optimiser_.persist(state);
  }

 private:
  static at::Tensor begin(Policy& policy, const parameters_begin& moment) {
    at::Tensor values = policy.begin_task(moment);
    expect_values(values.defined() && values.dim() == 1, "begin_task");
    return values;
  }

  static void expect_values(bool holds, const char* function) {
    if (holds) return;
    throw shape_error{std::string{function} + " of the parameterisation",
                      "it must return one flat vector, [F], the same size throughout a task",
                      "return values and gradient of one size"};
  }

  static optimiser_type make(const Optimiser& optimiser, const at::Tensor& values,
                             const parameters_begin& moment, double weight_decay,
                             const distributed::processes& group) {
    if constexpr (is_adamw) {
      return {values, {optimiser.beta1, optimiser.beta2, optimiser.epsilon, weight_decay}, group};
    } else {
      optimiser_begin begin{.values = values, .weight_decay = weight_decay};
      if (are_weights) begin.matrices = weights::hidden_matrices_of(*moment.trained);
      return {optimiser, begin};
    }
  }

  Policy& policy_;
  distributed::processes group_;
  at::Tensor values_;
  optimiser_type optimiser_;
  bool is_in_place_;
};

}  // namespace sdkt::step
