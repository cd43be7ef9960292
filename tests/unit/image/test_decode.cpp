// SPDX-License-Identifier: MIT
//
// Decoding: what is refused and with what sentence, and that no cut or changed byte does harm or prints
// anything.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <string>
#include <unistd.h>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"
#include "../../support/png_parts.hpp"

namespace {

using sdkt_test::big_endian;
using sdkt_test::png_chunk;
using byte_list = std::vector<std::byte>;

std::string refused_image(const byte_list& bytes, const sdkt::decode_options& options = {}) {
  return test::sentence_of<sdkt::format_error>(
      [&] { static_cast<void>(sdkt::decode_image(bytes, "folder/a.img", options)); });
}

std::string restore() { return "; restore the file from its source or remove it"; }

/// Whether the bytes decode, to an image that is whole; anything but sdkt::format_error escapes.
bool decodes(std::span<const std::byte> bytes) {
  try {
    const sdkt::rgb_image image = sdkt::decode_image(bytes, "x", {.max_pixels = 1'000'000});
    return image.pixels.size() ==
           3 * static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  } catch (const sdkt::format_error&) {
    return false;
  }
}

/// Sends standard error to a file for as long as it lives.
class captured_stderr {
 public:
  explicit captured_stderr(const std::filesystem::path& path) : kept_{::dup(2)} {
    const int file = ::open(path.c_str(), O_WRONLY | O_TRUNC);
    ::dup2(file, 2);
    ::close(file);
  }
  captured_stderr(const captured_stderr&) = delete;
  captured_stderr& operator=(const captured_stderr&) = delete;
  ~captured_stderr() {
    std::fflush(stderr);
    ::dup2(kept_, 2);
    ::close(kept_);
  }

 private:
  int kept_;
};

/// A PNG file whose header promises this many pixels and which then ends.
byte_list png_of_size(std::uint32_t width, std::uint32_t height) {
  const std::string header = big_endian(width, 4) + big_endian(height, 4) + std::string{"\x08\x02\0\0\0", 5};
  return test::bytes_of("\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + png_chunk("IDAT", "\x78\x9c"));
}

/// A stored JPEG file whose header promises this size instead.
byte_list jpeg_of_size(std::uint32_t width, std::uint32_t height) {
  std::string text = test::text_of(test::stored_image("420_33x47.jpg"));
  const std::size_t frame = text.find("\xff\xc0");
  text.replace(frame + 5, 2, big_endian(height, 2));
  text.replace(frame + 7, 2, big_endian(width, 2));
  return test::bytes_of(text);
}

}  // namespace

TEST_CASE("an empty file and a file of another format are refused with what is supported") {
  CHECK(refused_image({}) == "folder/a.img: the image file is empty" + restore());
  const auto refused = [](std::string_view text) { return refused_image(test::bytes_of(text)); };
  const std::string expected = "folder/a.img: expected a JPEG, PNG, GIF or BMP image, found ";
  CHECK(refused("GIF88a..") ==
        expected + "a file that begins with 47 49 46 38 38 61 2e 2e; convert it to JPEG or PNG");
  CHECK(refused("\xff\xd8") == expected + "a file that begins with ff d8; convert it to JPEG or PNG");
  CHECK(refused("BM is how a text may begin") ==
        expected + "a file that begins with 42 4d 20 69 73 20 68 6f; convert it to JPEG or PNG");
}

TEST_CASE("a file of another known format is named, with a program that converts it") {
  using namespace std::string_view_literals;
  const std::pair<std::string_view, std::string_view> kinds[] = {
      {"RIFF\0\0\0\0WEBPVP8 "sv, "a WebP image; convert it to PNG, for example with dwebp "},
      {"II*\0...."sv, "a TIFF image; convert it to PNG, for example with mogrify "},
      {"MM\0*...."sv, "a TIFF image; "},
      {"\0\0\0\x1C"
       "ftypavif...."sv,
       "an AVIF image; convert it to PNG, for example with avifdec "},
      {"\0\0\0\x1C"
       "ftypheic...."sv,
       "a HEIC image; convert it to PNG, for example with heif-convert "},
      {"\xFF\x0A...."sv, "a JPEG XL image; convert it to PNG, for example with djxl "},
      {"\0\0\0\x0CJXL \r\n"sv, "a JPEG XL image; "},
      {"\0\0\0\x0CjP  \r\n"sv, "a JPEG 2000 image; "},
      {"8BPS\0\1"sv, "a Photoshop document; "},
      {"<?xml version=\"1.0\"?>\n<svg width=\"8\">"sv, "an SVG drawing; draw it as PNG, for example with "},
      {"P6\n2 2\n255\n"sv, "a PNM image; "},
      {"<!DOCTYPE html>"sv, "an HTML page; download the image itself"},
      {"version https://git-lfs.github.com/spec/v1\n"sv,
       "a pointer of Git LFS; fetch the image itself: git lfs pull"},
      {"PK\3\4"sv, "a ZIP archive; "},
      {"\0\0\0\0\0\0\0\0\0"sv, "a file that begins with zeros; restore the file "},
  };
  for (const auto& [bytes, what] : kinds) {
    const std::string said = refused_image(test::bytes_of(bytes));
    CAPTURE(said);
    CHECK(
        said.starts_with("folder/a.img: expected a JPEG, PNG, GIF or BMP image, found " + std::string{what}));
  }
}

TEST_CASE("a GIF or BMP that promises more than its file holds is refused before anything is allocated") {
  using namespace std::string_view_literals;
  const auto refused = [](std::string_view text) { return refused_image(test::bytes_of(text)); };
  const std::string gif{"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\1\0\1\0\0\2\2\x44\1\0;"sv};
  CHECK(refused(gif).find("image of 65535 x 65535 pixels, above the limit") != std::string::npos);
  std::string wide = gif;
  wide.replace(6, 4, "\xff\x2f\xff\x2f");
  CHECK(refused(wide).find("damaged or truncated GIF image (12287 x 12287 pixels in a file of") !=
        std::string::npos);
  CHECK(refused("GIF89a\1\0\1\0\0\0\0;"sv).find("it contains no picture") != std::string::npos);
  std::string bmp = "BM" + std::string(52, '\0');
  bmp[14] = 40;
  CHECK(refused(bmp).find("damaged or truncated BMP image (it has no pixels)") != std::string::npos);
  bmp[18] = bmp[22] = 100;
  bmp[28] = 24;
  CHECK(refused(bmp).find("damaged or truncated BMP image (the file ends too early)") != std::string::npos);
  bmp[30] = 4;
  CHECK(refused(bmp).find("a BMP image of compression 4, which is not supported; convert it to PNG") !=
        std::string::npos);
}

TEST_CASE("an image above the pixel limit is refused by its header") {
  const std::string remedy =
      "; remove it or scale it down; in C++, decode_options::max_pixels sets the limit";
  CHECK(refused_image(png_of_size(100'000, 100'000)) ==
        "folder/a.img: image of 100000 x 100000 pixels, above the limit of 178956970 pixels" + remedy);
  CHECK(refused_image(png_of_size(0x7FFFFFFF, 0x7FFFFFFF)).find("above the limit") != std::string::npos);
  CHECK(refused_image(jpeg_of_size(65'500, 65'500)) ==
        "folder/a.img: image of 65500 x 65500 pixels, above the limit of 178956970 pixels" + remedy);
  const byte_list small = test::stored_image("420_33x47.jpg");
  CHECK(refused_image(small, {.max_pixels = 33 * 47 - 1}) ==
        "folder/a.img: image of 33 x 47 pixels, above the limit of 1550 pixels" + remedy);
  CHECK(refused_image(small, {.max_pixels = 33 * 47}) == "nothing was thrown");
}

TEST_CASE("sizes of zero and a frame that grew are refused") {
  CHECK(refused_image(png_of_size(0, 5)).find("damaged or truncated PNG image (") != std::string::npos);
  CHECK(refused_image(jpeg_of_size(0, 5)).find("damaged or truncated JPEG image (") != std::string::npos);
  CHECK(refused_image(jpeg_of_size(33, 400)).find("damaged or truncated JPEG image (") != std::string::npos);
}

TEST_CASE("a JPEG file that ends early is refused, whichever byte it ends at") {
  for (const std::string name : {"420_8x8.jpg", "420_33x47.jpg", "progressive_420.jpg", "three_scans.jpg",
                                 "ycck_420.jpg", "restart.jpg"}) {
    const byte_list whole = test::stored_image(name);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      if (decodes(std::span{whole}.first(length))) FAIL_CHECK(name << " decodes with " << length << " bytes");
    }
    CHECK(decodes(whole));
  }
  byte_list cut = test::stored_image("420_33x47.jpg");
  cut.resize(cut.size() - 100);
  CHECK(refused_image(cut) ==
        "folder/a.img: damaged or truncated JPEG image (Premature end of JPEG file)" + restore());
}

