// SPDX-License-Identifier: MIT
//
// Every kernel on the device against its twin on the CPU, which unit/kernels holds to ATen in double.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <ATen/ops/equal.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "../support/stored_pictures.hpp"
#include "device.hpp"
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/stream/loader.hpp>
#include <sdkt/stream/view_batch.hpp>
#include <sdkt/train/device_batches.hpp>
#include <sdkt/train/kernel_calls.hpp>
#include <sdkt/train/kernel_check.hpp>
#include <sdkt/train/trusted_kernels.hpp>

namespace {

using namespace sdkt_test;
using sdkt::detail::unit_rows;

/// One image, a few, more than a block has threads; widths beside and on the borders of what a thread holds.
const std::vector<std::array<std::int64_t, 2>> shapes{{1, 1},    {3, 31},    {64, 512},
                                                      {65, 513}, {300, 768}, {7, 2048}};

struct distillation {
  sdkt::detail::distilled found;
  at::Tensor gradient;
};

template <std::size_t N, class Launch>
distillation distil_on(const side& where, const at::Tensor& student,
                       const std::array<at::Tensor, N>& teachers, const std::array<double, N>& strengths,
                       const Launch& launch) {
  std::array<at::Tensor, N> moved;
  for (std::size_t n = 0; n < N; ++n) moved[n] = where(teachers[n]);
  distillation result;
  result.gradient = where.poisoned(student.sizes());
  result.found = sdkt::detail::distil_by<N>(where(student), moved, strengths, result.gradient,
                                            [&](const auto& call) { launch(where.kernels, call); });
  return result;
}

void check_equal(const distillation& device, const distillation& host) {
  CHECK(apart(device.found.weights_RN, host.found.weights_RN) < 1e-5);
  CHECK(apart(device.found.means_2N, host.found.means_2N) < 1e-5);
  CHECK(apart(device.gradient, host.gradient) < 1e-5);
}

}  // namespace

TEST_CASE("the device's kernels are trusted", "[cuda][kernels]") {
  const at::Device device = device_or_skip();
  CHECK(sdkt::detail::first_disagreement(*sdkt::cuda::kernels_for(true), device).empty());
  CHECK(sdkt::trusted_kernels(device) != nullptr);
}

TEST_CASE("selective distillation on the device is its twin", "[cuda][kernels]") {
  const side device = on_device(), host = on_host();
  for (const auto& [images, width] : shapes) {
    INFO(images << " images of " << width << " features");
    const at::Tensor student = at::randn({images, width}).mul(3);
    const std::array<at::Tensor, 2> two{unit_rows(at::randn({images, width})),
                                        unit_rows(at::randn({images, width}))};
    const auto by_distance = [](const auto& kernels, const auto& call) {
      kernels.distil_by_distance(call, {0.2F, 6.0F}, kernels.current_stream());
    };
    const auto by_mean = [](const auto& kernels, const auto& call) {
      kernels.distil_by_mean_distance(call, {0.2F, 6.0F}, kernels.current_stream());
    };
    check_equal(distil_on<2>(device, student, two, {9.0, 0.5}, by_distance),
                distil_on<2>(host, student, two, {9.0, 0.5}, by_distance));
    check_equal(distil_on<2>(device, student, two, {9.0, 0.5}, by_mean),
                distil_on<2>(host, student, two, {9.0, 0.5}, by_mean));
    for (const side& where : {device, host}) {  // the same bits however often: no sum depends on timing
      const auto first = distil_on<2>(where, student, two, {9.0, 0.5}, by_distance);
      const auto again = distil_on<2>(where, student, two, {9.0, 0.5}, by_distance);
      CHECK(at::equal(first.gradient, again.gradient));
      CHECK(at::equal(first.found.means_2N, again.found.means_2N));
    }
    const auto from_one = [&](const side& where) {
      const at::Tensor weight = where(at::ones({}).mul(0.75));
      return distil_on<1>(where, student, {two[0]}, {9.0}, [&](const auto& kernels, const auto& call) {
        kernels.distil_from_one(call, weight.template const_data_ptr<float>(), kernels.current_stream());
      });
    };
    check_equal(from_one(device), from_one(host));
  }
}

