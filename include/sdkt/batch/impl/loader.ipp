// SPDX-License-Identifier: MIT
//
// Definitions of loader.hpp.
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
#include <sdkt/base/mode.hpp>
#include <sdkt/batch/batch_loader.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/loader.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt::batch {

SDKT_INLINE view_planes::view_planes(const square_view& view, std::shared_ptr<image_store> kept)
    : view_{view}, kept_{std::move(kept)} {
  detail::expect_positive("image size", view.side);
}

SDKT_INLINE at::Tensor view_planes::empty(std::size_t images) const {
  return at::empty({static_cast<std::int64_t>(images), 3, view_.side, view_.side}, at::kByte);
}

SDKT_INLINE void view_planes::load(const image_request& request, std::size_t place,
                                   at::Tensor& pixels) const {
  const std::size_t image_bytes = 3 * static_cast<std::size_t>(view_.side * view_.side);
  load_image(request, view_, pixels.data_ptr<std::uint8_t>() + place * image_bytes, kept_.get());
}

SDKT_INLINE image_loader::image_loader(request_function requests, std::int64_t num_batches,
                                       const square_view& view, const loader_options& options)
    : batch_loader{std::move(requests), num_batches, view_planes{view, options.kept}, options} {}

SDKT_INLINE at::Tensor load_images(std::vector<image_request> requests, const square_view& view,
                                   loader_options options) {
  options.max_images = std::max<std::int64_t>(1, static_cast<std::int64_t>(requests.size()));
  const auto all = [&requests](std::int64_t) { return requests; };
  return image_loader{all, 1, view, options}.next();
}

}  // namespace sdkt::batch
