// SPDX-License-Identifier: MIT
//
// Definitions of weight_counter.hpp.
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

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/step/weight_counter.hpp>

namespace sdkt::step {

SDKT_INLINE void weight_counter::add(const at::Tensor& weights_R) {
  if (!counts_.defined()) begin(weights_R.device());
  const at::Tensor parts_R =
      at::bucketize(weights_R.to(at::kFloat).contiguous(), edges_, /*out_int32=*/false, /*right=*/true);
  counts_.scatter_add_(0, parts_R, at::ones_like(parts_R));
}

SDKT_INLINE void weight_counter::move_to(selection_record& record) {
  if (!counts_.defined()) return;
  const at::Tensor known = counts_.to(at::kCPU, /*non_blocking=*/false, /*copy=*/true);
  const auto* count = known.const_data_ptr<std::int64_t>();
  for (auto& sum : record.counts) sum += *count++;
  counts_.zero_();
}

SDKT_INLINE void weight_counter::begin(const at::Device& device) {
  constexpr std::size_t bins = selection_record::num_bins;
  at::Tensor edges = at::empty({bins + 1}, at::kFloat);
  auto* edge = edges.mutable_data_ptr<float>();
  for (std::size_t i = 0; i < bins; ++i)
    edge[i] = static_cast<float>(static_cast<double>(i) / static_cast<double>(bins));
  edge[bins] = std::nextafter(1.0F, 2.0F);  // 1 itself still belongs to the last part
  edges_ = edges.to(device);
  counts_ = at::zeros({bins + 2}, at::TensorOptions{}.dtype(at::kLong).device(device));
}

}  // namespace sdkt::step
