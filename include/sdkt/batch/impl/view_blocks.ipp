// SPDX-License-Identifier: MIT
//
// Definitions of view_blocks.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/view_block.hpp>
#include <sdkt/batch/view_blocks.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::batch {

SDKT_INLINE loaded_block block_of(const image::resize_request& request, int side, bool is_pinned) {
  loaded_block block{cuda::view_block{request, side}, {}};
  block.bytes = at::empty({static_cast<std::int64_t>(block.view->bytes())},
                          at::TensorOptions{}.dtype(at::kByte).pinned_memory(is_pinned));
  block.view->write(block.bytes.mutable_data_ptr<std::uint8_t>());
  return block;
}

SDKT_INLINE view_blocks::view_blocks(const square_view& view, std::shared_ptr<image_store> kept,
                                     bool is_pinned)
    : view_{view}, side_{static_cast<int>(view.side)}, kept_{std::move(kept)}, is_pinned_{is_pinned} {}

SDKT_INLINE void view_blocks::load(const image_request& request, std::size_t place, batch& blocks) const {
  blocks[place] = request.view == image_view::eval
                      ? ready(*load_eval_view(*request.image, view_, kept_.get()))
                      : cropped(*load_whole(*request.image, kept_.get()), request.crop);
}

SDKT_INLINE loaded_block view_blocks::cropped(const rgb_image& whole, detail::random_key crop) const {
  random_stream random{crop};
  const image::crop_box box = image::random_resized_crop(whole.width, whole.height, random);
  if (std::int64_t{box.width} * box.height > most_pixels * side_ * side_)
    return ready(image::resized_crop(whole, box, side_, view_.options.filter));
  return block_of(image::crop_request(whole, box, side_, view_.options.filter), side_, is_pinned_);
}

SDKT_INLINE loaded_block view_blocks::ready(const rgb_image& view) const {
  return block_of(image::crop_request(view, {0, 0, view.width, view.height}, side_), side_, is_pinned_);
}

}  // namespace sdkt::batch
