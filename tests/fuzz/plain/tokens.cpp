// SPDX-License-Identifier: MIT
//
// Any bytes as a text, with the vocabulary of examples/mini.
#include "tokens.hpp"

#include "../targets.hpp"

int fuzz_tokens(const std::uint8_t* data, std::size_t size) {
  static const auto words = sdkt::clip::tokenizer::load(SDKT_SOURCE_DIR "/examples/mini/model");
  sdkt_fuzz::encode(words, sdkt_fuzz::text_of(data, size));
  return 0;
}
