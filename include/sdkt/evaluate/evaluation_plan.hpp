// SPDX-License-Identifier: MIT
//
// The images of an evaluation in batches: every task's test images, then the reference's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/evaluate/evaluation.hpp>

namespace sdkt::evaluate {

/// A batch of evaluation: images of one task, or of the reference if task is the number of tasks.
struct evaluation_piece {
  std::size_t task = 0;
  std::int64_t first = 0;  ///< index of its first image in the task's list
  std::int64_t count = 0;
  std::int64_t place = 0;  ///< index of its first image among all images

  std::int64_t end() const noexcept { return place + count; }
};

/// The images of an evaluation, batch by batch. The tasks' lists must outlive it.
class evaluation_plan {
 public:
  evaluation_plan(const std::vector<evaluation_task>& tasks, std::vector<sample> reference,
                  std::int64_t batch_size);

  const std::vector<evaluation_piece>& pieces() const noexcept { return pieces_; }
  std::int64_t num_images() const noexcept { return num_images_; }
  std::int64_t num_reference() const noexcept { return std::ssize(reference_); }

  /// The images of a task, or of the reference.
  const std::vector<sample>& images_of(std::size_t task) const;

  std::vector<batch::image_request> requests(std::int64_t batch) const;

 private:
  void add(std::size_t task, std::int64_t batch_size);

  std::vector<const std::vector<sample>*> lists_;  // of the tasks
  std::vector<sample> reference_;
  std::vector<evaluation_piece> pieces_;
  std::int64_t num_images_ = 0;
};

}  // namespace sdkt::evaluate

#if SDKT_HAS_DEFINITIONS
#include <sdkt/evaluate/impl/evaluation_plan.ipp>
#endif
