// SPDX-License-Identifier: MIT
//
// Facts that hold for every resize: constants, mirror images, windows, and a sum written down in double.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"
#include <sdkt/image/blend.hpp>

namespace {

sdkt::rgb_image noise(int width, int height, std::uint32_t index) {
  sdkt::rgb_image image = sdkt::detail::blank_image(width, height);
  sdkt::random_stream random{{.seed = 3, .index = index}};
  for (auto& value : image.pixels) value = static_cast<std::uint8_t>(random.below(256));
  return image;
}

sdkt::rgb_image mirrored(const sdkt::rgb_image& image) {
  sdkt::rgb_image result = image;
  const auto width = static_cast<std::size_t>(image.width);
  for (std::size_t i = 0; i < image.pixels.size() / 3; ++i) {
    const std::size_t from = i / width * width + (width - 1 - i % width);
    for (std::size_t c = 0; c < 3; ++c) result.pixels[3 * i + c] = image.pixels[3 * from + c];
  }
  return result;
}

/// One value of a resized row, from the definition: a normalised sum over all source pixels, in double.
double resized_value(const sdkt::rgb_image& row, int width, int x, std::size_t channel) {
  const double scale = static_cast<double>(row.width) / width;
  const double stretch = std::max(scale, 1.0);
  double total = 0.0;
  double sum = 0.0;
  for (int i = 0; i < row.width; ++i) {
    const double t = std::abs((i + 0.5 - (x + 0.5) * scale) / stretch);
    double weight = 0.0;
    if (t < 1.0) weight = 1.5 * t * t * t - 2.5 * t * t + 1.0;
    if (t >= 1.0 && t < 2.0) weight = -0.5 * t * t * t + 2.5 * t * t - 4.0 * t + 2.0;
    total += weight;
    sum += weight * row.pixels[3 * static_cast<std::size_t>(i) + channel];
  }
  return std::clamp(sum / total, 0.0, 255.0);
}

/// Draws whole numbers from 0 to below a bound.
struct below {
  sdkt::random_stream& random;
  int operator()(int bound) const {
    return static_cast<int>(random.below(static_cast<std::uint64_t>(bound)));
  }
};

}  // namespace

TEST_CASE("an image of one colour keeps it at every size") {
  for (const int value : {0, 1, 127, 254, 255}) {
    sdkt::rgb_image image = sdkt::detail::blank_image(13, 7);
    std::fill(image.pixels.begin(), image.pixels.end(), static_cast<std::uint8_t>(value));
    for (const auto& [width, height] : {std::pair{1, 1}, {13, 7}, {5, 90}, {200, 3}, {64, 64}}) {
      const auto resized = sdkt::image::resize_bicubic(image, width, height);
      CHECK(std::all_of(resized.pixels.begin(), resized.pixels.end(), [&](int v) { return v == value; }));
    }
  }
}

TEST_CASE("a resize to the same size changes nothing") {
  const auto image = noise(31, 17, 0);
  CHECK(sdkt::image::resize_bicubic(image, 31, 17).pixels == image.pixels);
}

TEST_CASE("resizing one row is the cubic sum of its definition, rounded") {
  sdkt::random_stream random{{.seed = 8}};
  for (std::uint32_t i = 0; i < 200; ++i) {
    const int source = 1 + static_cast<int>(random.below(60));
    const int width = 1 + static_cast<int>(random.below(60));
    const auto row = noise(source, 1, i);
    const auto resized = sdkt::image::resize_bicubic(row, width, 1);
    for (int x = 0; x < width; ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        const double exact = resized_value(row, width, x, c);
        const int value = resized.pixels[3 * static_cast<std::size_t>(x) + c];
        // Half a step of rounding, and the 22 bits of the weights.
        if (std::abs(value - exact) > 0.5 + 1e-3) FAIL_CHECK(source << " to " << width << " at " << x);
      }
    }
  }
}

TEST_CASE("resizing commutes with mirroring when the scale has no rounding of its own") {
  for (std::uint32_t i = 0; i < 20; ++i) {
    const auto image = noise(64, 16, i);
    CHECK(sdkt::image::resize_bicubic(mirrored(image), 32, 8).pixels ==
          mirrored(sdkt::image::resize_bicubic(image, 32, 8)).pixels);
    CHECK(sdkt::image::resize_bicubic(mirrored(image), 128, 16).pixels ==
          mirrored(sdkt::image::resize_bicubic(image, 128, 16)).pixels);
  }
}

TEST_CASE("a window of a resize is that part of the whole resize") {
  sdkt::random_stream random{{.seed = 9}};
  const below draw{random};
  for (std::uint32_t i = 0; i < 300; ++i) {
    const auto image = noise(1 + draw(40), 1 + draw(40), i);
    const int width = i % 5 == 0 ? image.width : 1 + draw(60);
    const int height = i % 7 == 0 ? image.height : 1 + draw(60);
    const sdkt::image::crop_box box{draw(width), draw(height), 0, 0};
    const sdkt::image::crop_box window{box.left, box.top, 1 + draw(width - box.left),
                                       1 + draw(height - box.top)};
    const auto whole = sdkt::image::crop(sdkt::image::resize_bicubic(image, width, height), window);
    const auto part = sdkt::detail::resample(sdkt::detail::whole(image), width, height, window.left,
                                             window.top, window.width, window.height);
    CHECK(part.pixels == whole.pixels);
  }
}

