// SPDX-License-Identifier: MIT
//
// How a selection's weights are distributed, counted where they are: nothing waits for a number.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <ATen/core/Tensor.h>
#include <ATen/ops/bucketize.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros.h>

#include <sdkt/record/record.hpp>

namespace sdkt {

/// Counts weights into the parts of selection_record, on the weights' device.
///
/// Counts are whole numbers: their sum is the same in whatever order they are added.
/// Cost: three small operators a step.
class weight_counter {
 public:
  /// Shapes: weights [R], of any floating type.
  void add(const at::Tensor& weights_R) {
    if (!counts_.defined()) begin(weights_R.device());
    const at::Tensor parts_R =
        at::bucketize(weights_R.to(at::kFloat).contiguous(), edges_, /*out_int32=*/false, /*right=*/true);
    counts_.scatter_add_(0, parts_R, at::ones_like(parts_R));
  }

  /// Adds what has been counted to a record, and begins again. Waits for the device.
  void move_to(selection_record& record) {
    if (!counts_.defined()) return;
    const at::Tensor known = counts_.to(at::kCPU, /*non_blocking=*/false, /*copy=*/true);
    const auto* count = known.const_data_ptr<std::int64_t>();
    for (auto& sum : record.counts) sum += *count++;
    counts_.zero_();
  }

 private:
  void begin(const at::Device& device) {
    constexpr std::size_t bins = selection_record::num_bins;
    at::Tensor edges = at::empty({bins + 1}, at::kFloat);
    auto* edge = edges.mutable_data_ptr<float>();
    for (std::size_t i = 0; i < bins; ++i)
      edge[i] = static_cast<float>(static_cast<double>(i) / static_cast<double>(bins));
    edge[bins] = std::nextafter(1.0F, 2.0F);  // 1 itself still belongs to the last part
    edges_ = edges.to(device);
    counts_ = at::zeros({bins + 2}, at::TensorOptions{}.dtype(at::kLong).device(device));
  }

  at::Tensor edges_;   // ascending; a weight belongs to the part whose lower edge it has reached
  at::Tensor counts_;  // one more than edges at either end
};

}  // namespace sdkt
