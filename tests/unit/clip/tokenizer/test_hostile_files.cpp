// SPDX-License-Identifier: MIT
//
// Tokenizer files made to do harm: nesting without end, tokens that command a terminal, and keys that would
// meet in one place of a table.
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "tokenizer_files.hpp"

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string refused_json(const std::string& json) {
  const temporary_folder folder;
  folder.write("tokenizer.json", json);
  return refusal_to_load(folder / "tokenizer.json");
}

std::string refused_merges(const std::string& lines) {
  const temporary_folder folder;
  folder.write("list.txt", lines);
  return refusal_to_load(folder / "list.txt");
}

}  // namespace

TEST_CASE("a tokenizer.json is nested 64 levels deep at most, also where nothing is read from it") {
  const auto nested = [](std::size_t levels) {
    return R"({"decoder": )" + std::string(levels, '[') + std::string(levels, ']') + "}";
  };
  CHECK(has(refused_json(nested(64)), "lists and objects are nested more than 64 deep"));
  CHECK(has(refused_json(nested(1'000'000)), "lists and objects are nested more than 64 deep"));
  CHECK(has(refused_json(nested(63)), "the token \"<|startoftext|>\" is missing"));
}

TEST_CASE("tokens reach sentences without their control characters") {
  CHECK(has(refused_merges("\x1b[31m x y\n"), "but got \"\\x1b[31m x y\""));
  CHECK(has(refused_merges("\x1b \xff\n"), "merge 1, \"\\x1b \\xff\", needs the token \"\\x1b\""));
  CHECK(has(refused_json(R"({"model": {"vocab": {"\u009b": "x"}}})"), "for \"\\xc2\\x9b\" but got a string"));
  CHECK(refused_merges(std::string(1'000'000, 'a') + " b\n").size() < 3000);
}
