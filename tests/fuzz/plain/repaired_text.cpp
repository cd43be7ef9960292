// SPDX-License-Identifier: MIT
//
// Any bytes as a text in open_clip's forms: repaired, in lower case, split, and what is said about it.
#include "../targets.hpp"
#include "tokens.hpp"

int fuzz_repaired_text(const std::uint8_t* data, std::size_t size) {
  using sdkt::clip::text_form;
  using sdkt::clip::tokenizer;
  static const auto simple = tokenizer::load(SDKT_SOURCE_DIR "/examples/mini/model", text_form::open_clip);
  static const auto own =
      tokenizer::load(SDKT_SOURCE_DIR "/examples/mini/model", text_form::open_clip_own_words);
  const std::string_view text = sdkt_fuzz::text_of(data, size);
  sdkt_fuzz::encode(simple, text);
  sdkt_fuzz::encode(own, text);
  sdkt_fuzz::expect_clean(simple.differs_in(text));
  return 0;
}
