// SPDX-License-Identifier: MIT
//
// Decoded images on their way to the view kernel, each in a block of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <sdkt/base/random.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/batch/view_block.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/view.hpp>

namespace sdkt {

/// A view that is to be made, and the bytes that it is made of.
struct loaded_block {
  std::optional<cuda::view_block> view;
  at::Tensor bytes;  ///< uint8 [view->bytes()]
};

/// The block of a view, which needs no image afterwards.
///
/// is_pinned: in memory that a CUDA device reads by itself.
inline loaded_block block_of(const resize_request& request, int side, bool is_pinned) {
  loaded_block block{cuda::view_block{request, side}, {}};
  block.bytes = at::empty({static_cast<std::int64_t>(block.view->bytes())},
                          at::TensorOptions{}.dtype(at::kByte).pinned_memory(is_pinned));
  block.view->write(block.bytes.mutable_data_ptr<std::uint8_t>());
  return block;
}

/// Makes batches of blocks for the view kernel. A batch_loader's threads write them.
///
/// A crop is made on the device if its pixels are at most most_pixels times those of the view, and here else:
/// of a large photograph less travels then. Views of evaluation are made here, where they are kept, and with
/// them whatever else than a filter makes them: what is squashed or has a margin.
class view_blocks {
 public:
  using batch = std::vector<loaded_block>;

  static constexpr std::int64_t most_pixels = 4;

  /// is_pinned: see block_of.
  view_blocks(const square_view& view, std::shared_ptr<image_store> kept, bool is_pinned)
      : view_{view}, side_{static_cast<int>(view.side)}, kept_{std::move(kept)}, is_pinned_{is_pinned} {}

  batch empty(std::size_t images) const { return batch(images); }

  /// Errors: those of load_whole.
  void load(const image_request& request, std::size_t place, batch& blocks) const {
    blocks[place] = request.view == image_view::eval
                        ? ready(*load_eval_view(*request.image, view_, kept_.get()))
                        : cropped(*load_whole(*request.image, kept_.get()), request.crop);
  }

 private:
  loaded_block cropped(const rgb_image& whole, random_key crop) const {
    random_stream random{crop};
    const crop_box box = random_resized_crop(whole.width, whole.height, random);
    if (std::int64_t{box.width} * box.height > most_pixels * side_ * side_)
      return ready(resized_crop(whole, box, side_, view_.options.filter));
    return block_of(crop_request(whole, box, side_, view_.options.filter), side_, is_pinned_);
  }

  /// The block of a view that has been made.
  loaded_block ready(const rgb_image& view) const {
    return block_of(crop_request(view, {0, 0, view.width, view.height}, side_), side_, is_pinned_);
  }

  square_view view_;
  int side_;
  std::shared_ptr<image_store> kept_;
  bool is_pinned_;
};

}  // namespace sdkt