TEST_CASE("a PNG file that ends before its pixels are complete is refused; its end chunk may be missing") {
  constexpr std::size_t end_chunk = 12;
  for (const std::string name :
       {"rgb_8.png", "rgb_8_interlaced.png", "palette_4.png", "grey_16.png", "rgb_8_small_idat.png"}) {
    const byte_list whole = test::stored_image(name);
    for (std::size_t length = 0; length <= whole.size(); ++length) {
      const bool complete = length + end_chunk >= whole.size();
      if (decodes(std::span{whole}.first(length)) != complete)
        FAIL_CHECK(name << " with " << length << " bytes");
    }
  }
  byte_list cut = test::stored_image("rgb_8.png");
  cut.resize(cut.size() - 100);
  CHECK(refused_image(cut) ==
        "folder/a.img: damaged or truncated PNG image (the file ends too early)" + restore());
}

TEST_CASE("a JPEG scan that stops at a marker is refused instead of filled with grey") {
  byte_list bytes = test::stored_image("420_160x100.jpg");
  bytes.resize(bytes.size() / 2);
  bytes.push_back(std::byte{0xFF});
  bytes.push_back(std::byte{0xD9});
  CHECK(refused_image(bytes) ==
        "folder/a.img: damaged or truncated JPEG image (Corrupt JPEG data: premature end of data segment)" +
            restore());
}

TEST_CASE("a changed byte in PNG pixels is found by a checksum") {
  byte_list bytes = test::stored_image("rgb_8.png");
  bytes[bytes.size() / 2] ^= std::byte{0x10};
  CHECK(refused_image(bytes).find("damaged or truncated PNG image (") != std::string::npos);
}

TEST_CASE("changed bytes never crash the decoder and nothing is printed") {
  const test::temporary_file log{""};
  {
    const captured_stderr capture{log.path()};
    for (const std::string name :
         {"420_8x8.jpg", "progressive_420.jpg", "cmyk_adobe.jpg", "sampling_mixed.jpg", "restart.jpg",
          "palette_4_alpha_interlaced.png", "rgb_8_metadata.png", "grey_alpha_16.png", "palette_short.png"}) {
      const byte_list whole = test::stored_image(name);
      for (std::size_t at = 0; at < whole.size(); ++at) {
        byte_list changed = whole;
        changed[at] ^= std::byte{static_cast<unsigned char>(1U << (at % 8))};
        decodes(changed);
        changed[at] = std::byte{0xFF};
        decodes(changed);
      }
    }
  }
  CHECK(sdkt::folder_source{"/"}.read(log.path().string()).empty());
}
