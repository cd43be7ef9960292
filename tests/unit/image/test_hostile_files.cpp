// SPDX-License-Identifier: MIT
//
// Images and archives made to do harm: sizes that only a header claims, work without end, names that command
// a terminal, and files that are none.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"
#include "../../support/png_parts.hpp"

namespace {

using sdkt_test::big_endian;
using sdkt_test::deflated;
using sdkt_test::png_chunk;

std::string refused_bytes(const std::string& bytes) {
  return test::sentence_of<sdkt::format_error>(
      [&] { static_cast<void>(sdkt::decode_image(test::bytes_of(bytes), "a.img")); });
}

/// A PNG of one bit a pixel, all black, as small as deflate makes it.
std::string black_png(std::uint64_t width, std::uint64_t height) {
  const std::string packed = deflated(std::string((width / 8 + 1) * height, '\0'));
  return "\x89PNG\r\n\x1a\n" +
         png_chunk("IHDR", big_endian(width, 4) + big_endian(height, 4) + std::string{"\1\0\0\0\0", 5}) +
         png_chunk("IDAT", packed) + png_chunk("IEND", "");
}

/// A stored JPEG that promises another size.
std::string jpeg_of_size(const std::string& name, const std::string& frame, std::uint64_t width,
                         std::uint64_t height) {
  std::string text = test::text_of(test::stored_image(name));
  return text.replace(text.find(frame) + 5, 4, big_endian(height, 2) + big_endian(width, 2));
}

}  // namespace

TEST_CASE("a file that promises more pixels than so few bytes can hold is refused before it is decoded") {
  const std::string header =
      "\x89PNG\r\n\x1a\n" +
      png_chunk("IHDR", big_endian(13'000, 4) + big_endian(13'000, 4) + std::string{"\x08\x02\0\0\0", 5}) +
      png_chunk("IDAT", "");
  CHECK(refused_bytes(header) == "a.img: damaged or truncated PNG image (13000 x 13000 pixels in a file of " +
                                     std::to_string(header.size()) +
                                     " bytes); restore the file from its source or remove it");
  const std::string jpeg = jpeg_of_size("progressive_grey.jpg", "\xff\xc2", 13'000, 13'000);
  CHECK(refused_bytes(jpeg).starts_with(
      "a.img: damaged or truncated JPEG image (13000 x 13000 pixels in a file of "));
}

TEST_CASE("the blackest image that deflate can pack is within that limit") {
  const std::string bytes = black_png(4096, 4096);
  CHECK(4096 * 4096 / bytes.size() > 7000);
  const sdkt::rgb_image image = sdkt::decode_image(test::bytes_of(bytes), "a.png");
  CHECK(image.width == 4096);
  CHECK(image.pixels.size() == std::size_t{3} * 4096 * 4096);
}

TEST_CASE("a JPEG with scans without end is refused") {
  // The first scan sets what it sets again, however often it comes.
  const std::string whole = test::text_of(test::stored_image("progressive_420.jpg"));
  const std::size_t scan = whole.find("\xff\xda");
  const std::size_t end = std::min(whole.find("\xff\xda", scan + 2), whole.find("\xff\xc4", scan + 2));
  const auto with_scans = [&](int more) {
    std::string text = whole.substr(0, end);
    for (int i = 0; i < more; ++i) text += whole.substr(scan, end - scan);
    return text + whole.substr(end);
  };
  CHECK(refused_bytes(with_scans(0)) == "nothing was thrown");
  CHECK(refused_bytes(with_scans(100)) == "nothing was thrown");
  CHECK(refused_bytes(with_scans(600))
            .starts_with("a.img: damaged or truncated JPEG image (more than 500 scans)"));
}

TEST_CASE("chunks of a PNG that are no pixels are not unpacked") {
  std::string bytes = black_png(8, 8);
  const std::string packed = deflated(std::string(1 << 24, ' '));
  bytes.insert(33, png_chunk("zTXt", std::string{"t\0\0", 3} + packed));
  CHECK(refused_bytes(bytes) == "nothing was thrown");
}

TEST_CASE("names of members reach sentences without their control characters") {
  const auto refused = [](const std::string& content) {
    const test::temporary_file file{content};
    return test::sentence_of<sdkt::format_error>([&] { sdkt::tar_archive{file.path()}; });
  };
  CHECK(refused(test::tar_member("../\x1b[31m", "")).find("'../\\x1b[31m' leads out") != std::string::npos);
  CHECK(refused(test::tar_member("\xff\n", "", {.type = 'S'}))
            .find("'\\xff\\x0a' is stored as a sparse file") != std::string::npos);
  CHECK(refused(test::tar_header("\x1b]0;\a", 999)).find("'\\x1b]0;\\x07', whose header") !=
        std::string::npos);
  const test::temporary_file file{test::tar_member("\x1b[2J.png", "x")};
  const sdkt::tar_source source{sdkt::tar_archive{file.path()}};
  CHECK(source.where("\x1b[2J.png") == file.path().string() + "(\\x1b[2J.png)");
  CHECK(source.read("\x1b[2J.png").size() == 1);
  CHECK(test::sentence_of<sdkt::file_error>([&] { source.read("\a"); }).find("no member '\\x07'") !=
        std::string::npos);
  const sdkt::folder_source folder{"/no/such/folder"};
  CHECK(folder.where("a\x1b") == "/no/such/folder/a\\x1b");
  CHECK(folder.path_of("a\x1b") == "/no/such/folder/a\x1b");
}

TEST_CASE("a long name of a member costs no more than its bytes") {
  std::string parts;
  while (parts.size() < 200'000) parts += "a/";
  const test::temporary_file file{test::tar_member("long", parts + "b.png", {.type = 'L'}) +
                                  test::tar_member("short", "x")};
  const sdkt::tar_archive archive{file.path()};
  REQUIRE(archive.names().size() == 1);
  CHECK(archive.names().front() == parts + "b.png");
  CHECK(sdkt::tar_source{archive}.where(archive.names().front()).size() < 1000);
}

TEST_CASE("a pipe is refused and not waited for") {
  const test::temporary_file place{""};
  const std::string pipe = place.path().string() + ".pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(test::sentence_of<sdkt::file_error>([&] { sdkt::tar_archive{pipe}; }) ==
        pipe + ": expected a file, found a folder or a device; give the path of a file");
  ::unlink(pipe.c_str());
}
