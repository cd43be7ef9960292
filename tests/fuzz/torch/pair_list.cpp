// SPDX-License-Identifier: MIT
//
// Image-text pairs: .json where the bytes begin as JSON does, else a .tar as WebDataset has it.
#include "../targets.hpp"
#include "lists.hpp"
#include <sdkt/base/utf8.hpp>
#include <sdkt/reference/pair_list.hpp>

int fuzz_pair_list(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::list_folder folder;
  const std::string_view bytes = sdkt_fuzz::text_of(data, size);
  const auto file = folder.write(bytes.starts_with("{") ? "pets.json" : "pairs.tar", bytes);
  sdkt_fuzz::accepts([&] {
    const auto pairs = sdkt::detail::read_pairs(file, {.data_root = folder.path() / "data"});
    for (const sdkt::detail::listed_pair& pair : pairs) {
      sdkt_fuzz::check_samples({pair.image}, false);
      const std::string text = sdkt::detail::text_of(pair);
      sdkt_fuzz::expect(!text.empty() && sdkt::detail::is_utf8(text), "a text that is empty or no UTF-8");
    }
  });
  return 0;
}
