// SPDX-License-Identifier: MIT
//
// JPEG and PNG files: the stored ones of the image tests, encoded ones, and bombs.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>
#include <png.h>

#include "../../support/png_parts.hpp"
#include "seeds.hpp"

namespace sdkt_fuzz {

using sdkt_test::big_endian;
using sdkt_test::deflated;
using sdkt_test::png_chunk;

namespace {

constexpr std::size_t largest_stored = 3000;

std::vector<unsigned char> gradient(std::size_t width, std::size_t height, std::size_t channels) {
  std::vector<unsigned char> pixels(width * height * channels);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<unsigned char>((i * 7) & 255U);
  return pixels;
}

/// A progressive one has ten scans.
std::string jpeg_of(unsigned width, unsigned height, bool is_progressive) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &buffer, &size);
  info.image_width = width;
  info.image_height = height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  if (is_progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  auto pixels = gradient(width, height, 3);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = pixels.data() + std::size_t{3} * width * info.next_scanline;
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::string bytes{reinterpret_cast<const char*>(buffer), size};
  std::free(buffer);
  return bytes;
}

std::string png_of(unsigned width, unsigned height, unsigned format, std::size_t channels) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = format;
  const auto pixels = gradient(width, height, channels);
  png_alloc_size_t size = 0;
  png_image_write_to_memory(&image, nullptr, &size, 0, pixels.data(), 0, nullptr);
  std::string bytes(size, '\0');
  expect(png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, nullptr) != 0,
         "a PNG cannot be made");
  bytes.resize(size);
  return bytes;
}

/// A PNG of one colour: `row_bytes` bytes a row beside that of its filter.
std::string png_of_zeros(unsigned width, unsigned height, char depth, char colour_type, std::size_t row_bytes,
                         char interlace, const std::string& chunks = {}) {
  const std::string header =
      big_endian(width, 4) + big_endian(height, 4) + std::string{depth, colour_type, '\0', '\0', interlace};
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + chunks +
         png_chunk("IDAT", deflated(std::string((row_bytes + 1) * height, '\0'))) + png_chunk("IEND", "");
}

seeds stored(const std::string& suffix) {
  const std::filesystem::path folder = std::filesystem::path{SDKT_SOURCE_DIR} / "tests/reference/image/data";
  seeds all;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().extension() != suffix || entry.file_size() > largest_stored) continue;
    const std::string name = entry.path().filename().string();
    all.push_back({"stored_" + name, file_of_tree("tests/reference/image/data/" + name)});
  }
  std::sort(all.begin(), all.end(), [](const seed& a, const seed& b) { return a.name < b.name; });
  return all;
}

/// A JPEG that promises another size.
std::string with_size(std::string jpeg, std::uint64_t width, std::uint64_t height) {
  const std::size_t frame = std::min(jpeg.find("\xff\xc0"), jpeg.find("\xff\xc2"));
  return jpeg.replace(frame + 5, 4, big_endian(height, 2) + big_endian(width, 2));
}

/// A progressive JPEG whose first scan, which sets what it sets again, comes so many times more.
std::string with_scans(const std::string& jpeg, std::size_t times) {
  const std::size_t scan = jpeg.find("\xff\xda");
  const std::size_t end = std::min(jpeg.find("\xff\xda", scan + 2), jpeg.find("\xff\xc4", scan + 2));
  return jpeg.substr(0, end) + repeated(jpeg.substr(scan, end - scan), times) + jpeg.substr(end);
}

}  // namespace

seeds jpeg_seeds() {
  seeds all = stored(".jpg");
  const std::string baseline = jpeg_of(17, 9, false);
  const std::string progressive = jpeg_of(40, 33, true);
  all.push_back({"baseline", baseline});
  all.push_back({"progressive", progressive});
  all.push_back({"bomb_size", with_size(progressive, 65'500, 65'500)});
  all.push_back({"bomb_within_limit", with_size(progressive, 512, 512)});
  all.push_back({"bomb_thin", with_size(progressive, 1, 65'500)});
  all.push_back({"bomb_no_width", with_size(baseline, 0, 9)});
  all.push_back({"bomb_no_height", with_size(baseline, 17, 0)});
  all.push_back({"bomb_scans", with_scans(progressive, 600), true});
  all.push_back({"bomb_scans_large", with_size(with_scans(progressive, 400), 500, 500), true});
  all.push_back({"many_comments",
                 baseline.substr(0, 2) + repeated("\xff\xfe" + big_endian(2, 2), 3000) + baseline.substr(2)});
  all.push_back({"empty", ""});
  return all;
}

seeds png_seeds() {
  seeds all = stored(".png");
  all.push_back({"rgb", png_of(7, 5, PNG_FORMAT_RGB, 3)});
  all.push_back({"grey", png_of(16, 2, PNG_FORMAT_GRAY, 1)});
  all.push_back({"rgba", png_of(3, 9, PNG_FORMAT_RGBA, 4)});
  all.push_back({"bomb_one_bit", png_of_zeros(512, 512, 1, 0, 64, 0)});
  all.push_back({"bomb_one_bit_interlaced", png_of_zeros(512, 512, 1, 0, 64, 1)});
  all.push_back({"bomb_rgba_16_interlaced", png_of_zeros(512, 512, 16, 6, 4096, 1), true});
  const auto header_alone = [](std::uint64_t side) {
    return "\x89PNG\r\n\x1a\n" +
           png_chunk("IHDR", big_endian(side, 4) + big_endian(side, 4) + std::string{"\x08\x02\0\0\1", 5}) +
           png_chunk("IDAT", "");
  };
  all.push_back({"bomb_header", header_alone(0x7FFFFFFF)});
  all.push_back({"bomb_header_within_limit", header_alone(512)});
  all.push_back({"bomb_wide", png_of_zeros(1 << 18, 1, 8, 2, 3U << 18, 0), true});
  all.push_back({"bomb_high", png_of_zeros(1, 1 << 18, 8, 2, 3, 0), true});
  const std::string packed = deflated(std::string(1 << 23, ' '));
  const std::string profile = png_chunk("iCCP", std::string{"p\0\0", 3} + packed);
  const std::string text = png_chunk("zTXt", std::string{"t\0\0", 3} + packed);
  all.push_back({"bomb_profile", png_of_zeros(4, 4, 8, 2, 12, 0, profile), true});
  all.push_back({"bomb_texts", png_of_zeros(4, 4, 8, 2, 12, 0, repeated(text, 20)), true});
  all.push_back({"many_texts",
                 png_of_zeros(4, 4, 8, 2, 12, 0, repeated(png_chunk("tEXt", std::string{"a\0b", 3}), 2000)),
                 true});
  all.push_back({"chunk_without_end", std::string{"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR", 16}});
  all.push_back({"empty", ""});
  return all;
}

seeds image_header_seeds() {
  seeds all = jpeg_seeds();
  for (seed& one : png_seeds()) all.push_back({"png_" + one.name, std::move(one.bytes), one.whole_only});
  for (seed& one : gif_seeds()) all.push_back({"gif_" + one.name, std::move(one.bytes), one.whole_only});
  for (seed& one : bmp_seeds()) all.push_back({"bmp_" + one.name, std::move(one.bytes), one.whole_only});
  for (seed& one : all) one.whole_only = one.whole_only || one.bytes.size() > 4000;
  all.push_back({"no_frame", "\xff\xd8\xff\xe0" + std::string(2, '\0') + std::string(4000, '\xff')});
  all.push_back({"only_start", "\xff\xd8"});
  return all;
}

}  // namespace sdkt_fuzz
