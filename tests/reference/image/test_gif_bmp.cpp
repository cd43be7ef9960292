// SPDX-License-Identifier: MIT
//
// GIF and BMP files of every kind have the pixels that Pillow's convert("RGB") gives, and the size in their
// header.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <sdkt/images.hpp>

namespace {

const std::filesystem::path image_folder =
    std::filesystem::path{SDKT_SOURCE_DIR} / "tests" / "reference" / "image";

nlohmann::json gif_bmp_pixels() {
  return nlohmann::json::parse(std::ifstream{image_folder / "gif_bmp.json"});
}

/// FNV-1a in hexadecimal.
std::string fingerprint_of(const sdkt::rgb_image& image) {
  std::uint64_t value = 0xCBF29CE484222325U;
  for (const std::uint8_t byte : image.pixels) value = (value ^ byte) * 0x100000001B3U;
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return text;
}

}  // namespace

TEST_CASE("GIF and BMP files have Pillow's pixels") {
  const sdkt::folder_source files{image_folder / "gif_bmp"};
  for (const auto& one : gif_bmp_pixels()) {
    const std::string name = one["file"];
    CAPTURE(name);
    const auto bytes = files.read(name);
    const sdkt::rgb_image image = sdkt::decode_image(bytes, name);
    CHECK(image.width == one["width"]);
    CHECK(image.height == one["height"]);
    CHECK(fingerprint_of(image) == one["pixels"]);
    const sdkt::image::image_header header = sdkt::image::read_image_header(files.path_of(name), name);
    CHECK((header.width == image.width && header.height == image.height));
  }
}

TEST_CASE("every GIF and BMP file that ends early is refused, whichever byte it ends at") {
  const sdkt::folder_source files{image_folder / "gif_bmp"};
  for (const char* name : {"pillow.gif", "local_palette.gif", "bits_4.bmp", "bits_24_header_40.bmp",
                           "runs_8.bmp", "masks_565.bmp"}) {
    const auto whole = files.read(name);
    const sdkt::rgb_image image = sdkt::decode_image(whole, name);
    std::size_t num_read = 0;
    for (std::size_t size = 0; size < whole.size(); ++size) {
      try {
        const sdkt::rgb_image part = sdkt::decode_image(std::span{whole}.first(size), name);
        CHECK(part.pixels == image.pixels);  // only what no pixel needs is missing
        ++num_read;
      } catch (const sdkt::format_error&) {
      }
    }
    CAPTURE(name);
    CHECK(num_read <= 6);
  }
}

TEST_CASE("every stored GIF and BMP file is expected") {
  std::set<std::string> stored, names;
  for (const auto& entry : std::filesystem::directory_iterator{image_folder / "gif_bmp"})
    stored.insert(entry.path().filename().string());
  for (const auto& one : gif_bmp_pixels()) names.insert(one["file"]);
  CHECK(stored == names);
}
