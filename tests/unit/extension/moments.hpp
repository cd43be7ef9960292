// SPDX-License-Identifier: MIT
//
// A run of vectors without a model: the moments that extensions are called at, and a round trip of their
// state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/zeros_like.h>

#include "../../support/numbers.hpp"
#include "../../support/sentence_of.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/concepts/extension.hpp>
#include <sdkt/concepts/hooks.hpp>

namespace sdkt_test {

/// Equal to the last bit, the sign of 0 included. Both are double.
inline bool same_bits(const at::Tensor& left, const at::Tensor& right) {
  return at::equal(left.view(at::kLong), right.view(at::kLong));
}

/// The moment before the first step: the student is where the last task left it.
inline sdkt::task_begin begin_of(std::int64_t task, const at::Tensor& theta, const at::Tensor& pretrained) {
  sdkt::task_begin begin;
  begin.task = task;
  begin.theta = theta;
  begin.previous = theta.clone();
  begin.pretrained = pretrained;
  return begin;
}

inline sdkt::task_end end_of(std::int64_t task, const at::Tensor& theta, const at::Tensor& start,
                             const at::Tensor& pretrained) {
  sdkt::task_end end;
  end.task = task;
  end.theta = theta;
  end.start = start;
  end.pretrained = pretrained;
  return end;
}

/// A pass that gives these (count, gradient) pairs whatever the options.
inline sdkt::gradients_pass pass_of(std::vector<std::pair<std::int64_t, at::Tensor>> batches) {
  return [batches = std::move(batches)](const sdkt::gradients_options&, const auto& visit) {
    for (const auto& [count, gradient] : batches) visit(count, gradient);
  };
}

/// The gradient after an extension has had its say, from these weights and this gradient of the losses.
template <class E>
at::Tensor gradient_after(E& extension, const at::Tensor& theta, const at::Tensor& gradient) {
  at::Tensor result = gradient.clone();
  extension.on_backward_end({.step = 0, .theta = theta, .gradient = result});
  return result;
}

/// What an extension adds to a gradient of 0.
template <class E>
at::Tensor added_gradient(E& extension, const at::Tensor& theta) {
  return gradient_after(extension, theta, at::zeros_like(theta));
}

/// What a checkpoint keeps of an extension: copies of its defined tensors, and its numbers.
template <class E>
std::pair<std::map<std::string, at::Tensor>, std::map<std::string, double>> stored(E& extension) {
  sdkt::archive state = sdkt::archive::storing();
  extension.persist(state);
  std::map<std::string, at::Tensor> tensors;
  for (const auto& [name, tensor] : state.tensors()) {
    if (tensor.defined()) tensors[name] = tensor.clone();
  }
  return {tensors, state.numbers()};
}

/// A fresh extension that goes on from what was stored.
template <class E>
E restored(E fresh,
           const std::pair<std::map<std::string, at::Tensor>, std::map<std::string, double>>& checkpoint) {
  sdkt::archive state = sdkt::archive::restoring(checkpoint.first, checkpoint.second);
  fresh.persist(state);
  return fresh;
}

/// Where a run is interrupted: before this step of this task. What goes on is a new process.
struct interruption {
  std::int64_t task = 0;
  std::int64_t step = 0;
  bool begins_again = false;  ///< the task's begin is told once more, between two restorations
};

constexpr std::int64_t run_tasks = 3, run_steps = 7, run_pass = 3;

/// The evaluated weights of a run of three tasks of seven steps with one extension, passes of three steps.
template <class E>
std::vector<at::Tensor> run_with(const E& settings, std::uint64_t seed,
                                 std::optional<interruption> interrupted = {}) {
  using clauses = sdkt::compose::extension_clauses<E>;
  constexpr std::int64_t size = 9;
  E extension = settings;
  const at::Tensor pretrained = random_numbers({size}, seed);
  at::Tensor theta = pretrained.clone();
  std::vector<at::Tensor> results;
  for (std::int64_t task = 0; task < run_tasks; ++task) {
    const sdkt::task_begin begin = begin_of(task, theta, pretrained);
    if constexpr (clauses::named_task_begin) extension.on_task_begin(begin);
    for (std::int64_t step = 0; step < run_steps; ++step) {
      if constexpr (clauses::has_state) {
        if (interrupted && interrupted->task == task && interrupted->step == step) {
          const auto checkpoint = stored(extension);
          extension = restored(settings, checkpoint);
          if (interrupted->begins_again) {
            if constexpr (clauses::named_task_begin) extension.on_task_begin(begin);
            extension = restored(std::move(extension), checkpoint);
          }
        }
      }
      const auto number = static_cast<std::uint64_t>(100 * (task + 1) + step);
      const at::Tensor distillation = random_numbers({size}, seed + 1000 * number);
      if constexpr (clauses::named_distillation_end) {
        extension.on_distillation_end({.step = step, .theta = theta, .gradient = distillation});
      }
      const at::Tensor gradient = distillation.add(theta, 0.3);
      if constexpr (clauses::named_backward_end) {
        extension.on_backward_end({.step = step, .theta = theta, .gradient = gradient});
      }
      theta.add_(gradient, -0.05);
      if constexpr (clauses::named_step_end) {
        const bool ends_pass = (step + 1) % run_pass == 0;
        extension.on_step_end({.step = step, .theta = theta, .ends_pass = ends_pass});
      }
    }
    at::Tensor next_start;
    sdkt::task_end end = end_of(task, theta, begin.previous, pretrained);
    end.next_start = &next_start;
    const auto number = static_cast<std::uint64_t>(task + 1);
    end.gradients = pass_of(
        {{3, random_numbers({size}, seed + 31 * number)}, {2, random_numbers({size}, seed + 37 * number)}});
    if constexpr (clauses::named_task_end) extension.on_task_end(end);
    results.push_back(theta.clone());
    if (next_start.defined()) theta.copy_(next_start);
  }
  return results;
}

}  // namespace sdkt_test
