// SPDX-License-Identifier: MIT
//
// The batches of one task: images of the task first, reference images after them, in one tensor.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/narrow.h>

#include <sdkt/concepts/sample.hpp>
#include <sdkt/random.hpp>
#include <sdkt/stream/loader.hpp>
#include <sdkt/stream/sampler.hpp>
#include <sdkt/train/options.hpp>

namespace sdkt {

/// The images of one step.
///
/// Shapes: pixels uint8 [B + R, 3, S, S], the B task images first; labels_B int64 [B].
struct training_batch {
  at::Tensor pixels;
  at::Tensor labels_B;
};

/// Which images one batch is made of: a function of the step that owns all it needs but the samples.
class batch_plan {
 public:
  batch_plan(const std::vector<sample>& images, const std::vector<sample>* reference, std::uint32_t task,
             const trainer_options& options)
      : images_{&images},
        reference_{reference},
        task_{task},
        view_{options.view},
        seed_{options.seed},
        sampler_{{.num_samples = static_cast<std::int64_t>(images.size()),
                  .batch_size = options.batch_size,
                  .seed = options.seed,
                  .purpose = random_purpose::task_order,
                  .task = task}} {
    if (reference == nullptr) return;
    reference_sampler_.emplace(
        batch_sampler_options{.num_samples = static_cast<std::int64_t>(reference->size()),
                              .batch_size = options.reference_batch_size,
                              .seed = options.seed,
                              .purpose = random_purpose::reference_order,
                              .task = task});
  }

  /// Labels of the task images of a step, int64 [B].
  at::Tensor labels(std::int64_t step) const {
    const auto drawn = sampler_.batch(step);
    at::Tensor labels_B = at::empty({static_cast<std::int64_t>(drawn.indices.size())}, at::kLong);
    auto* label = labels_B.mutable_data_ptr<std::int64_t>();
    for (const std::uint32_t index : drawn.indices) *label++ = (*images_)[index].label;
    return labels_B;
  }

  /// The task images of a step, then its reference images.
  std::vector<image_request> requests(std::int64_t step) const {
    std::vector<image_request> result;
    append(result, *images_, sampler_.batch(step), random_purpose::task_crop);
    if (reference_sampler_) {
      append(result, *reference_, reference_sampler_->batch(step), random_purpose::reference_crop);
    }
    return result;
  }

 private:
  void append(std::vector<image_request>& result, const std::vector<sample>& images,
              const batch_sampler::drawn& drawn, random_purpose purpose) const {
    for (const std::uint32_t index : drawn.indices) {
      result.push_back({&images[index], view_, {seed_, purpose, task_, drawn.pass, index}});
    }
  }

  const std::vector<sample>* images_;
  const std::vector<sample>* reference_;
  std::uint32_t task_;
  image_view view_;
  std::uint64_t seed_;
  batch_sampler sampler_;
  std::optional<batch_sampler> reference_sampler_;
};

/// Draws and decodes the batches of one task, ahead of the steps that use them.
///
/// Random: orders and crops are functions of (seed, task, pass, index); the number of threads changes
/// nothing. Memory: at most four batches of decoded images.
class batch_source {
 public:
  /// `reference` is null where no reference images are drawn. The samples outlive the source.
  batch_source(const std::vector<sample>& images, const std::vector<sample>* reference, std::uint32_t task,
               std::int64_t num_steps, std::int64_t image_size, const at::Device& device,
               const trainer_options& options)
      : plan_{images, reference, task, options},
        device_{device},
        // The loader's threads get a plan of their own: samplers are not shared between threads.
        loader_{[plan = plan_](std::int64_t step) { return plan.requests(step); },
                num_steps,
                static_cast<int>(image_size),
                {.threads = options.decoding_threads,
                 .max_images = 4 * (options.batch_size + options.reference_batch_size)}} {}

  /// The batch of the next step.
  ///
  /// Errors: those of reading and decoding, naming the file.
  training_batch next() { return {loader_.next().to(device_), plan_.labels(step_++).to(device_)}; }

 private:
  batch_plan plan_;
  at::Device device_;
  std::int64_t step_ = 0;
  image_loader loader_;
};

}  // namespace sdkt
