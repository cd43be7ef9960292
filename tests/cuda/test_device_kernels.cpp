// SPDX-License-Identifier: MIT
//
// Every kernel on the device against its twin on the CPU, which unit/cuda holds to ATen in double.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <ATen/ops/equal.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <catch2/catch_test_macros.hpp>

#include "../support/kernel_cases.hpp"
#include "../support/stored_pictures.hpp"
#include "device.hpp"
#include "kernel_check.hpp"
#include <sdkt/batch/device_batches.hpp>
#include <sdkt/batch/loader.hpp>
#include <sdkt/batch/view_batch.hpp>
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/cuda/kernel/views.cuh>
#include <sdkt/device/trusted_kernels.hpp>

using namespace sdkt_test;

TEST_CASE("the device's kernels are trusted", "[cuda][kernels]") {
  const at::Device device = device_or_skip();
  CHECK(sdkt::detail::first_disagreement(*sdkt::cuda::kernels_for(true), device).empty());
  CHECK(sdkt::device::trusted_kernels(device) != nullptr);
}

TEST_CASE("selective distillation on the device is its twin", "[cuda][kernels]") {
  check_distillations(on_device(), on_host());
}

TEST_CASE("a feature that is not a number spoils its own image alone", "[cuda][kernels]") {
  const side device = on_device(), host = on_host();
  at::Tensor student = at::randn({5, 96});
  student[2][17] = std::nan("");
  const std::array<at::Tensor, 2> two{unit_rows(at::randn({5, 96})), unit_rows(at::randn({5, 96}))};
  const auto found = distil_on<2>(device, student, two, {9.0, 0.5}, launch_by_distance);
  const auto expected = distil_on<2>(host, student, two, {9.0, 0.5}, launch_by_distance);
  CHECK(apart(found.gradient, expected.gradient) < 1e-5);
  CHECK(at::equal(found.gradient.isnan().any(1).cpu(), expected.gradient.isnan().any(1)));
}

TEST_CASE("cosine cross-entropy on the device is its twin", "[cuda][kernels]") {
  check_cross_entropies(on_device(), on_host(), {1, 2, 10, 196, 1000});
}

TEST_CASE("cosine cross-entropy of as many classes as a block holds is its twin", "[cuda][kernels][large]") {
  check_cross_entropies(on_device(), on_host(), {20000});
}

TEST_CASE("AdamW on the device is its twin, at any size and alignment", "[cuda][kernels]") {
  check_updates(on_device(), on_host());
}

TEST_CASE("batches of views on the device are those of the CPU, byte for byte", "[cuda]") {
  const side device = on_device();
  const auto samples =
      stored_pictures({"420_500x375.jpg", "420_375x500.jpg", "420_61x200.jpg", "420_8x8.jpg"});
  const auto of_batch = [&](std::int64_t batch) { return both_views_of(samples, batch); };
  for (const int side_length : {40, 224}) {  // of large pictures the view travels, of the others the crop
    sdkt::batch::device_batches batches{
        of_batch, 20, side_length, sdkt::device::upload{device.device}, {.threads = 4, .max_images = 32}};
    for (std::int64_t batch = 0; batch < 20; ++batch) {
      const at::Tensor pixels = batches.next();
      CHECK(pixels.device() == device.device);
      CHECK(at::equal(pixels.cpu(), sdkt::batch::load_images(of_batch(batch), side_length)));
    }
  }
}

TEST_CASE("views on the device are those of the CPU, bit for bit", "[cuda][kernels]") {
  const side device = on_device();
  const sdkt::clip::architecture numbers;
  constexpr int side_length = 224;
  sdkt::cuda::view_batch batch{side_length};
  std::vector<at::Tensor> expected;
  for (const auto& [width, height] :
       {std::array<int, 2>{500, 375}, {375, 500}, {224, 224}, {224, 300}, {90, 2000}}) {
    sdkt::rgb_image image{width, height, {}};
    const at::Tensor noise = at::randint(256, {std::int64_t{3} * width * height}, at::kByte);
    image.pixels.assign(noise.const_data_ptr<std::uint8_t>(),
                        noise.const_data_ptr<std::uint8_t>() + noise.numel());
    batch.add(sdkt::image::eval_request(image, side_length));
    sdkt::rgb_image view = sdkt::eval_view(image, side_length);
    const at::Tensor pixels = at::empty({1, side_length, side_length, 3}, at::kByte);
    std::memcpy(pixels.mutable_data_ptr(), view.pixels.data(), view.pixels.size());
    expected.push_back(
        sdkt::clip::detail::normalised_pixels(numbers, pixels.permute({0, 3, 1, 2})).squeeze(0));
  }
  const auto bytes = [&](std::size_t count, const at::Device& where) {
    return at::empty({static_cast<std::int64_t>(count)}, at::TensorOptions{}.dtype(at::kByte).device(where));
  };
  const at::Tensor host = bytes(batch.bytes(), at::kCPU), copied = bytes(batch.bytes(), device.device);
  const at::Tensor between = bytes(batch.bytes_between() + 1, device.device);
  sdkt::cuda::view_call call{};
  call.images = batch.write(host.mutable_data_ptr<std::uint8_t>(), copied.const_data_ptr<std::uint8_t>(),
                            between.mutable_data_ptr<std::uint8_t>());
  copied.copy_(host);
  call.batch = static_cast<std::int32_t>(batch.size());
  call.side = side_length;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    call.mean[channel] = static_cast<float>(numbers.image_mean[channel]);
    call.deviation[channel] = static_cast<float>(numbers.image_std[channel]);
  }
  at::Tensor values = device.poisoned({call.batch, 3, side_length, side_length});
  call.values = values.mutable_data_ptr<float>();
  device.kernels.make_views(call, device.kernels.current_stream());
  for (std::size_t view = 0; view < expected.size(); ++view)
    CHECK(at::equal(values[static_cast<std::int64_t>(view)].cpu(), expected[view]));
}
