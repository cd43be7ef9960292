// SPDX-License-Identifier: MIT
//
// The train and eval views: bounds and distribution of random crops, keys, fallbacks and refusals.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"

namespace {

sdkt::random_stream stream(std::uint32_t index) {
  return sdkt::random_stream{{.seed = 1102, .purpose = sdkt::random_purpose::task_crop, .index = index}};
}

sdkt::image::crop_box draw(int width, int height, std::uint32_t index,
                           const sdkt::crop_options& options = {}) {
  sdkt::random_stream random = stream(index);
  return sdkt::image::random_resized_crop(width, height, random, options);
}

bool inside(const sdkt::image::crop_box& box, int width, int height) {
  return box.left >= 0 && box.top >= 0 && box.width >= 1 && box.height >= 1 &&
         box.left + box.width <= width && box.top + box.height <= height;
}

}  // namespace

TEST_CASE("Python's rounding takes halves to the even number") {
  using sdkt::detail::round_half_even;
  for (const auto& [x, rounded] : {std::pair{0.5, 0.0},
                                   {1.5, 2.0},
                                   {2.5, 2.0},
                                   {-0.5, 0.0},
                                   {-1.5, -2.0},
                                   {-2.5, -2.0},
                                   {2.4999, 2.0},
                                   {2.5001, 3.0},
                                   {7.0, 7.0},
                                   {0.49999999999999994, 0.0}}) {
    CHECK(round_half_even(x) == rounded);
  }
}

TEST_CASE("random crops keep to the area and the aspect ratio, but for the rounding of their sides") {
  for (const auto& [width, height] : {std::pair{500, 375}, {375, 500}, {333, 333}, {640, 480}, {64, 64}}) {
    for (std::uint32_t i = 0; i < 4000; ++i) {
      const sdkt::image::crop_box box = draw(width, height, i);
      if (!inside(box, width, height)) FAIL("a box outside of the image");
      const double low_area = (box.width - 0.5) * (box.height - 0.5);
      const double high_area = (box.width + 0.5) * (box.height + 0.5);
      const double area = static_cast<double>(width) * height;
      if (high_area < 0.9 * area || low_area > area) FAIL("area " << box.width << " x " << box.height);
      if ((box.width + 0.5) / (box.height - 0.5) < 3.0 / 4.0) FAIL("too narrow");
      if ((box.width - 0.5) / (box.height + 0.5) > 4.0 / 3.0) FAIL("too wide");
    }
  }
}

