// SPDX-License-Identifier: MIT
//
// Fine-tuning and Select and Distill as written without a library of policies: one loop that calls its
// operators directly. Only the model's towers and the reading of images are sdkt's.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/rsub.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/square.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include "outcome.hpp"
#include <sdkt/batch/batch_source.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/reference/reference_set.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/weights/views.hpp>

namespace abstraction {

/// The weights of a model, with those of the image tower replaced.
template <class Model>
std::vector<at::Tensor> tensors_with(const Model& model, const at::Tensor& weights_P,
                                     const at::Tensor& image_tower_Q) {
  std::vector<at::Tensor> tensors;
  for (const auto& slice : model.layout().slices()) {
    const bool trains = slice.offset < model.towers().image.end;
    tensors.push_back(
        (trains ? image_tower_Q : weights_P).narrow(0, slice.offset, slice.numel).view(slice.shape));
  }
  return tensors;
}

/// One run over the tasks, image tower only, without evaluation. The image tower is first in the weights.
template <bool Distils, class Model>
outcome run_by_hand(const Model& model, const std::vector<sdkt::task>& tasks, const sdkt::reference_set& pool,
                    const sdkt::trainer_options& options) {
  outcome result;
  at::Tensor weights = model.weights().clone();
  at::Tensor theta = weights.narrow(0, 0, model.towers().image.size());
  at::Tensor gradient = at::zeros_like(theta);
  const at::Tensor pretrained = theta.clone();

  std::vector<at::Tensor> tensors = tensors_with(model, weights, theta);
  const std::vector<at::Tensor> gradients = tensors_with(model, weights, gradient);
  for (std::size_t slice = 0; slice < tensors.size(); ++slice) {
    if (model.layout()[slice].offset >= model.towers().image.end) continue;
    tensors[slice] = tensors[slice].detach().requires_grad_();
    tensors[slice].mutable_grad() = gradients[slice];
  }
  const sdkt::weight_views student{std::move(tensors)};
  const sdkt::weight_views first_teacher{tensors_with(model, weights, pretrained)};
  const at::Tensor scale = model.logit_scale(first_teacher);

  for (std::size_t task = 0; task < tasks.size(); ++task) {
    const std::int64_t num_steps = *options.steps;
    const sdkt::weight_views previous_teacher =
        task == 0 ? first_teacher : sdkt::weight_views{tensors_with(model, weights, theta.clone())};
    const at::Tensor texts = model.encode_text(first_teacher, model.tokenize(tasks[task].prompts()));
    const at::Tensor first_moment = at::zeros_like(theta);
    const at::Tensor second_moment = at::zeros_like(theta);
    at::Tensor count = at::zeros({}, theta.options());
    sdkt::batch::batch_source batches{{.images = tasks[task].train(),
                                       .reference = {Distils ? &pool.samples() : nullptr},
                                       .task = static_cast<std::uint32_t>(task),
                                       .num_steps = num_steps},
                                      model.image_size(),
                                      sdkt::device::upload{at::kCPU},
                                      options};
    std::vector<at::Tensor> losses;

    for (std::int64_t step = 0; step < num_steps; ++step) {
      const auto [pixels, labels, reference_labels, views, number, num_images, first_image] = batches.next();
      const std::int64_t num_task = labels.size(0);
      const std::int64_t num_reference = pixels.size(0) - num_task;
      const at::Tensor images = model.encode_image(student, pixels);
      const at::Tensor logits = at::matmul(images.narrow(0, 0, num_task), texts.t()).mul(scale);
      at::Tensor loss = at::cross_entropy_loss(logits, labels);
      if constexpr (Distils) {
        const at::Tensor own = images.narrow(0, num_task, num_reference);
        const at::Tensor reference = pixels.narrow(0, num_task, num_reference);
        at::Tensor previous, first, eta;
        {
          const at::NoGradGuard no_grad;
          previous = model.encode_image(previous_teacher, reference);
          first = task == 0 ? previous : model.encode_image(first_teacher, reference);
          const at::Tensor distance = at::linalg_vector_norm(first.sub(previous), 2, at::IntArrayRef{1});
          eta = at::sigmoid(distance.sub(0.2).mul_(6.0));
        }
        const at::Tensor to_previous = at::square(own.sub(previous)).sum(1).mul(eta).mean();
        const at::Tensor to_first = at::square(own.sub(first)).sum(1).mul(at::rsub(eta, 1)).mean();
        loss = loss.add(to_previous.mul(9.0).add(to_first.mul(0.5)));
      }
      gradient.zero_();
      loss.backward();
      const double done = static_cast<double>(step) / static_cast<double>(num_steps);
      const double rate = options.learning_rate * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
      count.add_(1);
      at::_fused_adamw_({theta}, {gradient}, {first_moment}, {second_moment}, {}, {count}, rate, 0.9, 0.999,
                        options.weight_decay, 1e-8, /*amsgrad=*/false, /*maximize=*/false);
      theta.unsafeGetTensorImpl()->bump_version();
      losses.push_back(loss.detach());
      result.step_ends.push_back(thread_seconds());
    }
    for (const at::Tensor& loss : losses) result.losses.push_back(loss.item<float>());
  }
  result.weights = weights;
  return result;
}

}  // namespace abstraction
