// SPDX-License-Identifier: MIT
//
// The images of an evaluation in batches: every task's test images, then the reference's.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <sdkt/batch/image_request.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/evaluate/evaluation.hpp>

namespace sdkt {

/// A batch of evaluation: images of one task, or of the reference (task = number of tasks).
struct evaluation_piece {
  std::size_t task = 0;
  std::int64_t first = 0;  ///< of its images, in the task's list
  std::int64_t count = 0;
  std::int64_t place = 0;  ///< of the first, among all images

  std::int64_t end() const noexcept { return place + count; }
};

/// Which images an evaluation looks at, batch by batch. The tasks' lists outlive it.
class evaluation_plan {
 public:
  evaluation_plan(const std::vector<evaluation_task>& tasks, std::vector<sample> reference,
                  std::int64_t batch_size)
      : reference_{std::move(reference)} {
    for (const evaluation_task& task : tasks) lists_.push_back(task.test);
    for (std::size_t task = 0; task <= lists_.size(); ++task) add(task, batch_size);
  }

  const std::vector<evaluation_piece>& pieces() const noexcept { return pieces_; }
  std::int64_t num_images() const noexcept { return num_images_; }
  std::int64_t num_reference() const noexcept { return std::ssize(reference_); }

  /// Those of a task, or of the reference.
  const std::vector<sample>& images_of(std::size_t task) const {
    return task < lists_.size() ? *lists_[task] : reference_;
  }

  std::vector<image_request> requests(std::int64_t batch) const {
    const evaluation_piece& part = pieces_[static_cast<std::size_t>(batch)];
    std::vector<image_request> result;
    for (std::int64_t image = part.first; image < part.first + part.count; ++image) {
      result.push_back({&images_of(part.task)[static_cast<std::size_t>(image)], image_view::eval, {}});
    }
    return result;
  }

 private:
  void add(std::size_t task, std::int64_t batch_size) {
    const auto size = static_cast<std::int64_t>(images_of(task).size());
    for (std::int64_t first = 0; first < size; first += batch_size) {
      pieces_.push_back({task, first, std::min(batch_size, size - first), num_images_ + first});
    }
    num_images_ += size;
  }

  std::vector<const std::vector<sample>*> lists_;  // of the tasks
  std::vector<sample> reference_;
  std::vector<evaluation_piece> pieces_;
  std::int64_t num_images_ = 0;
};

}  // namespace sdkt
