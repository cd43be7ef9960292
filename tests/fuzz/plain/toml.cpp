// SPDX-License-Identifier: MIT
//
// The file of options of the program.
#include "../support.hpp"
#include "../targets.hpp"
#include "config_file.hpp"

int fuzz_toml(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  const auto file = folder.write("options.toml", sdkt_fuzz::text_of(data, size));
  sdkt_fuzz::accepts([&] {
    const std::vector<std::string> given{"sdkt", "run", "--config", file.string(), "--lr=1"};
    const std::vector<std::string> words = sdkt::cli::with_config_file(given);
    sdkt_fuzz::expect(words.size() >= given.size(), "words of the command line that are lost");
    for (const std::string& word : words) {
      sdkt_fuzz::expect(!sdkt::detail::has_control(word), "a control character in an option");
    }
  });
  return 0;
}
