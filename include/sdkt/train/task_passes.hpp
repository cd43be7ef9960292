// SPDX-License-Identifier: MIT
//
// Passes over a task's own images that extensions may ask for at its end: with gradients, or for features.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>

#include <sdkt/concepts/hooks.hpp>
#include <sdkt/stream/loader.hpp>
#include <sdkt/train/options.hpp>
#include <sdkt/train/student.hpp>

namespace sdkt::detail {

/// Calls visit(first image, pixels uint8 [N, 3, S, S]) for the samples in order, eval view.
template <class Visit>
void for_each_batch(const std::vector<sample>& samples, std::int64_t image_size, const at::Device& device,
                    std::int64_t batch_size, int threads, const Visit& visit) {
  const auto size = static_cast<std::int64_t>(samples.size());
  const auto requests = [&](std::int64_t batch) {
    std::vector<image_request> result;
    for (std::int64_t i = batch * batch_size; i < std::min(size, (batch + 1) * batch_size); ++i) {
      result.push_back({&samples[static_cast<std::size_t>(i)], image_view::eval, {}});
    }
    return result;
  };
  const std::int64_t num_batches = (size + batch_size - 1) / batch_size;
  image_loader loader{requests,
                      num_batches,
                      static_cast<int>(image_size),
                      {.threads = threads, .max_images = 4 * batch_size}};
  for (std::int64_t batch = 0; batch < num_batches; ++batch)
    visit(batch * batch_size, loader.next().to(device));
}

/// A pass of gradients of the mean cross-entropy over batches of the task's images; nothing is updated.
template <class Model>
gradients_pass gradients_over(const Model& model, student& student, const std::vector<sample>& samples,
                              const at::Tensor& prompts, const at::Device& device,
                              const trainer_options& options) {
  return [&](const std::function<void(const at::Tensor&)>& visit) {
    for_each_batch(samples, model.image_size(), device, options.batch_size, options.decoding_threads,
                   [&](std::int64_t first, const at::Tensor& pixels) {
                     at::Tensor labels_B = at::empty({pixels.size(0)}, at::kLong);
                     auto* label = labels_B.mutable_data_ptr<std::int64_t>();
                     for (std::int64_t i = 0; i < pixels.size(0); ++i) {
                       label[i] = samples[static_cast<std::size_t>(first + i)].label;
                     }
                     const at::Tensor images_BE = model.encode_image(student.views(), pixels);
                     const at::Tensor texts_CE = model.encode_text(student.views(), prompts);
                     const at::Tensor logits_BC =
                         at::matmul(images_BE, texts_CE.t()).mul(model.logit_scale(student.views()));
                     student.zero_gradient();
                     at::cross_entropy_loss(logits_BC, labels_B.to(device)).backward();
                     visit(student.gradient());
                   });
    student.zero_gradient();
  };
}

/// A pass of unit image features over the task's images.
template <class Model>
features_pass features_over(const Model& model, const student& student, const std::vector<sample>& samples,
                            const at::Device& device, const trainer_options& options) {
  return [&](const std::function<void(std::int64_t, const at::Tensor&)>& visit) {
    const at::NoGradGuard no_grad;
    for_each_batch(samples, model.image_size(), device, options.evaluation_batch_size,
                   options.decoding_threads, [&](std::int64_t first, const at::Tensor& pixels) {
                     visit(first, model.encode_image(student.views(), pixels));
                   });
  };
}

}  // namespace sdkt::detail
