// SPDX-License-Identifier: MIT
//
// A vocab.json and, behind the first NUL, its merges.txt.
#include <algorithm>

#include "../targets.hpp"
#include "tokens.hpp"

int fuzz_vocabulary(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  const std::string_view all = sdkt_fuzz::text_of(data, size);
  const std::size_t end = std::min(all.find('\0'), all.size());
  folder.write("vocab.json", all.substr(0, end));
  folder.write("merges.txt", all.substr(std::min(end + 1, all.size())));
  sdkt_fuzz::accepts([&] {
    sdkt_fuzz::encode(sdkt::clip::tokenizer::load(folder.path()),
                      "a photo of a d\xC3\xA9j\xC3\xA0 vu, 7 dogs' ");
  });
  return 0;
}
