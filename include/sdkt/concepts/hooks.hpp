// SPDX-License-Identifier: MIT
//
// The moments of a run at which teachers and extensions are asked, and what they are given.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/sample.hpp>

namespace sdkt {

/// Before the first step of a task.
///
/// Shapes: theta, previous, pretrained: flat [P] of the range that trains. theta is the student's live vector
/// (copy it to keep it); previous and pretrained are frozen copies, one and the same tensor on the first
/// task.
struct task_begin {
  std::int64_t task = 0;  ///< position in training order, from 0
  at::Tensor theta;
  at::Tensor previous;
  at::Tensor pretrained;
  std::vector<sample>* samples = nullptr;  ///< the task's training images; exemplars may be appended
  std::vector<std::string>* class_names = nullptr;
};

/// After the backward pass, before the optimiser: closed-form penalties add to the gradient here.
struct backward_end {
  std::int64_t step = 0;  ///< from 0 in each task
  at::Tensor theta;       ///< [P]
  at::Tensor gradient;    ///< [P], writable
};

/// After the optimiser has updated theta.
struct step_end {
  std::int64_t step = 0;  ///< the step that has just been made, from 0 in each task
  at::Tensor theta;       ///< [P], writable: running averages may look, projections may change it
};

/// Calls back with the flat gradient [P] of the mean loss over each batch of the task's images.
using gradients_pass = std::function<void(const std::function<void(const at::Tensor& gradient)>&)>;

/// Calls back with (index of the first image, unit features [B, E]) for the task's images in order, eval
/// view.
using features_pass =
    std::function<void(const std::function<void(std::int64_t first, const at::Tensor& features_BE)>&)>;

/// After the last step of a task, before it is evaluated.
struct task_end {
  std::int64_t task = 0;
  at::Tensor theta;                  ///< [P], writable: what is evaluated
  at::Tensor start;                  ///< [P] the weights at the task's start
  at::Tensor pretrained;             ///< [P]
  at::Tensor* next_start = nullptr;  ///< set it where the next task must not start from theta
  const std::vector<sample>* samples = nullptr;
  const std::vector<std::string>* class_names = nullptr;
  gradients_pass gradients;
  features_pass features;
};

}  // namespace sdkt
