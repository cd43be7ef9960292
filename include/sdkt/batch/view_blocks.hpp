// SPDX-License-Identifier: MIT
//
// Decoded images as input of the view kernel, each in a block of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/batch/view_block.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::batch {

/// A view to be made, and the bytes from which the kernel makes it.
struct loaded_block {
  std::optional<cuda::view_block> view;
  at::Tensor bytes;  ///< uint8 [view->bytes()]
};

/// The block of a view; the image is not needed afterwards.
///
/// is_pinned: whether the bytes are in pinned memory, which a CUDA device reads directly.
loaded_block block_of(const image::resize_request& request, int side, bool is_pinned);

/// Makes batches of blocks for the view kernel. The threads of a batch_loader call it.
///
/// A crop is resized on the device if it has at most most_pixels times the pixels of the view, else on the
/// CPU, so that less of a large photograph is copied. Evaluation views are made on the CPU, where they are
/// kept, and with them everything that is not a filter: squashed images and margins.
class view_blocks {
 public:
  using batch = std::vector<loaded_block>;

  static constexpr std::int64_t most_pixels = 4;

  /// is_pinned: see block_of.
  view_blocks(const square_view& view, std::shared_ptr<image_store> kept, bool is_pinned);

  batch empty(std::size_t images) const { return batch(images); }

  /// Errors: those of load_whole.
  void load(const image_request& request, std::size_t place, batch& blocks) const;

 private:
  loaded_block cropped(const rgb_image& whole, detail::random_key crop) const;

  /// The block of a view that is already resized.
  loaded_block ready(const rgb_image& view) const;

  square_view view_;
  int side_;
  std::shared_ptr<image_store> kept_;
  bool is_pinned_;
};

}  // namespace sdkt::batch

#if SDKT_HAS_DEFINITIONS
#include <sdkt/batch/impl/view_blocks.ipp>
#endif
