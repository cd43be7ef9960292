// SPDX-License-Identifier: MIT
//
// A config.json, a preprocessor_config.json, a processor_config.json and an open_clip_config.json, each in
// its turn.
#include <filesystem>
#include <fstream>

#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/clip/config.hpp>
#include <sdkt/clip/read_view.hpp>
#include <sdkt/clip/save_view.hpp>
#include <sdkt/image/view.hpp>

namespace {

/// What was read makes views, and is written so that it reads the same.
void expect_views(const sdkt::clip::architecture& numbers, const std::filesystem::path& again) {
  constexpr int side = 8;
  sdkt::rgb_image image = sdkt::detail::blank_image(5, 3);
  sdkt_fuzz::expect(sdkt::eval_view(image, side, numbers.view).pixels.size() == 3 * side * side,
                    "a view of another size");
  std::ofstream{again} << sdkt::clip::detail::preprocessor_config(numbers);
  sdkt::clip::architecture read = numbers;
  sdkt::clip::detail::read_preprocessor(again, read);
  sdkt_fuzz::expect(read == numbers, "settings that change when they are written and read");
}

}  // namespace

int fuzz_config(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  const auto file = folder.write("config.json", sdkt_fuzz::text_of(data, size));
  sdkt::clip::architecture numbers;
  sdkt_fuzz::accepts([&] { numbers = sdkt::clip::detail::hugging_face_architecture(file); });
  const auto again = file.parent_path() / "again.json";
  const auto prepares_images = [&](const auto& read) {
    sdkt::clip::architecture other = numbers;
    sdkt::clip::view_report report;
    bool has_settings = false;
    const bool is_accepted = sdkt_fuzz::accepts([&] {
      has_settings = read(other, report);
      sdkt::clip::check_architecture("the settings", other);
    });
    if (!is_accepted || !has_settings) return;
    expect_views(other, again);
    sdkt_fuzz::expect(report.lines.size() == 6, "a report without all settings");
  };
  prepares_images([&](auto& other, auto& report) {
    sdkt::clip::detail::read_preprocessor(file, other, &report);
    return true;
  });
  prepares_images(
      [&](auto& other, auto& report) { return sdkt::clip::detail::read_processor(file, other, &report); });
  prepares_images([&](auto& other, auto& report) {
    sdkt::clip::detail::read_open_clip_preprocess(sdkt::clip::detail::config_object::read(file), other,
                                                  &report);
    return true;
  });
  sdkt_fuzz::accepts([&] { sdkt::clip::detail::read_open_clip_config(file, numbers); });
  constexpr std::int64_t most_layers = 4;  // so that a fuzzer is quick
  if (numbers.image.layers > most_layers || numbers.text.layers > most_layers) return 0;
  sdkt_fuzz::accepts([&] {
    const sdkt::clip::clip_layout layout = sdkt::clip::make_layout(numbers);
    sdkt_fuzz::expect(layout.table.size() > 0, "a model without weights");
  });
  return 0;
}
