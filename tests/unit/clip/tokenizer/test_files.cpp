// SPDX-License-Identifier: MIT
#include <catch2/catch_test_macros.hpp>

#include "tokenizer_files.hpp"

using nlohmann::json;
using sdkt::clip::tokenizer;

namespace {

const std::string header = "\"bpe_simple_vocab_16e6.txt#version: 0.2\n";

/// tokenizer.json with merges as "a b" or as ["a", "b"], special tokens in the vocabulary or only beside it.
json tokenizer_json(bool pairs, bool special_beside) {
  json ids = numbered(small_merges());
  json added = json::array();
  for (const char* name : {"<|startoftext|>", "<|endoftext|>"}) {
    added.push_back({{"id", ids.at(name)}, {"content", name}, {"special", true}, {"lstrip", false}});
    if (special_beside) ids.erase(name);
  }
  json merges = json::array();
  for (const auto& [left, right] : small_merges()) {
    merges.push_back(pairs ? json{left, right} : json(left + " " + right));
  }
  return {{"version", "1.0"},
          {"truncation", nullptr},
          {"added_tokens", added},
          {"normalizer", {{"type", "Sequence"}, {"normalizers", json::array({{{"type", "NFC"}}})}}},
          {"model", {{"type", "BPE"}, {"dropout", 0.5}, {"vocab", ids}, {"merges", merges}}}};
}

void write_pair(const temporary_folder& folder, const json& ids, const std::string& merges) {
  folder.write("vocab.json", ids.dump());
  folder.write("merges.txt", merges);
}

void check_ids(const std::filesystem::path& path) {
  INFO(path.string());
  const tokenizer tokens = tokenizer::load(path);
  CHECK(tokens.encode("A dog, dogs and a doge caf\u00e9") ==
        token_ids{320, 513, 267, 516, 64, 77, 323, 320, 515, 324, 66, 64, 69, 517});
  CHECK(tokens.start_id() == 518);
  CHECK(tokens.end_id() == 519);
  CHECK(tokens.vocabulary_size() == 520);
}

}  // namespace

TEST_CASE("All formats of one vocabulary give the same ids") {
  const std::string lines = merge_lines(small_merges());
  temporary_folder pair, whole, text, gzip, crlf;
  write_pair(pair, numbered(small_merges()), "#version: 0.2\n" + lines);
  check_ids(pair.path());
  check_ids(pair / "vocab.json");
  check_ids(pair / "merges.txt");
  for (const bool pairs : {false, true}) {
    for (const bool beside : {false, true}) {
      whole.write("tokenizer.json", tokenizer_json(pairs, beside).dump(1));
      check_ids(whole.path());
      check_ids(whole / "tokenizer.json");
    }
  }
  text.write("bpe_simple_vocab_16e6.txt", header + lines);
  check_ids(text.path());
  check_ids(text / "bpe_simple_vocab_16e6.txt");
  text.write("bpe_simple_vocab_16e6.txt", lines);
  check_ids(text.path());
  gzip.write("bpe_simple_vocab_16e6.txt.gz", packed(header + lines));
  check_ids(gzip.path());
  check_ids(gzip / "bpe_simple_vocab_16e6.txt.gz");
  write_pair(crlf, numbered(small_merges()),
             "#version: 0.2\r\nd o\r\ndo g</w>\r\no g\r\ndo g\r\ndog s</w>\r\nÃ ©</w>\r\n");
  check_ids(crlf.path());
}

TEST_CASE("Only the merges that OpenAI used are read of a longer list") {
  std::string lines = header;
  std::size_t merges = 0;
  const auto& order = sdkt::clip::alphabet.order;
  for (std::size_t a = 0; a < 256; ++a) {
    for (std::size_t b = 0; b < 256; ++b, ++merges) {
      lines += sdkt::clip::alphabet.symbol(order[a]) + " " + sdkt::clip::alphabet.symbol(order[b]) + "\n";
    }
  }
  REQUIRE(merges > 48894);
  temporary_folder folder;
  folder.write("bpe_simple_vocab_16e6.txt", lines);
  const tokenizer tokens = tokenizer::load(folder.path());
  CHECK(tokens.vocabulary_size() == 49408);
  CHECK(tokens.start_id() == 49406);
  CHECK(tokens.end_id() == 49407);
}

TEST_CASE("A folder is read as vocab.json with merges.txt before anything else") {
  temporary_folder folder;
  folder.write("tokenizer.json", tokenizer_json(true, false).dump());
  folder.write("vocab.json", "not a vocabulary");
  check_ids(folder.path());  // without merges.txt, vocab.json is of no use
  folder.write("merges.txt", "d o\n");
  CHECK(refusal_to_load(folder.path()).starts_with("format_error " + (folder / "vocab.json").string()));
}

TEST_CASE("A saved tokenizer loads again with the same ids and the same bytes") {
  temporary_folder folder, again;
  json ids = numbered(small_merges());
  ids["odd \"token\"\n\\"] = 517 + 100;  // a token that text cannot become
  write_pair(folder, ids, merge_lines(small_merges()));
  const tokenizer first = tokenizer::load(folder.path());
  first.save(again.path() / "deep" / "folder", 77);
  const tokenizer second = tokenizer::load(again.path() / "deep" / "folder");
  CHECK(second.encode("dogs caf\u00e9") == first.encode("dogs caf\u00e9"));
  CHECK(second.vocabulary_size() == 618);
  second.save(folder.path(), 77);
  for (const char* name : {"vocab.json", "merges.txt", "tokenizer_config.json"}) {
    const auto read = [&](const std::filesystem::path& path) {
      std::ifstream file{path, std::ios::binary};
      return std::string{std::istreambuf_iterator<char>{file}, {}};
    };
    CHECK(read(folder / name) == read(again.path() / "deep" / "folder" / name));
    CHECK_FALSE(std::filesystem::exists(folder / (std::string{name} + ".part")));
  }
  std::ifstream config{folder / "tokenizer_config.json"};
  CHECK(json::parse(config).at("model_max_length") == 77);
}

TEST_CASE("A file that cannot be written is refused") {
  temporary_folder folder;
  write_pair(folder, numbered(small_merges()), merge_lines(small_merges()));
  const tokenizer tokens = tokenizer::load(folder.path());
  folder.write("file", "x");
  CHECK(refusal([&] { tokens.save(folder / "file"); }).starts_with("file_error"));
  CHECK(refusal([&] { tokens.save((folder / "file") / "below"); }) ==
        "file_error " + ((folder / "file") / "below").string() +
            ": the folder cannot be created; check the path");
}
