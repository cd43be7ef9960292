// SPDX-License-Identifier: MIT
//
// Batches of decoded images as pixels, made ahead of time by several threads and handed out in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/batch_loader.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::batch {

/// Makes batches of views: [N, 3, S, S], uint8, contiguous, on the CPU.
class view_planes {
 public:
  using batch = at::Tensor;

  /// Errors: setting_error for a side of less than one pixel.
  view_planes(const square_view& view, std::shared_ptr<image_store> kept);

  at::Tensor empty(std::size_t images) const;
  void load(const image_request& request, std::size_t place, at::Tensor& pixels) const;

 private:
  square_view view_;
  std::shared_ptr<image_store> kept_;
};

/// Decodes batches ahead of their use: see batch_loader.
///
/// Shapes: next() gives [N, 3, S, S], uint8, contiguous, on the CPU; N is the number
/// of requests of the batch.
/// Result: a function of the requests alone; threads, max_images and a store never change a byte.
/// Errors: those of batch_loader; the constructor throws setting_error for a side of less than one pixel.
class image_loader : public batch_loader<view_planes> {
 public:
  image_loader(request_function requests, std::int64_t num_batches, const square_view& view,
               const loader_options& options = {});
};

/// Decodes one batch of images: [N, 3, S, S], uint8, in the order of the requests.
///
/// Errors: those of image_loader::next; max_images is ignored.
at::Tensor load_images(std::vector<image_request> requests, const square_view& view,
                       loader_options options = {});

}  // namespace sdkt::batch

#if SDKT_HAS_DEFINITIONS
#include <sdkt/batch/impl/loader.ipp>
#endif
