// SPDX-License-Identifier: MIT
//
// The view kernel's CPU twin against the views of image/view.hpp, bit for bit.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>

#include <sdkt/base/random.hpp>
#include <sdkt/batch/view_batch.hpp>
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/cuda/twin.hpp>
#include <sdkt/image/view.hpp>

namespace {

sdkt::rgb_image noise(int width, int height, std::uint32_t index) {
  sdkt::rgb_image image{width, height, {}};
  image.pixels.resize(3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  sdkt::random_stream random{{.seed = 11, .purpose = sdkt::random_purpose::task_order, .index = index}};
  for (auto& value : image.pixels) value = static_cast<std::uint8_t>(random.below(256));
  return image;
}

/// uint8 [3, S, S] of an image whose pixels are interleaved.
at::Tensor planes_of(const sdkt::rgb_image& view) {
  at::Tensor planes = at::empty({3, view.height, view.width}, at::kByte);
  auto* value = planes.mutable_data_ptr<std::uint8_t>();
  const std::size_t pixels = view.pixels.size() / 3;
  for (std::size_t channel = 0; channel < 3; ++channel)
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) *value++ = view.pixels[3 * pixel + channel];
  return planes;
}

/// What the kernel makes of a batch, [N, 3, S, S]: bytes or, normalised, float or bf16.
at::Tensor by_kernel(const sdkt::cuda::view_batch& batch, const sdkt::clip::architecture& numbers,
                     at::ScalarType type) {
  // Poisoned, and not where a fresh vector would be aligned by luck: the block is told where its copy will
  // lie.
  std::vector<std::uint8_t> copied(batch.bytes() + 16, 0xA5), between(batch.bytes_between() + 16, 0x5A);
  const auto aligned = [](std::vector<std::uint8_t>& bytes) {
    void* at = bytes.data();
    std::size_t space = bytes.size();
    return static_cast<std::uint8_t*>(std::align(16, bytes.size() - 16, at, space));
  };
  std::uint8_t* base = aligned(copied);
  sdkt::cuda::view_call call{};
  call.images = batch.write(base, base, aligned(between));
  call.batch = static_cast<std::int32_t>(batch.size());
  call.side = batch.side();
  for (std::size_t channel = 0; channel < 3; ++channel) {
    call.mean[channel] = static_cast<float>(numbers.image_mean[channel]);
    call.deviation[channel] = static_cast<float>(numbers.image_std[channel]);
  }
  const std::int64_t side = batch.side(), count = static_cast<std::int64_t>(batch.size());
  at::Tensor result = at::empty({count, 3, side, side}, type);
  std::memset(result.mutable_data_ptr(), 0xFF, result.nbytes());  // NaN, where there is one
  if (type == at::kByte) {
    call.bytes = result.mutable_data_ptr<std::uint8_t>();
  } else if (type == at::kBFloat16) {
    call.bf16_values = static_cast<std::uint16_t*>(result.mutable_data_ptr());
  } else {
    call.values = result.mutable_data_ptr<float>();
  }
  sdkt::cuda::twin::views(call);
  return result;
}

const std::vector<std::pair<int, int>> sizes{{500, 375}, {375, 500}, {32, 32},  {33, 31}, {64, 20},
                                             {20, 64},   {1, 7},     {7, 1},    {32, 90}, {90, 32},
                                             {31, 200},  {200, 31},  {224, 64}, {3, 3},   {640, 32}};

}  // namespace

TEST_CASE("views of the kernel are those of the CPU, bit for bit", "[kernels]") {
  const sdkt::clip::architecture numbers;
  for (const int side : {1, 13, 32}) {
    sdkt::cuda::view_batch batch{side};
    std::vector<at::Tensor> expected;
    std::uint32_t index = 0;
    for (const auto& [width, height] : sizes) {
      const sdkt::rgb_image image = noise(width, height, index);
      batch.add(sdkt::image::eval_request(image, side));
      expected.push_back(planes_of(sdkt::eval_view(image, side)));
      sdkt::random_stream random{{.seed = 5, .purpose = sdkt::random_purpose::task_order, .index = ++index}};
      const sdkt::image::crop_box box =
          sdkt::image::random_resized_crop(width, height, random, {.min_area = 0.1});
      for (int filter = 0; filter <= 5; ++filter) {
        const auto by = static_cast<sdkt::pixel_filter>(filter);
        batch.add(sdkt::image::crop_request(image, box, side, by));
        expected.push_back(planes_of(sdkt::image::resized_crop(image, box, side, by)));
      }
    }
    const at::Tensor values = by_kernel(batch, numbers, at::kFloat);
    const at::Tensor halves = by_kernel(batch, numbers, at::kBFloat16);
    const at::Tensor bytes = by_kernel(batch, numbers, at::kByte);
    for (std::size_t view = 0; view < expected.size(); ++view) {
      INFO("view " << view << " of side " << side);
      const at::Tensor normalised =
          sdkt::clip::detail::normalised_pixels(numbers, expected[view].unsqueeze(0)).squeeze(0);
      const auto row = static_cast<std::int64_t>(view);
      CHECK(at::equal(bytes[row], expected[view]));
      CHECK(at::equal(values[row], normalised));
      CHECK(at::equal(halves[row], normalised.to(at::kBFloat16)));
    }
  }
}
