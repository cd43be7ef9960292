// SPDX-License-Identifier: MIT
//
// Decoding, resizing and views against Pillow and torchvision (make_images.py), bit for bit on every stored
// file.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <sdkt/images.hpp>

namespace {

const std::string folder = std::string{SDKT_SOURCE_DIR} + "/tests/reference/image/";

nlohmann::json stored(const std::string& name) {
  std::ifstream file{folder + name};
  REQUIRE(file.good());
  return nlohmann::json::parse(file);
}

/// FNV-1a of 64 bits, in hexadecimal.
std::string fingerprint(const sdkt::rgb_image& image) {
  REQUIRE(image.pixels.size() ==
          3 * static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height));
  std::uint64_t value = 0xCBF29CE484222325U;
  for (const std::uint8_t byte : image.pixels) value = (value ^ byte) * 0x100000001B3U;
  std::string text(16, '0');
  for (std::size_t i = 0; i < 16; ++i) text[i] = "0123456789abcdef"[(value >> (60 - 4 * i)) & 15U];
  return text;
}

sdkt::rgb_image decoded(const std::string& name) {
  const sdkt::folder_source data{folder + "data"};
  return sdkt::decode_image(data.read(name), data.where(name));
}

}  // namespace

TEST_CASE("every stored image decodes to Pillow's pixels") {
  const auto expected = stored("expected.json");
  REQUIRE(expected.size() >= 60);
  for (const auto& entry : expected) {
    const std::string name = entry["file"];
    CAPTURE(name);
    const sdkt::rgb_image image = decoded(name);
    CHECK(image.width == entry["width"]);
    CHECK(image.height == entry["height"]);
    CHECK(fingerprint(image) == entry["pixels"]);
  }
}

TEST_CASE("resizing equals Pillow's bicubic resize to larger, smaller and equal sides") {
  for (const auto& entry : stored("expected.json")) {
    const std::string name = entry["file"];
    const sdkt::rgb_image image = decoded(name);
    for (const auto& size : entry["resize"]) {
      CAPTURE(name, size.dump());
      const sdkt::rgb_image resized = sdkt::image::resize_bicubic(image, size[0], size[1]);
      CHECK(resized.width == size[0]);
      CHECK(resized.height == size[1]);
      CHECK(fingerprint(resized) == size[2]);
    }
  }
}

TEST_CASE("the eval view equals torchvision's Resize and CenterCrop on a Pillow image") {
  for (const auto& entry : stored("expected.json")) {
    const std::string name = entry["file"];
    const sdkt::rgb_image image = decoded(name);
    for (const auto& view : entry["eval"]) {
      CAPTURE(name, view.dump());
      const sdkt::rgb_image result = sdkt::eval_view(image, view[0]);
      CHECK(result.width == view[0]);
      CHECK(result.height == view[0]);
      CHECK(fingerprint(result) == view[1]);
    }
  }
}

TEST_CASE("a train view of a given box equals torchvision's resized_crop on a Pillow image") {
  for (const auto& entry : stored("expected.json")) {
    const std::string name = entry["file"];
    const sdkt::rgb_image image = decoded(name);
    for (const auto& view : entry["crop"]) {
      CAPTURE(name, view.dump());
      const sdkt::image::crop_box box{view[0], view[1], view[2], view[3]};
      CHECK(fingerprint(sdkt::image::resized_crop(image, box, view[4])) == view[5]);
      const int size = view[4];
      CHECK(fingerprint(sdkt::image::resize_bicubic(sdkt::image::crop(image, box), size, size)) == view[5]);
    }
  }
}

TEST_CASE("the crop for images in which no try fits is torchvision's") {
  const auto boxes = stored("fallback.json");
  REQUIRE(boxes.size() >= 200);
  int reached = 0;
  for (const auto& entry : boxes) {
    CAPTURE(entry.dump());
    const int width = entry[0];
    const int height = entry[1];
    const sdkt::image::crop_box expected{entry[2], entry[3], entry[4], entry[5]};
    CHECK(sdkt::detail::centred_crop(width, height, {}) == expected);
    // Without the rounding of small images, no try fits from 4/3 / 0.9 on.
    const double aspect = static_cast<double>(width) / height;
    if (std::min(width, height) < 40 || (aspect < 1.6 && aspect > 1 / 1.6)) continue;
    ++reached;
    sdkt::random_stream random{{.seed = 7, .index = static_cast<std::uint32_t>(width)}};
    CHECK(sdkt::image::random_resized_crop(width, height, random) == expected);
  }
  CHECK(reached >= 20);
}

TEST_CASE("every stored file is expected and every expected file is stored") {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator{folder + "data"}) {
    files.insert(entry.path().filename().string());
  }
  std::set<std::string> names;
  for (const auto& entry : stored("expected.json")) names.insert(entry["file"]);
  CHECK(files == names);
}
