// SPDX-License-Identifier: MIT
//
// The images of each step of a task: which ones, in which views, decoded ahead of time.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <sdkt/base/random.hpp>
#include <sdkt/batch/device_batches.hpp>
#include <sdkt/batch/image_loading.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/sampler.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt {

/// What a step trains on.
///
/// Shapes: pixels uint8 [B + R, 3, S, S], the B task images first, without the R where none are drawn;
/// labels_B int64 [B]; reference_labels_R int64 [R], undefined where reference images have none;
/// guided_views: of the images that teachers look at, where they may have seen them before; else empty.
struct training_batch {
  at::Tensor pixels;
  at::Tensor labels_B;
  at::Tensor reference_labels_R;
  std::vector<image_request> guided_views;
};

/// The reference images of one task. The samples outlive whoever draws from them.
struct reference_draw {
  const std::vector<sample>* samples = nullptr;  ///< null: none are drawn
  std::vector<std::int64_t> labels = {};         ///< one an image, or none
  bool is_shuffled = true;
};

/// The draw from a task's reference; of nothing where it is not drawn from or has no images.
inline reference_draw draw_from(const task_reference& reference, bool is_drawn_from,
                                std::vector<std::int64_t> labels) {
  if (!is_drawn_from || !reference.has_images()) return {};
  return {reference.samples, std::move(labels), reference.is_shuffled};
}

/// Plans the batches of one task: a pure function of (seed, task, step).
class batch_plan {
 public:
  batch_plan(const std::vector<sample>& images, reference_draw reference, std::uint32_t task,
             const trainer_options& options)
      : images_{&images},
        reference_{std::move(reference)},
        task_{task},
        view_{options.view},
        reference_view_{options.reference_view.value_or(options.view)},
        seed_{options.seed},
        sampler_{{.num_samples = static_cast<std::int64_t>(images.size()),
                  .batch_size = options.batch_size,
                  .seed = options.seed,
                  .purpose = random_purpose::task_order,
                  .task = task}} {
    if (reference_.samples == nullptr) return;
    reference_sampler_.emplace(
        batch_sampler_options{.num_samples = static_cast<std::int64_t>(reference_.samples->size()),
                              .batch_size = options.reference_batch_size,
                              .seed = options.seed,
                              .purpose = random_purpose::reference_order,
                              .task = task,
                              .is_shuffled = reference_.is_shuffled});
  }

  /// Labels of the task images of a step, int64 [B].
  at::Tensor labels(std::int64_t step) const {
    return gathered(sampler_.batch(step), [this](std::uint32_t image) { return (*images_)[image].label; });
  }

  /// Labels of its reference images, int64 [R]; undefined where they have none.
  at::Tensor reference_labels(std::int64_t step) const {
    if (!reference_sampler_ || reference_.labels.empty()) return {};
    return gathered(reference_sampler_->batch(step),
                    [this](std::uint32_t image) { return reference_.labels[image]; });
  }

  /// The task images of a step, then its reference images.
  std::vector<image_request> requests(std::int64_t step) const {
    std::vector<image_request> result;
    append_task(result, step);
    if (reference_sampler_) append_reference(result, step);
    return result;
  }

  /// What teachers look at in a step: the reference images or, without any, the task's own.
  std::vector<image_request> guided_requests(std::int64_t step) const {
    std::vector<image_request> result;
    if (reference_sampler_) {
      append_reference(result, step);
    } else {
      append_task(result, step);
    }
    return result;
  }

  /// Whether a step is the last of a pass over the task's images.
  bool ends_pass(std::int64_t step) const noexcept { return (step + 1) % sampler_.batches_per_pass() == 0; }

 private:
  template <class LabelOf>
  static at::Tensor gathered(const batch_sampler::drawn& drawn, const LabelOf& label_of) {
    at::Tensor labels = at::empty({static_cast<std::int64_t>(drawn.indices.size())}, at::kLong);
    auto* label = labels.mutable_data_ptr<std::int64_t>();
    for (const std::uint32_t index : drawn.indices) *label++ = label_of(index);
    return labels;
  }

  void append_task(std::vector<image_request>& result, std::int64_t step) const {
    append(result, *images_, sampler_.batch(step), view_, random_purpose::task_crop);
  }

  void append_reference(std::vector<image_request>& result, std::int64_t step) const {
    append(result, *reference_.samples, reference_sampler_->batch(step), reference_view_,
           random_purpose::reference_crop);
  }

  void append(std::vector<image_request>& result, const std::vector<sample>& images,
              const batch_sampler::drawn& drawn, image_view view, random_purpose purpose) const {
    for (const std::uint32_t index : drawn.indices) {
      result.push_back({&images[index], view, {seed_, purpose, task_, drawn.pass, index}});
    }
  }

  const std::vector<sample>* images_;
  reference_draw reference_;
  std::uint32_t task_;
  image_view view_;
  image_view reference_view_;
  std::uint64_t seed_;
  batch_sampler sampler_;
  std::optional<batch_sampler> reference_sampler_;
};

/// Hands out the batches of one task in order, while threads decode the next ones.
class batch_source {
 public:
  /// Batches of the steps from first_step up to num_steps. The samples outlive the source.
  /// names_views: whether batches say which views teachers look at.
  batch_source(const std::vector<sample>& images, reference_draw reference, std::uint32_t task,
               std::int64_t first_step, std::int64_t num_steps, const square_view& view,
               const upload& to_device, const trainer_options& options, bool names_views)
      : plan_{images, std::move(reference), task, options},
        upload_{to_device},
        names_views_{names_views},
        step_{first_step},
        passing_{options.images_kept, images},
        // The loader's threads get a plan of their own: samplers are not shared between threads.
        loader_{[plan = plan_, first_step](std::int64_t batch) { return plan.requests(first_step + batch); },
                num_steps - first_step, view, to_device,
                loading_of(options, options.batch_size + options.reference_batch_size)} {}

  /// The batch of the next step.
  ///
  /// Errors: those of reading and decoding, naming the file.
  training_batch next() {
    training_batch batch{loader_.next(), upload_(plan_.labels(step_)), {}, {}};
    const at::Tensor labels_R = plan_.reference_labels(step_);
    if (labels_R.defined()) batch.reference_labels_R = upload_(labels_R);
    if (names_views_) batch.guided_views = plan_.guided_requests(step_);
    ++step_;
    return batch;
  }

  /// Whether a step is the last of a pass over the task's images.
  bool ends_pass(std::int64_t step) const noexcept { return plan_.ends_pass(step); }

 private:
  batch_plan plan_;
  upload upload_;
  bool names_views_;
  std::int64_t step_;
  released_at_end passing_;  // the task's images, after the loader has gone
  device_batches loader_;
};

}  // namespace sdkt
