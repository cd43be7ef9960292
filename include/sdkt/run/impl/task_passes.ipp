// SPDX-License-Identifier: MIT
//
// Definitions of task_passes.hpp.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/softmax.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/run/task_passes.hpp>

namespace sdkt::detail {

SDKT_INLINE at::Tensor given_labels(const std::vector<sample>& samples, std::int64_t first,
                                    std::int64_t count) {
  at::Tensor labels_B = at::empty({count}, at::kLong);
  auto* label = labels_B.mutable_data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < count; ++i) label[i] = samples[static_cast<std::size_t>(first + i)].label;
  return labels_B;
}

SDKT_INLINE at::Tensor drawn_labels(const at::Tensor& logits_BC, random_key key, std::int64_t first) {
  const at::Tensor chances_BC = at::softmax(logits_BC, 1).to(at::kDouble).to(at::kCPU).contiguous();
  const std::int64_t classes = chances_BC.size(1);
  at::Tensor labels_B = at::empty({chances_BC.size(0)}, at::kLong);
  auto* label = labels_B.mutable_data_ptr<std::int64_t>();
  const auto* chance = chances_BC.const_data_ptr<double>();
  for (std::int64_t row = 0; row < chances_BC.size(0); ++row, chance += classes) {
    key.index = static_cast<std::uint32_t>(first + row);
    double left = random_stream{key}.uniform();
    std::int64_t drawn = 0;
    while (drawn + 1 < classes && left >= chance[drawn]) left -= chance[drawn++];
    label[row] = drawn;
  }
  return labels_B;
}

}  // namespace sdkt::detail
