// SPDX-License-Identifier: MIT
//
// Definitions of evaluation_plan.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/evaluate/evaluation.hpp>
#include <sdkt/evaluate/evaluation_plan.hpp>
#include <sdkt/image/view.hpp>

namespace sdkt::evaluate {

SDKT_INLINE evaluation_plan::evaluation_plan(const std::vector<evaluation_task>& tasks,
                                             std::vector<sample> reference, std::int64_t batch_size)
    : reference_{std::move(reference)} {
  for (const evaluation_task& task : tasks) lists_.push_back(task.test);
  for (std::size_t task = 0; task <= lists_.size(); ++task) add(task, batch_size);
}

SDKT_INLINE const std::vector<sample>& evaluation_plan::images_of(std::size_t task) const {
  return task < lists_.size() ? *lists_[task] : reference_;
}

SDKT_INLINE std::vector<batch::image_request> evaluation_plan::requests(std::int64_t batch) const {
  const evaluation_piece& part = pieces_[static_cast<std::size_t>(batch)];
  std::vector<batch::image_request> result;
  for (std::int64_t image = part.first; image < part.first + part.count; ++image) {
    result.push_back({&images_of(part.task)[static_cast<std::size_t>(image)], image_view::eval, {}});
  }
  return result;
}

SDKT_INLINE void evaluation_plan::add(std::size_t task, std::int64_t batch_size) {
  const auto size = static_cast<std::int64_t>(images_of(task).size());
  for (std::int64_t first = 0; first < size; first += batch_size) {
    pieces_.push_back({task, first, std::min(batch_size, size - first), num_images_ + first});
  }
  num_images_ += size;
}

}  // namespace sdkt::evaluate
