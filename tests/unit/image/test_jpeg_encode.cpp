// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <utility>

#include <catch2/catch_test_macros.hpp>

#include "../../support/sentence_of.hpp"
#include <sdkt/image/decode.hpp>
#include <sdkt/image/jpeg_encode.hpp>

namespace {

/// A smooth picture, which JPEG keeps well.
sdkt::rgb_image gradient(int width, int height) {
  sdkt::rgb_image image = sdkt::detail::blank_image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      auto* pixel = image.pixels.data() + 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                               static_cast<std::size_t>(x));
      pixel[0] = static_cast<std::uint8_t>(255 * x / width);
      pixel[1] = static_cast<std::uint8_t>(255 * y / height);
      pixel[2] = 128;
    }
  }
  return image;
}

}  // namespace

TEST_CASE("a JPEG that was written is read back nearly as it was") {
  const sdkt::rgb_image image = gradient(53, 37);
  const std::string file = sdkt::image::encode_jpeg(image, 95);
  const auto again = sdkt::decode_image(std::as_bytes(std::span{file.data(), file.size()}), "x.jpg");
  REQUIRE((again.width == 53 && again.height == 37));
  int worst = 0;
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    worst = std::max(worst, std::abs(int{image.pixels[i]} - int{again.pixels[i]}));
  CHECK(worst <= 12);
  CHECK(sdkt::image::encode_jpeg(image, 95) == file);
  CHECK(sdkt::image::encode_jpeg(image, 30).size() < file.size());
}

TEST_CASE("a thumbnail has the image's shape and is never larger than it") {
  const auto size_of = [](const sdkt::rgb_image& image) { return std::pair{image.width, image.height}; };
  CHECK(size_of(sdkt::image::thumbnail(gradient(400, 200), 96)) == std::pair{96, 48});
  CHECK(size_of(sdkt::image::thumbnail(gradient(100, 301), 96)) == std::pair{32, 96});
  CHECK(size_of(sdkt::image::thumbnail(gradient(2000, 3), 96)) == std::pair{96, 1});
  CHECK(sdkt::image::thumbnail(gradient(28, 28), 96).pixels == gradient(28, 28).pixels);
}

TEST_CASE("an image without pixels is neither encoded nor made smaller, nor one that JPEG has no room for") {
  using sdkt_test::sentence_of;
  CHECK_FALSE(
      sentence_of<sdkt::setting_error>([] { static_cast<void>(sdkt::image::encode_jpeg({})); }).empty());
  CHECK_FALSE(
      sentence_of<sdkt::setting_error>([] { static_cast<void>(sdkt::image::thumbnail({}, 96)); }).empty());
  CHECK_FALSE(sentence_of<sdkt::setting_error>([] {
                static_cast<void>(sdkt::image::thumbnail(gradient(2, 2), 0));
              }).empty());
  CHECK(sentence_of<sdkt::format_error>([] {
          static_cast<void>(sdkt::image::encode_jpeg(gradient(66'000, 1)));
        }).find("65500") != std::string::npos);
}
