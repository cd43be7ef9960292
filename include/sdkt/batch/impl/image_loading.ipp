// SPDX-License-Identifier: MIT
//
// Definitions of image_loading.hpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <thread>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/batch_loader.hpp>
#include <sdkt/batch/image_loading.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt::batch {

SDKT_INLINE trainer_options with_image_store(trainer_options options) {
  if (options.images_kept == nullptr) {
    options.images_kept = std::make_shared<image_store>(options.image_store_bytes);
  } else {
    options.images_kept->release_all();
  }
  return options;
}

SDKT_INLINE int decoding_threads_for(bool is_on_cuda, unsigned num_cores) noexcept {
  constexpr int on_cpu = 2, most = 8;
  return is_on_cuda ? std::clamp(static_cast<int>(num_cores) - 1, on_cpu, most) : on_cpu;
}

SDKT_INLINE std::int64_t evaluation_batch_of(const trainer_options& options) {
  if (options.evaluation_batch_size > 0) return options.evaluation_batch_size;
  return device::resolve_device(options.device).is_cuda() ? 256 : 64;
}

SDKT_INLINE loader_options loading_of(const trainer_options& options, std::int64_t batch_size) {
  const int threads = options.decoding_threads > 0
                          ? options.decoding_threads
                          : decoding_threads_for(device::resolve_device(options.device).is_cuda(),
                                                 std::thread::hardware_concurrency());
  return {.threads = threads, .max_images = 4 * batch_size, .kept = options.images_kept};
}

SDKT_INLINE released_at_end::released_at_end(std::shared_ptr<image_store> kept,
                                             const std::vector<sample>& images)
    : kept_{std::move(kept)}, images_{images} {}

SDKT_INLINE released_at_end::~released_at_end() {
  try {
    if (kept_ != nullptr) kept_->release(images_);
  } catch (const std::bad_alloc&) {  // they stay in the store; the run ends for the same reason
  }
}

}  // namespace sdkt::batch
