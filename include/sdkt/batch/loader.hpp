// SPDX-License-Identifier: MIT
//
// Batches of decoded images as pixels, made ahead by several threads and handed out in order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <sdkt/base/error.hpp>
#include <sdkt/batch/batch_loader.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt {

/// Makes batches of views: [N, 3, S, S], uint8, contiguous, on the CPU.
class view_planes {
 public:
  using batch = at::Tensor;

  /// Errors: setting_error for a side of less than one pixel.
  view_planes(const square_view& view, std::shared_ptr<image_store> kept)
      : view_{view}, kept_{std::move(kept)} {
    detail::expect_positive("image size", view.side);
  }

  at::Tensor empty(std::size_t images) const {
    return at::empty({static_cast<std::int64_t>(images), 3, view_.side, view_.side}, at::kByte);
  }
  void load(const image_request& request, std::size_t place, at::Tensor& pixels) const {
    const std::size_t image_bytes = 3 * static_cast<std::size_t>(view_.side * view_.side);
    load_image(request, view_, pixels.data_ptr<std::uint8_t>() + place * image_bytes, kept_.get());
  }

 private:
  square_view view_;
  std::shared_ptr<image_store> kept_;
};

/// Decodes batches ahead of their use: see batch_loader.
///
/// Shapes: next() gives [N, 3, S, S], uint8, contiguous, on the CPU, N being the number of requests of
/// that batch.
/// Result: a function of the requests alone; threads, max_images and a store never change a byte.
/// Errors: those of batch_loader; the constructor throws setting_error for a side of less than one pixel.
class image_loader : public batch_loader<view_planes> {
 public:
  image_loader(request_function requests, std::int64_t num_batches, const square_view& view,
               const loader_options& options = {})
      : batch_loader{std::move(requests), num_batches, view_planes{view, options.kept}, options} {}
};

/// Decodes one batch of images: [N, 3, S, S], uint8, in the order of the requests.
///
/// Errors: those of image_loader::next; max_images plays no part.
inline at::Tensor load_images(std::vector<image_request> requests, const square_view& view,
                              loader_options options = {}) {
  options.max_images = std::max<std::int64_t>(1, static_cast<std::int64_t>(requests.size()));
  const auto all = [&requests](std::int64_t) { return requests; };
  return image_loader{all, 1, view, options}.next();
}

}  // namespace sdkt
