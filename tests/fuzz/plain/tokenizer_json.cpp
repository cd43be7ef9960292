// SPDX-License-Identifier: MIT
//
// A tokenizer.json.
#include "../targets.hpp"
#include "tokens.hpp"

int fuzz_tokenizer_json(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  const auto file = folder.write("tokenizer.json", sdkt_fuzz::text_of(data, size));
  sdkt_fuzz::accepts([&] { sdkt_fuzz::encode(sdkt::clip::tokenizer::load(file), "a photo of 7 dogs' "); });
  return 0;
}
