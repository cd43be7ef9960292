// SPDX-License-Identifier: MIT
//
// A config.json, a preprocessor_config.json and an open_clip_config.json, each in its turn.
#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/clip/config.hpp>

int fuzz_config(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  const auto file = folder.write("config.json", sdkt_fuzz::text_of(data, size));
  sdkt::clip::architecture numbers;
  sdkt_fuzz::accepts([&] { numbers = sdkt::clip::detail::hugging_face_architecture(file); });
  sdkt_fuzz::accepts([&] { sdkt::clip::detail::read_preprocessor(file, numbers); });
  sdkt_fuzz::accepts([&] { sdkt::clip::detail::read_open_clip_config(file, numbers); });
  constexpr std::int64_t most_layers = 4;  // so that a fuzzer is quick
  if (numbers.image.layers > most_layers || numbers.text.layers > most_layers) return 0;
  sdkt_fuzz::accepts([&] {
    const sdkt::clip::clip_layout layout = sdkt::clip::make_layout(numbers);
    sdkt_fuzz::expect(layout.table.size() > 0, "a model without weights");
  });
  return 0;
}