TEST_CASE("a feature that is not a number spoils its own image alone", "[cuda][kernels]") {
  const side device = on_device(), host = on_host();
  at::Tensor student = at::randn({5, 96});
  student[2][17] = std::nan("");
  const std::array<at::Tensor, 2> two{unit_rows(at::randn({5, 96})), unit_rows(at::randn({5, 96}))};
  const auto by_distance = [](const auto& kernels, const auto& call) {
    kernels.distil_by_distance(call, {0.2F, 6.0F}, kernels.current_stream());
  };
  const auto found = distil_on<2>(device, student, two, {9.0, 0.5}, by_distance);
  const auto expected = distil_on<2>(host, student, two, {9.0, 0.5}, by_distance);
  CHECK(apart(found.gradient, expected.gradient) < 1e-5);
  CHECK(at::equal(found.gradient.isnan().any(1).cpu(), expected.gradient.isnan().any(1)));
}

TEST_CASE("cosine cross-entropy on the device is its twin", "[cuda][kernels]") {
  const side device = on_device(), host = on_host();
  for (const std::int64_t classes : {1, 2, 10, 196, 1000, 20000}) {
    for (const auto& shape : {std::array<std::int64_t, 2>{1, 7}, {32, 512}, {33, 769}}) {
      const std::int64_t images = shape[0], width = shape[1];
      INFO(images << " images of " << width << " features, " << classes << " classes");
      const at::Tensor features = at::randn({images, width}), texts = unit_rows(at::randn({classes, width}));
      const at::Tensor labels = at::randint(classes, {images}, at::kLong), scale = at::ones({}).mul(100);
      const auto on = [&](const side& where) {
        at::Tensor gradient = where.poisoned({images, width});
        const at::Tensor losses = sdkt::detail::classify_by(where.kernels, where(features), where(texts),
                                                            where(scale), where(labels), 0.1, gradient);
        return std::array<at::Tensor, 2>{losses, gradient};
      };
      const auto found = on(device), expected = on(host);
      CHECK(apart(found[0], expected[0]) < 1e-5);
      CHECK(apart(found[1], expected[1]) < 1e-4);
    }
  }
}

TEST_CASE("AdamW on the device is its twin, at any size and alignment", "[cuda][kernels]") {
  const side device = on_device(), host = on_host();
  for (const std::int64_t size : {1, 255, 1025, 1 << 20}) {
    for (const std::int64_t offset : {0, 1, 3}) {
      INFO(size << " weights from " << offset);
      std::array<at::Tensor, 4> numbers;
      for (auto& one : numbers) one = at::randn({size + offset});
      numbers[3].abs_();
      const auto on = [&](const side& where) {
        std::array<at::Tensor, 4> parts;
        for (std::size_t part = 0; part < parts.size(); ++part)
          parts[part] = where(numbers[part].clone()).narrow(0, offset, size);
        sdkt::detail::update_by(where.kernels, parts[0], parts[1], parts[2], parts[3],
                                where(at::ones({}).mul(1e-3)), where(at::ones({}).mul(17)),
                                {0.9, 0.999, 1e-8, 5e-4});
        return parts;
      };
      const auto found = on(device), expected = on(host);
      for (const std::size_t part : {0U, 2U, 3U}) CHECK(apart(found[part], expected[part]) < 1e-6);
    }
  }
}

TEST_CASE("batches of views on the device are those of the CPU, byte for byte", "[cuda]") {
  const side device = on_device();
  const auto samples =
      stored_pictures({"420_500x375.jpg", "420_375x500.jpg", "420_61x200.jpg", "420_8x8.jpg"});
  const auto of_batch = [&](std::int64_t batch) { return both_views_of(samples, batch); };
  for (const int side_length : {40, 224}) {  // of large pictures the view travels, of the others the crop
    sdkt::device_batches batches{of_batch, 20, side_length, device.device, {.threads = 4, .max_images = 32}};
    for (std::int64_t batch = 0; batch < 20; ++batch) {
      const at::Tensor pixels = batches.next();
      CHECK(pixels.device() == device.device);
      CHECK(at::equal(pixels.cpu(), sdkt::load_images(of_batch(batch), side_length)));
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
    batch.add(sdkt::eval_request(image, side_length));
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
