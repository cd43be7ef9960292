// SPDX-License-Identifier: MIT
//
// Passes over a task's images outside the training steps: features for herding, gradients
// for the Fisher information, and inputs of layers for parameterisations.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros_like.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/batch/batch_loader.hpp>
#include <sdkt/batch/device_batches.hpp>
#include <sdkt/batch/image_loading.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/concepts/backbone.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/parameter_passes.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/image/view_options.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/run/seen_inputs.hpp>
#include <sdkt/step/student.hpp>
#include <sdkt/step/text_features.hpp>
#include <sdkt/weights/views.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt::detail {

/// Called with (images done, images total) before each batch of a pass and after the last. It may throw.
using pass_watch = std::function<void(std::int64_t done, std::int64_t total)>;

/// Reads the views of images in order, `batch_size` at a time, and calls visit(index of the first, pixels).
///
/// Random: crops of the train view are functions of (key, index).
template <class Visit>
void for_each_batch(const std::vector<sample>& samples, const square_view& looked_at,
                    const device::upload& to_device, std::int64_t batch_size,
                    const batch::loader_options& loading, const pass_watch& watch, const Visit& visit,
                    image_view view = image_view::eval, random_key key = {}) {
  const auto size = static_cast<std::int64_t>(samples.size());
  const auto requests = [&, view, key](std::int64_t batch) {
    std::vector<batch::image_request> result;
    for (std::int64_t i = batch * batch_size; i < std::min(size, (batch + 1) * batch_size); ++i) {
      random_key crop = key;
      crop.index = static_cast<std::uint32_t>(i);
      result.push_back({&samples[static_cast<std::size_t>(i)], view, crop});
    }
    return result;
  };
  const std::int64_t num_batches = (size + batch_size - 1) / batch_size;
  batch::device_batches loader{requests, num_batches, looked_at, to_device, loading};
  for (std::int64_t batch = 0; batch < num_batches; ++batch) {
    if (watch) watch(batch * batch_size, size);
    visit(batch * batch_size, loader.next());
  }
  if (watch) watch(size, size);
}

/// The given labels of `count` images from `first` on, int64 [B].
at::Tensor given_labels(const std::vector<sample>& samples, std::int64_t first, std::int64_t count);

/// Labels drawn from a model's probabilities, int64 [B].
///
/// Random: a function of (key, index of the image).
at::Tensor drawn_labels(const at::Tensor& logits_BC, random_key key, std::int64_t first);

/// The inputs of the passes over a task's images. What it refers to must live until the passes are made.
template <class Model>
struct pass_inputs {
  const Model& model;
  sdkt::step::student& student;
  const std::vector<sample>& samples;
  step::text_ids prompts;
  device::upload to_device;
  const trainer_options& options;
  std::uint32_t task;
  bool text_tower_trains;
  pass_watch watch;
};

/// A pass of gradients over the task's images. The cross-entropy has no label smoothing.
template <class Model>
gradients_pass gradients_over(const pass_inputs<Model>& given) {
  return [given](const gradients_options& how,
                 const std::function<void(std::int64_t, const at::Tensor&)>& visit) {
    const Model& model = given.model;
    sdkt::step::student& student = given.student;
    at::Tensor frozen_texts_CE;
    if (!given.text_tower_trains) {
      const at::NoGradGuard no_grad;
      frozen_texts_CE = step::encode_prompts(model, student.views(), given.prompts);
    }
    const random_key labels_key{
        .seed = given.options.seed, .purpose = random_purpose::fisher_labels, .task = given.task};
    const auto differentiate = [&](std::int64_t first, const at::Tensor& pixels) {
      const at::Tensor images_BE = model.encode_image(student.views(), pixels);
      const at::Tensor texts_CE = given.text_tower_trains
                                      ? step::encode_prompts(model, student.views(), given.prompts)
                                      : frozen_texts_CE;
      const at::Tensor logits_BC =
          at::matmul(images_BE, texts_CE.t()).mul(model.logit_scale(student.views()));
      const at::Tensor labels_B = how.labels == label_rule::predicted ? at::argmax(logits_BC.detach(), 1)
                                  : how.labels == label_rule::sampled
                                      ? drawn_labels(logits_BC.detach(), labels_key, first)
                                      : given_labels(given.samples, first, pixels.size(0));
      student.zero_gradient();
      at::cross_entropy_loss(logits_BC, labels_B.to(given.to_device.device())).backward();
      visit(pixels.size(0), student.gradient());
    };
    for_each_batch(given.samples, compose::view_of(model), given.to_device, how.batch_size,
                   batch::loading_of(given.options, how.batch_size), given.watch, differentiate, how.view,
                   {.seed = given.options.seed, .purpose = random_purpose::fisher_crop, .task = given.task});
    student.zero_gradient();
  };
}

