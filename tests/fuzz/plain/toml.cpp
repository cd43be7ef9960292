// SPDX-License-Identifier: MIT
//
// The file of options of the program.
#include "../support.hpp"
#include "../targets.hpp"
#include "config_file.hpp"

namespace {

/// A command with an option of every kind.
sdkt::cli::command_entry command() {
  sdkt::cli::command_entry entry;
  entry.name = "sdkt run";
  const auto add = [&](const char* name, const char* argument, bool is_repeated) {
    entry.options.emplace_back();
    entry.options.back().names = {name};
    entry.options.back().argument = argument;
    entry.options.back().is_repeated = is_repeated;
  };
  for (const char* name : {"--lr", "--steps", "--method", "--out", "--device", "--seed"})
    add(name, "VALUE", false);
  for (const char* name : {"--tasks", "--set", "--reference", "--a", "--b", "--c", "--d"})
    add(name, "VALUE ...", true);
  for (const char* name : {"--quiet", "--resume"}) add(name, "", false);
  return entry;
}

}  // namespace

int fuzz_toml(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  static const sdkt::cli::command_entry run = command();
  const auto file = folder.write("options.toml", sdkt_fuzz::text_of(data, size));
  sdkt_fuzz::accepts([&] {
    const std::vector<std::string> given{"sdkt", "run", "--config", file.string(), "--lr=1"};
    const std::vector<std::string> words = sdkt::cli::with_config_file(given, run);
    sdkt_fuzz::expect(words.size() >= given.size(), "words of the command line that are lost");
    for (const std::string& word : words) {
      sdkt_fuzz::expect(!sdkt::detail::has_control(word), "a control character in an option");
    }
  });
  return 0;
}
