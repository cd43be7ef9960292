// SPDX-License-Identifier: MIT
//
// Views by the settings of a model's files against open_clip and transformers (make_views.py), bit for bit.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "../../support/formula_picture.hpp"
#include "../../support/temporary_folder.hpp"
#include <sdkt/clip/read_view.hpp>
#include <sdkt/clip/save_view.hpp>
#include <sdkt/images.hpp>

namespace {

namespace clip = sdkt::clip;

nlohmann::json stored_views() {
  std::ifstream file{std::string{SDKT_SOURCE_DIR} + "/tests/reference/image/views.json"};
  REQUIRE(file.good());
  return nlohmann::json::parse(file);
}

/// FNV-1a of 64 bits, in hexadecimal.
std::string hash_of(const sdkt::rgb_image& image) {
  std::uint64_t value = 0xCBF29CE484222325U;
  for (const std::uint8_t byte : image.pixels) value = (value ^ byte) * 0x100000001B3U;
  std::string text(16, '0');
  for (std::size_t i = 0; i < 16; ++i) text[i] = "0123456789abcdef"[(value >> (60 - 4 * i)) & 15U];
  return text;
}

/// A file with settings, read.
template <class Read>
sdkt::view_options options_by(const nlohmann::json& settings, std::int64_t side, const Read& read) {
  const sdkt_test::temporary_folder files;
  const auto path = files.path() / "settings.json";
  std::ofstream{path} << settings.dump();
  clip::architecture numbers;
  numbers.image_size = side;
  numbers.patch_size = 16;
  read(path, numbers);
  // Written for either library and read again they are the same.
  std::ofstream{path} << clip::detail::preprocessor_config(numbers);
  clip::architecture again;
  again.image_size = side;
  again.patch_size = 16;
  clip::detail::read_preprocessor(path, again);
  CHECK(again == numbers);
  return numbers.view;
}

template <class Read>
void check_views(const nlohmann::json& stored, const std::string& whose, const Read& read) {
  const int side = stored["side"];
  int hashes = 0;
  for (const auto& entry : stored[whose]) {
    CAPTURE(whose, entry["settings"].dump());
    const sdkt::view_options options = options_by(entry["settings"], side, read);
    for (std::size_t i = 0; i < stored["shapes"].size(); ++i) {
      const int width = stored["shapes"][i][0], height = stored["shapes"][i][1];
      CAPTURE(width, height);
      const sdkt::rgb_image view = sdkt::eval_view(sdkt_test::formula_picture(width, height), side, options);
      REQUIRE((view.width == side && view.height == side));
      if (entry["views"][i].is_null()) continue;  // open_clip has none
      CHECK(hash_of(view) == entry["views"][i]);
      ++hashes;
    }
  }
  CHECK(hashes > 300);
}

}  // namespace

TEST_CASE("views by preprocess_cfg are open_clip's, bit for bit") {
  check_views(stored_views(), "open_clip", [](const auto& path, clip::architecture& numbers) {
    clip::detail::read_open_clip_preprocess(clip::detail::config_object::read(path), numbers);
  });
}

TEST_CASE("views by a preprocessor_config.json are those of transformers' Pillow back end, bit for bit") {
  check_views(stored_views(), "transformers", [](const auto& path, clip::architecture& numbers) {
    clip::detail::read_preprocessor(path, numbers);
  });
}
