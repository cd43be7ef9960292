// SPDX-License-Identifier: MIT
//
// How a run loads its images, and where it keeps those that are used again.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/batch_loader.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt::batch {

/// The settings of a run, completed with a store for its images: a new store, or the shared store of the
/// settings. Images that earlier runs left in a shared store make room for those of this run.
trainer_options with_image_store(trainer_options options);

/// Number of decoding threads if the user gives none. On the CPU two, beside the threads that compute. A CUDA
/// device consumes images faster than two threads decode them, so there all cores but one, from 2 to 8.
///
/// num_cores: 0 if unknown.
int decoding_threads_for(bool is_on_cuda, unsigned num_cores) noexcept;

/// Images per evaluation batch: the user's number, else 64 on the CPU and 256 on a CUDA device, which
/// computes a batch of 64 in less time than the host needs between two batches.
std::int64_t evaluation_batch_of(const trainer_options& options);

/// Loader settings for batches of this size.
loader_options loading_of(const trainer_options& options, std::int64_t batch_size);

/// Releases images of a store on destruction.
class released_at_end {
 public:
  /// The images must outlive this object. kept may be null.
  released_at_end(std::shared_ptr<image_store> kept, const std::vector<sample>& images);
  released_at_end(const released_at_end&) = delete;
  released_at_end& operator=(const released_at_end&) = delete;
  ~released_at_end();

 private:
  std::shared_ptr<image_store> kept_;
  const std::vector<sample>& images_;
};

}  // namespace sdkt::batch

#if SDKT_HAS_DEFINITIONS
#include <sdkt/batch/impl/image_loading.ipp>
#endif
