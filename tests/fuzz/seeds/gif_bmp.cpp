// SPDX-License-Identifier: MIT
//
// GIF and BMP files: the stored ones of the image tests, and bombs.
#include <algorithm>

#include "seeds.hpp"

namespace sdkt_fuzz {

namespace {

seeds stored_pictures(const std::string& suffix) {
  constexpr std::size_t largest_stored = 3000;
  const std::filesystem::path folder =
      std::filesystem::path{SDKT_SOURCE_DIR} / "tests/reference/image/gif_bmp";
  seeds all;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().extension() != suffix || entry.file_size() > largest_stored) continue;
    const std::string name = entry.path().filename().string();
    all.push_back({"stored_" + name, file_of_tree("tests/reference/image/gif_bmp/" + name)});
  }
  std::sort(all.begin(), all.end(), [](const seed& a, const seed& b) { return a.name < b.name; });
  return all;
}

std::string in_bytes(std::uint32_t value, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i, value >>= 8U) text += static_cast<char>(value & 255U);
  return text;
}

/// A GIF file without colours: a screen, what comes before the picture, the picture's size, its data.
std::string gif_of(std::uint32_t screen, const std::string& before, std::uint32_t side,
                   const std::string& data) {
  return "GIF89a" + in_bytes(screen, 2) + in_bytes(screen, 2) + std::string(3, '\0') + before + "," +
         in_bytes(0, 4) + in_bytes(side, 2) + in_bytes(side, 2) + std::string(1, '\0') + data + ";";
}

/// A BMP file of the common header.
std::string bmp_of(std::uint32_t width, std::uint32_t height, std::uint32_t bits, std::uint32_t compression,
                   const std::string& data) {
  return "BM" + in_bytes(0, 8) + in_bytes(54, 4) + in_bytes(40, 4) + in_bytes(width, 4) +
         in_bytes(height, 4) + in_bytes(1, 2) + in_bytes(bits, 2) + in_bytes(compression, 4) +
         std::string(20, '\0') + data;
}

}  // namespace

seeds gif_seeds() {
  seeds all = stored_pictures(".gif");
  const std::string dot{"\2\2\x44\1\0", 5};
  all.push_back({"bomb_screen", gif_of(65'535, "", 1, dot)});
  all.push_back({"bomb_screen_within_limit", gif_of(500, "", 1, dot)});
  all.push_back({"bomb_picture", gif_of(1, "", 65'535, dot)});
  all.push_back({"bomb_code_size", gif_of(4, "", 4, "\x0c\4\1\2\3\4" + std::string(1, '\0'))});
  all.push_back({"many_extensions", gif_of(4, repeated(std::string{"!\xfe\1a\0", 5}, 3000), 4, dot)});
  all.push_back(
      {"long_extension", gif_of(4, "!\xff" + repeated("\1a", 3000) + std::string(1, '\0'), 4, dot)});
  all.push_back({"only_zeros_after", "GIF89a" + std::string(3000, '\0')});
  all.push_back(
      {"deep_code",
       gif_of(200, "", 200, "\2" + repeated("\xff" + std::string(255, '\x6d'), 8) + std::string(1, '\0')),
       true});
  all.push_back({"empty", ""});
  return all;
}

seeds bmp_seeds() {
  seeds all = stored_pictures(".bmp");
  all.push_back({"bomb_size", bmp_of(0x7FFFFFFF, 0x7FFFFFFF, 24, 0, "")});
  all.push_back({"bomb_within_limit", bmp_of(500, 500, 24, 0, "")});
  all.push_back({"bomb_negative", bmp_of(500, 0xFFFFFE0C, 1, 0, std::string(12, '\0'))});
  all.push_back({"bomb_runs", bmp_of(500, 500, 8, 1, std::string(1024, '\0') + std::string{"\0\1", 2})});
  all.push_back(
      {"bomb_jumps",
       bmp_of(500, 500, 8, 1, std::string(1024, '\0') + repeated(std::string{"\0\2\xff\xff", 4}, 4))});
  all.push_back({"no_width", bmp_of(0, 5, 24, 0, "abc")});
  all.push_back({"empty", ""});
  return all;
}

}  // namespace sdkt_fuzz
