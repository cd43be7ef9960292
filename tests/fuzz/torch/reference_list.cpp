// SPDX-License-Identifier: MIT
//
// Lists of reference images: .json where the bytes begin as JSON does, else .txt.
#include "../targets.hpp"
#include "lists.hpp"
#include <sdkt/reference/reference_list.hpp>

int fuzz_reference_list(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::list_folder folder;
  const std::string_view bytes = sdkt_fuzz::text_of(data, size);
  const auto file = folder.write(bytes.starts_with("{") ? "pets.json" : "list.txt", bytes);
  for (const bool allow_outside : {false, true}) {
    sdkt_fuzz::accepts([&] {
      sdkt_fuzz::check_samples(sdkt::reference::read_images(file, {.data_root = folder.path() / "data",
                                                                   .allow_outside = allow_outside}),
                               allow_outside);
    });
  }
  return 0;
}
