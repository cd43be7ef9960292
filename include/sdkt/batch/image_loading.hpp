// SPDX-License-Identifier: MIT
//
// How a run loads its images, and where it keeps those that come back.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <thread>
#include <utility>
#include <vector>

#include <sdkt/batch/batch_loader.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/device/device.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt {

/// The settings of a run with a store for its images: one of its own, or the one that it shares, where what
/// earlier runs have kept makes room for what it looks at.
inline trainer_options with_image_store(trainer_options options) {
  if (options.images_kept == nullptr) {
    options.images_kept = std::make_shared<image_store>(options.image_store_bytes);
  } else {
    options.images_kept->release_all();
  }
  return options;
}

/// Threads that decode for a device, where the user names no number: two beside a CPU that computes. A CUDA
/// device looks at images faster than two threads decode them, so there as many as the machine has, up to
/// eight, but one.
///
/// num_cores: 0 where that is not known.
inline int decoding_threads_for(bool is_on_cuda, unsigned num_cores) noexcept {
  constexpr int on_cpu = 2, most = 8;
  return is_on_cuda ? std::clamp(static_cast<int>(num_cores) - 1, on_cpu, most) : on_cpu;
}

/// Images that are evaluated at once: the user's number, else 64, and 256 on a CUDA device, which computes a
/// batch of 64 in less time than the host needs between two.
inline std::int64_t evaluation_batch_of(const trainer_options& options) {
  if (options.evaluation_batch_size > 0) return options.evaluation_batch_size;
  return resolve_device(options.device).is_cuda() ? 256 : 64;
}

/// A loader of batches of such size.
inline loader_options loading_of(const trainer_options& options, std::int64_t batch_size) {
  const int threads = options.decoding_threads > 0
                          ? options.decoding_threads
                          : decoding_threads_for(resolve_device(options.device).is_cuda(),
                                                 std::thread::hardware_concurrency());
  return {.threads = threads, .max_images = 4 * batch_size, .kept = options.images_kept};
}

/// Releases images of a store when it goes.
class released_at_end {
 public:
  /// The images outlive it. kept may be null.
  released_at_end(std::shared_ptr<image_store> kept, const std::vector<sample>& images)
      : kept_{std::move(kept)}, images_{images} {}
  released_at_end(const released_at_end&) = delete;
  released_at_end& operator=(const released_at_end&) = delete;
  ~released_at_end() {
    try {
      if (kept_ != nullptr) kept_->release(images_);
    } catch (const std::bad_alloc&) {  // then they stay; the run ends for the same reason
    }
  }

 private:
  std::shared_ptr<image_store> kept_;
  const std::vector<sample>& images_;
};

}  // namespace sdkt
