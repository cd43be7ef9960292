// SPDX-License-Identifier: MIT
//
// The kernels on the CPU: the same bodies, with blocks one after another and the threads of a block in turn.
//
// For tests, and for examining a kernel without a GPU. The twins are not fast.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/cuda/kernel/adamw.cuh>
#include <sdkt/cuda/kernel/cosine_cross_entropy.cuh>
#include <sdkt/cuda/kernel/selective_distillation.cuh>
#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/cuda/kernel_set.hpp>

namespace sdkt::cuda::twin {

/// See kernel::distil_image.
///
/// Errors: std::runtime_error for more than 2,048 features.
template <int Teachers, class Selection>
void selective_distillation(const distillation_call<Teachers>& call, const Selection& selection) {
  with_features_of_thread(call.width, [&](auto part) {
    host_team<distil_threads> team;
    for (std::int64_t image = 0; image < call.images; ++image)
      kernel::distil_image<Teachers, decltype(part)::value>(team, call, selection, image);
    kernel::average_images(team, call, /*has_terms=*/true);
  });
}

/// selective_distillation with the selection's weights averaged over the images first.
template <int Teachers, class Selection>
void batch_mean_distillation(const distillation_call<Teachers>& call, const Selection& selection) {
  with_features_of_thread(call.width, [&](auto part) {
    host_team<distil_threads> team;
    for (std::int64_t image = 0; image < call.images; ++image)
      kernel::weigh_image<Teachers, decltype(part)::value>(team, call, selection, image);
    kernel::average_images(team, call, /*has_terms=*/false);
  });
  selective_distillation(call, given_weights<Teachers>{call.means + Teachers});
}

/// See kernel::update_weights.
inline void adamw(const adamw_call& call) {
  kernel::update_share(call, kernel::factors_of(call), /*thread=*/0, /*threads=*/1);
}

/// See kernel::classify_image.
inline void cosine_cross_entropy(const cross_entropy_call& call) {
  std::vector<float> shared(static_cast<std::size_t>(call.classes + call.width));
  host_team<classify_threads> team;
  for (std::int64_t image = 0; image < call.batch; ++image)
    kernel::classify_image(team, call, shared.data(), image);
}

/// See kernel::view_pixel.
inline void views(const view_call& call) {
  for (std::int32_t image = 0; image < call.batch; ++image) {
    const view_plan& plan = call.images[image];
    for (std::int32_t y = 0; y < plan.rows_between(call.side); ++y)
      for (std::int32_t x = 0; x < plan.columns_between(call.side); ++x)
        kernel::filter_first(plan, call.side, y, x);
    for (std::int32_t y = 0; y < call.side; ++y)
      for (std::int32_t x = 0; x < call.side; ++x) kernel::view_pixel(call, image, y, x);
  }
}

/// Work that the host repeats at each replay.
class repeated_work : public recorded_work {
 public:
  explicit repeated_work(stream_work work) : work_{std::move(work)} {}
  void replay() override { work_(); }

 private:
  stream_work work_;
};

/// The twins as a kernel_set, for tests.
inline const kernel_set kernels{
    true,
    [](const distillation_call<2>& call, const sigmoid_of_distance& selection, stream_handle) {
      selective_distillation(call, selection);
    },
    [](const distillation_call<2>& call, const sigmoid_of_distance& selection, stream_handle) {
      batch_mean_distillation(call, selection);
    },
    [](const distillation_call<1>& call, const float* weight, stream_handle) {
      selective_distillation(call, given_weights<1>{weight});
    },
    [](const adamw_call& call, stream_handle) { adamw(call); },
    [](const cross_entropy_call& call, stream_handle) { cosine_cross_entropy(call); },
    [](const view_call& call, stream_handle) { views(call); },
    []() -> stream_handle { return nullptr; },
    [](int) { return std::string{}; },
    [](const stream_work& work) -> std::unique_ptr<recorded_work> {
      return std::make_unique<repeated_work>(work);
    }};

}  // namespace sdkt::cuda::twin
