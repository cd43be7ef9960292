// SPDX-License-Identifier: MIT
//
// The images of each step of a task: which images, in which views, decoded ahead of time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/batch/device_batches.hpp>
#include <sdkt/batch/image_loading.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/sampler.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/distributed/shares.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/image/view_options.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt::batch {

/// The inputs of a training step.
///
/// Shapes: pixels uint8 [B + R, 3, S, S], the B task images first, then R reference images if any are drawn; of several
/// processes each has the pixels of its own images only, from first_image on. num_images: B + R, of all processes.
/// labels_B int64 [B]; reference_labels_R int64 [R], undefined if reference images have no labels.
/// guided_views: the views that teachers see, if teachers may have seen them before; else empty.
struct training_batch {
  at::Tensor pixels;
  at::Tensor labels_B;
  at::Tensor reference_labels_R;
  std::vector<image_request> guided_views;
  std::int64_t step = 0;  ///< position in the task
  std::int64_t num_images = 0;
  std::int64_t first_image = 0;
};

/// The reference images of one task. The samples outlive all who draw from them.
struct reference_draw {
  const std::vector<sample>* samples = nullptr;  ///< null: no images are drawn
  std::vector<std::int64_t> labels = {};         ///< one per image, or empty
  bool is_shuffled = true;
};

/// The batches of one task, from its first step on. The samples outlive all who draw from them.
struct task_batches {
  const std::vector<sample>& images;
  reference_draw reference;
  std::uint32_t task = 0;
  std::int64_t first_step = 0;
  std::int64_t num_steps = 0;
  bool names_views = false;  ///< whether batches list the views that teachers see
  distributed::processes group = {};
};

/// The draw from a task's reference; empty if the reference has no images or is not drawn from.
reference_draw draw_from(const task_reference& reference, bool is_drawn_from,
                         std::vector<std::int64_t> labels);

/// Plans the batches of one task: a pure function of (seed, task, step).
class batch_plan {
 public:
  batch_plan(const std::vector<sample>& images, reference_draw reference, std::uint32_t task,
             const trainer_options& options);

  /// Labels of the task images of a step, int64 [B].
  at::Tensor labels(std::int64_t step) const;

  /// Labels of the reference images of a step, int64 [R]; undefined if they have no labels.
  at::Tensor reference_labels(std::int64_t step) const;

  /// The task images of a step, then its reference images.
  std::vector<image_request> requests(std::int64_t step) const;

  /// Number of images of every step: task images and reference images.
  std::int64_t num_images() const noexcept;

  /// The images that teachers see in a step: the reference images or, without any, the task's own.
  std::vector<image_request> guided_requests(std::int64_t step) const;

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

  void append_task(std::vector<image_request>& result, std::int64_t step) const;

  void append_reference(std::vector<image_request>& result, std::int64_t step) const;

  void append(std::vector<image_request>& result, const std::vector<sample>& images,
              const batch_sampler::drawn& drawn, image_view view, random_purpose purpose) const;

  const std::vector<sample>* images_;
  reference_draw reference_;
  std::uint32_t task_;
  image_view view_;
  image_view reference_view_;
  std::uint64_t seed_;
  batch_sampler sampler_;
  std::optional<batch_sampler> reference_sampler_;
};

/// The images of a step that this process loads and encodes.
distributed::image_range images_here(const distributed::processes& group, std::int64_t num_images,
                                     std::int64_t micro_batch_size);

/// Hands out the batches of one task in order, while threads decode the next ones.
class batch_source {
 public:
  /// Batches of the steps from first_step up to num_steps.
  batch_source(task_batches wanted, const square_view& view, const device::upload& to_device,
               const trainer_options& options);

  /// The batch of the next step.
  ///
  /// Errors: those of reading and decoding, naming the file.
  training_batch next();

  /// Whether a step is the last of a pass over the task's images.
  bool ends_pass(std::int64_t step) const noexcept { return plan_.ends_pass(step); }

 private:
  batch_plan plan_;
  device::upload upload_;
  bool names_views_;
  distributed::processes group_;
  std::int64_t micro_batch_size_;
  std::int64_t step_;
  released_at_end passing_;  // releases the task's images after the loader is destroyed
  device_batches loader_;
};

}  // namespace sdkt::batch

#if SDKT_HAS_DEFINITIONS
#include <sdkt/batch/impl/batch_source.ipp>
#endif
