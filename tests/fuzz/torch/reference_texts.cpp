// SPDX-License-Identifier: MIT
//
// Lists of texts, read as each of the three kinds of file.
#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/base/utf8.hpp>
#include <sdkt/reference/reference_texts.hpp>

int fuzz_reference_texts(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  for (const char* name : {"a.txt", "a.json", "a.tsv"}) {
    const auto file = folder.write(name, sdkt_fuzz::text_of(data, size));
    sdkt_fuzz::accepts([&] {
      const sdkt::reference_with_texts both{sdkt::reference_set{{}}, sdkt::load_texts(file)};
      for (const std::string& text : both.texts()) {
        sdkt_fuzz::expect(!text.empty() && sdkt::detail::is_utf8(text), "a text that is empty or no UTF-8");
      }
    });
  }
  return 0;
}
