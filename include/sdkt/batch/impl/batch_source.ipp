// SPDX-License-Identifier: MIT
//
// Definitions of batch_source.hpp.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/batch/batch_source.hpp>
#include <sdkt/batch/device_batches.hpp>
#include <sdkt/batch/image_loading.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/sampler.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt::batch {

SDKT_INLINE reference_draw draw_from(const task_reference& reference, bool is_drawn_from,
                                     std::vector<std::int64_t> labels) {
  if (!is_drawn_from || !reference.has_images()) return {};
  return {reference.samples, std::move(labels), reference.is_shuffled};
}

SDKT_INLINE batch_plan::batch_plan(const std::vector<sample>& images, reference_draw reference,
                                   std::uint32_t task, const trainer_options& options)
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

SDKT_INLINE at::Tensor batch_plan::labels(std::int64_t step) const {
  return gathered(sampler_.batch(step), [this](std::uint32_t image) { return (*images_)[image].label; });
}

SDKT_INLINE at::Tensor batch_plan::reference_labels(std::int64_t step) const {
  if (!reference_sampler_ || reference_.labels.empty()) return {};
  return gathered(reference_sampler_->batch(step),
                  [this](std::uint32_t image) { return reference_.labels[image]; });
}

SDKT_INLINE std::vector<image_request> batch_plan::requests(std::int64_t step) const {
  std::vector<image_request> result;
  append_task(result, step);
  if (reference_sampler_) append_reference(result, step);
  return result;
}

SDKT_INLINE std::int64_t batch_plan::num_images() const noexcept {
  return sampler_.options().batch_size + (reference_sampler_ ? reference_sampler_->options().batch_size : 0);
}

SDKT_INLINE std::vector<image_request> batch_plan::guided_requests(std::int64_t step) const {
  std::vector<image_request> result;
  if (reference_sampler_) {
    append_reference(result, step);
  } else {
    append_task(result, step);
  }
  return result;
}

SDKT_INLINE void batch_plan::append_task(std::vector<image_request>& result, std::int64_t step) const {
  append(result, *images_, sampler_.batch(step), view_, random_purpose::task_crop);
}

SDKT_INLINE void batch_plan::append_reference(std::vector<image_request>& result, std::int64_t step) const {
  append(result, *reference_.samples, reference_sampler_->batch(step), reference_view_,
         random_purpose::reference_crop);
}

SDKT_INLINE void batch_plan::append(std::vector<image_request>& result, const std::vector<sample>& images,
                                    const batch_sampler::drawn& drawn, image_view view,
                                    random_purpose purpose) const {
  for (const std::uint32_t index : drawn.indices) {
    result.push_back({&images[index], view, {seed_, purpose, task_, drawn.pass, index}});
  }
}

SDKT_INLINE distributed::image_range images_here(const distributed::processes& group, std::int64_t num_images,
                                                 std::int64_t micro_batch_size) {
  if (!group.are_several()) return {0, num_images};
  return distributed::batch_shares{num_images, micro_batch_size, group.num_strands()}.process(group.rank(),
                                                                                              group.size());
}

SDKT_INLINE batch_source::batch_source(task_batches wanted, const square_view& view,
                                       const device::upload& to_device, const trainer_options& options)
    : plan_{wanted.images, std::move(wanted.reference), wanted.task, options},
      upload_{to_device},
      names_views_{wanted.names_views},
      group_{wanted.group},
      micro_batch_size_{options.micro_batch_size},
      step_{wanted.first_step},
      passing_{options.images_kept, wanted.images},
      // The loader's threads get their own copy of the plan: samplers are not shared between threads.
      loader_{[plan = plan_, first = step_, group = group_, size = micro_batch_size_](std::int64_t batch) {
                std::vector<image_request> all = plan.requests(first + batch);
                if (!group.are_several()) return all;
                const auto own = images_here(group, static_cast<std::int64_t>(all.size()), size);
                all.erase(all.begin() + own.end(), all.end());
                all.erase(all.begin(), all.begin() + own.first);
                return all;
              },
              wanted.num_steps - step_, view, to_device,
              loading_of(options, options.batch_size + options.reference_batch_size)} {}

SDKT_INLINE training_batch batch_source::next() {
  training_batch batch{.pixels = loader_.next(),
                       .labels_B = upload_(plan_.labels(step_)),
                       .reference_labels_R = {},
                       .guided_views = {},
                       .step = step_,
                       .num_images = plan_.num_images()};
  batch.first_image = images_here(group_, batch.num_images, micro_batch_size_).first;
  const at::Tensor labels_R = plan_.reference_labels(step_);
  if (labels_R.defined()) batch.reference_labels_R = upload_(labels_R);
  if (names_views_) batch.guided_views = plan_.guided_requests(step_);
  ++step_;
  return batch;
}

}  // namespace sdkt::batch
