// SPDX-License-Identifier: MIT
//
// The header of an image file says what decoding it says, and refuses what is none.
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"
#include "../../support/sentence_of.hpp"
#include <sdkt/image/header.hpp>

namespace {

namespace fs = std::filesystem;

/// What reading the header of a file with these bytes says.
std::string refusal(std::string_view bytes, const sdkt::decode_options& options = {}) {
  const test::temporary_file file{std::string{bytes}};
  return sdkt_test::sentence_of<sdkt::format_error>(
      [&] { static_cast<void>(sdkt::image::read_image_header(file.path(), "the image", options)); });
}

bool says(const std::string& sentence, const char* part) {
  INFO(sentence);
  return sentence.starts_with("the image: ") && sentence.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every stored image that decodes has the size of its pixels in its header") {
  std::size_t compared = 0;
  for (const auto& entry : fs::directory_iterator{test::stored_images()}) {
    const std::string suffix = entry.path().extension().string();
    if (suffix != ".jpg" && suffix != ".png") continue;
    INFO(entry.path());
    const auto bytes = test::stored_image(entry.path().filename().string());
    sdkt::rgb_image image;
    try {
      image = sdkt::decode_image(bytes, "the image");
    } catch (const sdkt::format_error&) {
      continue;  // damaged behind its header, or refused for what the header does not say
    }
    const sdkt::image::image_header header = sdkt::image::read_image_header(entry.path(), "the image");
    CHECK((header.width == image.width && header.height == image.height));
    ++compared;
  }
  CHECK(compared > 50);
}

TEST_CASE("what is no image, or has no pixels or too many, is refused with its name") {
  const std::string png = test::text_of(test::stored_image("rgb_8_2x3.png"));
  CHECK(refusal(png.substr(0, 24)).empty());  // the header is all that is read
  CHECK(says(refusal(""), "is empty"));
  CHECK(says(refusal("GIF88a"), "expected a JPEG, PNG, GIF or BMP image"));
  CHECK(says(refusal(png.substr(0, 20)), "does not begin with a header"));
  std::string none = png;
  none.replace(16, 4, std::string(4, '\0'));
  CHECK(says(refusal(none), "no pixels"));
  CHECK(says(refusal(png, {.max_pixels = 5}), "2 x 3 pixels, above the limit of 5"));
  const std::string jpeg = test::text_of(test::stored_image("420_8x8.jpg"));
  CHECK(says(refusal(jpeg.substr(0, 30)), "ends too early"));
  CHECK(says(refusal("\xff\xd8\xff\xd9"), "no frame"));
  std::string deep = jpeg;
  const std::size_t frame = deep.find("\xff\xc0");
  REQUIRE(frame != std::string::npos);
  deep[frame + 4] = 12;
  CHECK(says(refusal(deep), "not of 8 bits"));
  CHECK(!sdkt_test::sentence_of<sdkt::file_error>([] {
           static_cast<void>(sdkt::image::read_image_header("/no/such", "x"));
         }).empty());
}
