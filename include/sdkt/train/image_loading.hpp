// SPDX-License-Identifier: MIT
//
// How a run loads its images, and where it keeps those that come back.
#pragma once

#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include <sdkt/concepts/sample.hpp>
#include <sdkt/stream/batch_loader.hpp>
#include <sdkt/stream/image_store.hpp>
#include <sdkt/train/options.hpp>

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

/// A loader of batches of such size.
inline loader_options loading_of(const trainer_options& options, std::int64_t batch_size) {
  return {.threads = options.decoding_threads, .max_images = 4 * batch_size, .kept = options.images_kept};
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
