// SPDX-License-Identifier: MIT
//
// Files of any kind where weights or a text should be, and the list of contents of zip files.
#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/file/file_kind.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/file/zip_names.hpp>

int fuzz_file_kind(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  const std::string_view bytes = sdkt_fuzz::text_of(data, size);
  const auto path = folder.write("a.bin", bytes);
  sdkt_fuzz::accepts([&] {
    const sdkt::detail::input_file file{path};
    sdkt::detail::read_zip_content(file);
    if (const auto kind = sdkt::detail::kind_in_place_of_weights(file)) {
      sdkt_fuzz::expect(!kind->what.empty() && !kind->remedy.empty(), "a kind without a word");
      throw sdkt::format_error{path.string(), kind->what, kind->remedy};
    }
  });
  sdkt_fuzz::accepts([&] { sdkt::detail::refuse_other_kinds(bytes, path); });
  return 0;
}