TEST_CASE("weighted rows are the same numbers by every way that a processor offers") {
  sdkt::random_stream random{{.seed = 10}};
  for (std::size_t length = 1; length < 70; ++length) {
    const int count = static_cast<int>(random.below(12));
    const std::size_t stride = length + random.below(5);
    std::vector<std::uint8_t> rows(stride * 12);
    for (auto& value : rows) value = static_cast<std::uint8_t>(random.below(256));
    std::vector<std::int32_t> weights(static_cast<std::size_t>(count));
    for (auto& weight : weights) weight = static_cast<std::int32_t>(random.below(1U << 20)) - (1 << 18);
    std::vector<std::uint8_t> fast(length);
    std::vector<std::uint8_t> plain(length);
    std::vector<std::uint8_t> exact(length);
    sdkt::detail::blend_rows(rows.data(), stride, weights.data(), count, fast.data(), length);
    sdkt::detail::blend_rows_anywhere(rows.data(), stride, weights.data(), count, plain.data(), length);
    for (std::size_t i = 0; i < length; ++i) {
      double sum = 0.0;
      for (std::size_t k = 0; k < weights.size(); ++k)
        sum += weights[k] * static_cast<double>(rows[k * stride + i]);
      exact[i] = static_cast<std::uint8_t>(std::clamp(std::floor(sum / (1 << 22) + 0.5), 0.0, 255.0));
    }
    CHECK(fast == exact);
    CHECK(plain == exact);
  }
}

TEST_CASE("rows are filtered into the same bytes by every way that a processor offers") {
  sdkt::random_stream random{{.seed = 11}};
  const below draw{random};
  for (std::uint32_t i = 0; i < 400; ++i) {
    const auto image = noise(1 + draw(90), 1 + draw(90), i);
    const int left = draw(image.width), top = draw(image.height);
    const auto window = sdkt::detail::window_of(
        image, {left, top, 1 + draw(image.width - left), 1 + draw(image.height - top)});
    const auto across =
        sdkt::detail::filters_of(sdkt::pixel_filter::bicubic, window.width, 1 + draw(100), 0, 1);
    const int wide = 1 + draw(100);
    const auto rows = sdkt::detail::filters_of(sdkt::pixel_filter::bicubic, window.width, wide, 0, wide);
    CHECK(sdkt::detail::filter_rows(window, rows).pixels ==
          sdkt::detail::filter_rows_anywhere(window, rows).pixels);
    CHECK(sdkt::detail::filter_rows(window, across).pixels ==
          sdkt::detail::filter_rows_anywhere(window, across).pixels);
  }
}

TEST_CASE("bytes are transposed at every size") {
  for (std::size_t width = 1; width < 30; ++width) {
    for (std::size_t height = 1; height < 20; ++height) {
      std::vector<std::uint8_t> source(height * 32);
      for (std::size_t i = 0; i < source.size(); ++i) source[i] = static_cast<std::uint8_t>(i * 89 % 251);
      std::vector<std::uint8_t> target(width * 24, 255);
      sdkt::detail::transpose_bytes(source.data(), 32, target.data(), 24, width, height);
      bool right = true;
      for (std::size_t x = 0; x < width; ++x) {
        for (std::size_t y = 0; y < 24; ++y) {
          right = right && target[x * 24 + y] == (y < height ? source[y * 32 + x] : 255);
        }
      }
      CHECK(right);
    }
  }
}

TEST_CASE("the order of the passes is by rows unless the height shrinks much more than the width") {
  using sdkt::detail::columns_first;
  CHECK_FALSE(columns_first(500, 375, 298, 224));
  CHECK_FALSE(columns_first(375, 500, 224, 298));
  CHECK_FALSE(columns_first(100, 100, 50, 50));
  CHECK(columns_first(300, 500, 224, 224));
  CHECK_FALSE(columns_first(72, 126, 31, 44));  // 82 is not more than twice 41
  CHECK(columns_first(72, 127, 31, 44));
  CHECK_FALSE(columns_first(10, 10, 100, 10));  // a height that stays or grows
  CHECK_FALSE(columns_first(10, 10, 100, 11));
}

TEST_CASE("sizes without pixels are refused") {
  const auto image = noise(4, 4, 0);
  CHECK(test::sentence_of<sdkt::setting_error>([&] {
          static_cast<void>(sdkt::image::resize_bicubic(image, 0, 5));
        }) == "resize_bicubic, result: an image size of 0 x 5; give a width and a height of at least 1");
  CHECK(test::sentence_of<sdkt::setting_error>([&] {
          static_cast<void>(sdkt::image::resize_bicubic({}, 5, 5));
        }) == "resize_bicubic, source: an image size of 0 x 0; give a width and a height of at least 1");
}
