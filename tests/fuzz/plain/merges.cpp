// SPDX-License-Identifier: MIT
//
// OpenAI's list of merges, packed by gzip or not. Its bytes are encoded with what it makes.
#include "../targets.hpp"
#include "tokens.hpp"

int fuzz_merges(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  constexpr std::size_t most_encoded = 4096;
  const std::string_view bytes = sdkt_fuzz::text_of(data, size);
  const bool is_packed = bytes.starts_with("\x1f\x8b");
  const auto file = folder.write(is_packed ? "merges.txt.gz" : "list.txt", bytes);
  sdkt_fuzz::accepts(
      [&] { sdkt_fuzz::encode(sdkt::clip::tokenizer::load(file), bytes.substr(0, most_encoded)); });
  return 0;
}
