// SPDX-License-Identifier: MIT
//
// What is done with a tokenizer that loads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "../support.hpp"
#include <sdkt/base/utf8.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>

namespace sdkt_fuzz {

/// Encodes a text whole and to a fixed length, and decodes it again.
inline void encode(const sdkt::clip::tokenizer& words, std::string_view text) {
  constexpr std::size_t context_length = 8;
  const auto ids = words.encode(text);
  for (const std::int32_t id : ids) {
    expect(id >= 0 && static_cast<std::size_t>(id) < words.vocabulary_size(),
           "an id outside of the vocabulary");
    expect(id <= words.end_id(), "an id above the end of text");
  }
  const auto prompt = words(text, context_length);
  expect(prompt.size() == context_length, "a prompt of another length");
  expect(prompt.front() == words.start_id(), "a prompt without its start");
  expect(sdkt::detail::is_utf8(words.decode(ids)), "a decoded text that is no UTF-8");
}

}  // namespace sdkt_fuzz