/// A pass of unit image features over the first images of the task.
template <class Model>
features_pass features_over(const pass_inputs<Model>& given) {
  return [given](std::int64_t limit, const std::function<void(std::int64_t, const at::Tensor&)>& visit) {
    const at::NoGradGuard no_grad;
    const auto count = std::min(limit, static_cast<std::int64_t>(given.samples.size()));
    const std::vector<sample> first{given.samples.begin(),
                                    given.samples.begin() + std::max<std::int64_t>(0, count)};
    const std::int64_t batch_size = batch::evaluation_batch_of(given.options);
    for_each_batch(first, compose::view_of(given.model), given.to_device, batch_size,
                   batch::loading_of(given.options, batch_size), given.watch,
                   [&](std::int64_t index, const at::Tensor& pixels) {
                     visit(index, given.model.encode_image(given.student.views(), pixels));
                   });
  };
}

/// A pass of the inputs of layers over the class prompts, if the text tower trains, and the task's images.
template <class Model>
input_grams_pass input_grams_over(const pass_inputs<Model>& given) {
  return [given](const std::vector<weight_matrix>& matrices) {
    const at::NoGradGuard no_grad;
    sdkt::step::student& student = given.student;
    const weight_views weights = view_weights(given.model.layout(), student.weights(), student.trained(),
                                              student.theta(), precision::fp32);
    run::seen_inputs seen{student.theta(), matrices};
    if (given.text_tower_trains) {
      static_cast<void>(step::encode_token_ids(given.model, weights, given.prompts.ids_TL));
    }
    if (seen.has_all()) return seen.grams();
    const std::int64_t batch_size = batch::evaluation_batch_of(given.options);
    for_each_batch(given.samples, compose::view_of(given.model), given.to_device, batch_size,
                   batch::loading_of(given.options, batch_size), given.watch,
                   [&](std::int64_t, const at::Tensor& pixels) {
                     static_cast<void>(given.model.encode_image(weights, pixels));
                   });
    return seen.grams();
  };
}

/// A pass of gradients whose result is their mean. Batches are those of training.
template <class Model>
mean_gradient_pass mean_gradient_over(const pass_inputs<Model>& given) {
  return [given] {
    const auto size = std::max<std::int64_t>(1, static_cast<std::int64_t>(given.samples.size()));
    const std::int64_t micro = given.options.micro_batch_size;
    const std::int64_t batch_size =
        micro > 0 ? std::min(micro, given.options.batch_size) : given.options.batch_size;
    at::Tensor sum_Q = at::zeros_like(given.student.theta());
    gradients_over(given)({.batch_size = batch_size}, [&](std::int64_t count, const at::Tensor& gradient_Q) {
      sum_Q.add_(gradient_Q, count);
    });
    return sum_Q.div_(size);
  };
}

/// The passes that a parameterisation may ask for.
template <class Model>
parameter_passes passes_over_task(const pass_inputs<Model>& given) {
  return {.input_grams = input_grams_over(given), .mean_gradient = mean_gradient_over(given)};
}

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/run/impl/task_passes.ipp>
#endif