TEST_CASE("the places of a random crop are uniform") {
  // Half the area at aspect ratio 1: every box is 141 x 141 in an image of 200 x 200, so 60 places a side.
  const sdkt::crop_options options{.min_area = 0.5, .max_area = 0.5, .min_aspect = 1.0, .max_aspect = 1.0};
  constexpr int draws = 60'000;
  std::array<int, 60> top{};
  std::array<int, 60> left{};
  double product = 0.0;
  for (std::uint32_t i = 0; i < draws; ++i) {
    const sdkt::image::crop_box box = draw(200, 200, i, options);
    REQUIRE(box.width == 141);
    REQUIRE(box.height == 141);
    ++top.at(static_cast<std::size_t>(box.top));
    ++left.at(static_cast<std::size_t>(box.left));
    product += (box.top - 29.5) * (box.left - 29.5);
  }
  for (std::size_t i = 0; i < 60; ++i) {
    CHECK(std::abs(top[i] - 1000) < 160);  // five standard deviations
    CHECK(std::abs(left[i] - 1000) < 160);
  }
  // Independent: the correlation of 60,000 draws is within five of its standard deviations, 1 / sqrt(60,000).
  CHECK(std::abs(product / draws / ((60.0 * 60.0 - 1.0) / 12.0)) < 5.0 / std::sqrt(60'000.0));
}

TEST_CASE("aspect ratios are uniform in their logarithm") {
  const sdkt::crop_options options{.min_area = 0.1, .max_area = 0.1, .min_aspect = 0.5, .max_aspect = 2.0};
  std::array<int, 4> quarters{};
  for (std::uint32_t i = 0; i < 8000; ++i) {
    const sdkt::image::crop_box box = draw(4000, 4000, i, options);
    const double place = (std::log2(static_cast<double>(box.width) / box.height) + 1.0) / 2.0;
    ++quarters.at(static_cast<std::size_t>(std::min(place * 4.0, 3.0)));
  }
  for (const int count : quarters) CHECK(std::abs(count - 2000) < 200);  // five standard deviations
}

TEST_CASE("the same key gives the same box and another key another one") {
  int different = 0;
  for (std::uint32_t i = 0; i < 100; ++i) {
    CHECK(draw(400, 400, i) == draw(400, 400, i));
    different += draw(400, 400, i) == draw(400, 400, i + 1) ? 0 : 1;
  }
  CHECK(different >= 95);
}

TEST_CASE("an image wider or higher than any try allows has one constant, centred crop") {
  for (std::uint32_t i = 0; i < 50; ++i) {
    CHECK(draw(600, 300, i) == sdkt::image::crop_box{100, 0, 400, 300});
    CHECK(draw(300, 600, i) == sdkt::image::crop_box{0, 100, 300, 400});
    CHECK(draw(1, 1, i) == sdkt::image::crop_box{0, 0, 1, 1});
    CHECK(inside(draw(1, 1000, i), 1, 1000));
    CHECK(inside(draw(1000, 1, i), 1000, 1));
  }
}

TEST_CASE("a train view is the resized crop of the same stream") {
  const auto image = sdkt::decode_image(test::stored_image("420_160x100.jpg"), "a");
  sdkt::random_stream random = stream(4);
  const auto view = sdkt::train_view(image, 32, random);
  CHECK(view.width == 32);
  CHECK(view.height == 32);
  CHECK(view.pixels ==
        sdkt::image::resize_bicubic(sdkt::image::crop(image, draw(160, 100, 4)), 32, 32).pixels);
}

TEST_CASE("an eval view of a very long image computes its centre alone") {
  sdkt::rgb_image image = sdkt::detail::blank_image(1, 400'000);
  for (auto& value : image.pixels) value = 9;
  const auto view = sdkt::eval_view(image, 224);
  REQUIRE(view.pixels.size() == 3 * 224 * 224);
  CHECK(view.pixels == std::vector<std::uint8_t>(3 * 224 * 224, 9));
}

TEST_CASE("a crop copies its pixels and refuses to look outside of the image") {
  sdkt::rgb_image image = sdkt::detail::blank_image(4, 3);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i);
  const auto part = sdkt::image::crop(image, {1, 2, 2, 1});
  CHECK(part.width == 2);
  CHECK(part.height == 1);
  CHECK(part.pixels == std::vector<std::uint8_t>{27, 28, 29, 30, 31, 32});
  CHECK(test::sentence_of<sdkt::setting_error>(
            [&] { static_cast<void>(sdkt::image::crop(image, {1, 2, 2, 2})); }) ==
        "crop: a box of 2 x 2 at (1, 2) in an image of 4 x 3; give a box of at least one pixel that lies "
        "inside the image");
  for (const sdkt::image::crop_box box : {sdkt::image::crop_box{-1, 0, 2, 2},
                                          {0, -1, 2, 2},
                                          {0, 0, 0, 1},
                                          {0, 0, 1, 0},
                                          {3, 0, 2, 1},
                                          {2147483647, 0, 1, 1}}) {
    CHECK_THROWS_AS(sdkt::image::crop(image, box), sdkt::setting_error);
    CHECK_THROWS_AS(sdkt::image::resized_crop(image, box, 8), sdkt::setting_error);
  }
}

TEST_CASE("views of no size, of no image and crops from impossible ranges are refused") {
  const sdkt::rgb_image image = sdkt::detail::blank_image(4, 3);
  sdkt::random_stream random = stream(0);
  CHECK_THROWS_AS(sdkt::eval_view(image, 0), sdkt::setting_error);
  CHECK_THROWS_AS(sdkt::eval_view({}, 8), sdkt::setting_error);
  CHECK_THROWS_AS(sdkt::train_view(image, -1, random), sdkt::setting_error);
  CHECK_THROWS_AS(sdkt::train_view({}, 8, random), sdkt::setting_error);
  CHECK(test::sentence_of<sdkt::setting_error>([&] { draw(9, 9, 0, {.min_area = 0.0}); }) ==
        "crop_options: an area range of 0.000000 to 1.000000; give 0 < min_area <= max_area <= 1");
  CHECK(test::sentence_of<sdkt::setting_error>([&] {
          draw(9, 9, 0, {.min_aspect = 2.0, .max_aspect = 1.0});
        }) == "crop_options: an aspect range of 2.000000 to 1.000000; give 0 < min_aspect <= max_aspect");
  CHECK_THROWS_AS(draw(9, 9, 0, {.max_area = 1.5}), sdkt::setting_error);
  CHECK_THROWS_AS(draw(9, 9, 0, {.max_area = std::nan("")}), sdkt::setting_error);
}
