// SPDX-License-Identifier: MIT
//
// Definitions of view_batch.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/view_batch.hpp>
#include <sdkt/batch/view_block.hpp>
#include <sdkt/cuda/kernel/views.cuh>

namespace sdkt::cuda {

SDKT_INLINE void view_batch::add(const image::resize_request& request) {
  view_block block{request, side_};
  const std::size_t at = bytes_.size();
  bytes_.resize(at + block.bytes());
  block.write(bytes_.data() + at);
  between_ += block.bytes_between();
  views_.push_back(std::move(block));
}

SDKT_INLINE const view_plan* view_batch::write(std::uint8_t* host, const std::uint8_t* base,
                                               std::uint8_t* between) const {
  std::memcpy(host, bytes_.data(), bytes_.size());
  write_plans(views_, base, between, host + bytes_.size());
  return reinterpret_cast<const view_plan*>(base + bytes_.size());
}

}  // namespace sdkt::cuda
