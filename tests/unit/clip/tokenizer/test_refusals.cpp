// SPDX-License-Identifier: MIT
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "tokenizer_files.hpp"

using nlohmann::json;
using sdkt::clip::tokenizer;

namespace {

/// The refusal of vocab.json and merges.txt in a folder, without the folder's name.
std::string refusal_of(const std::string& vocab, const std::string& merges) {
  temporary_folder folder;
  folder.write("vocab.json", vocab);
  folder.write("merges.txt", merges);
  std::string sentence = refusal_to_load(folder.path());
  const std::string prefix = folder.path().string() + "/";
  for (std::size_t at = 0; (at = sentence.find(prefix)) != std::string::npos;)
    sentence.erase(at, prefix.size());
  return sentence;
}

std::string refusal_of_ids(const json& ids) { return refusal_of(ids.dump(), merge_lines(small_merges())); }

std::string refusal_of_merges(const std::string& merges) {
  return refusal_of(numbered(small_merges()).dump(), merges);
}

std::string refusal_of_file(const std::string& name, std::string_view content) {
  temporary_folder folder;
  folder.write(name, content);
  std::string sentence = refusal_to_load(folder / name);
  const std::string prefix = folder.path().string() + "/";
  if (const auto at = sentence.find(prefix); at != std::string::npos) sentence.erase(at, prefix.size());
  return sentence;
}

std::string with_model(const json& model, const json& added = json::array()) {
  return json{{"model", model}, {"added_tokens", added}}.dump();
}

}  // namespace

TEST_CASE("What is not there is refused by name") {
  temporary_folder folder;
  CHECK(refusal_to_load(folder / "none") ==
        "file_error " + (folder / "none").string() + ": there is no such file or folder; check the path");
  CHECK(refusal_to_load(folder.path()) ==
        "file_error " + folder.path().string() +
            ": the folder has no tokenizer; put vocab.json and merges.txt, tokenizer.json or "
            "bpe_simple_vocab_16e6.txt.gz there");
  folder.write("vocab.json", numbered(small_merges()).dump());
  CHECK(refusal_to_load(folder.path()) ==
        "file_error " + (folder / "merges.txt").string() +
            ": cannot be opened (No such file or directory); check the path and its permissions");
}

TEST_CASE("Malformed JSON is refused with line and column") {
  CHECK(refusal_of("{\"a\": 1,\n  \"b\" 2}", "d o\n")
            .starts_with("format_error vocab.json: parse error at line 2, column 7: "));
  CHECK(refusal_of("{\"a\": 1", "d o\n")
            .starts_with("format_error vocab.json: parse error at line 1, column 8: "));
  CHECK(refusal_of("{\"\xFF\": 1}", "d o\n")
            .starts_with("format_error vocab.json: parse error at line 1, column 3: "));
  CHECK(
      refusal_of("{} x", "d o\n").starts_with("format_error vocab.json: parse error at line 1, column 4: "));
  CHECK(refusal_of(std::string(100000, '['), "d o\n") ==
        "format_error vocab.json: expected an object but got an array; download the tokenizer's files again");
}

TEST_CASE("Ids that are no whole numbers in range are refused with the token") {
  const auto sentence = [](const std::string& got) {
    return "format_error vocab.json: expected an id, a whole number in [0, 2^31), for \"a\" but got " + got +
           "; download the tokenizer's files again";
  };
  CHECK(refusal_of("{\"a\": -1}", "d o\n") == sentence("a negative number"));
  CHECK(refusal_of("{\"a\": 1.5}", "d o\n") == sentence("a fractional number"));
  CHECK(refusal_of("{\"a\": \"1\"}", "d o\n") == sentence("a string"));
  CHECK(refusal_of("{\"a\": null}", "d o\n") == sentence("null"));
  CHECK(refusal_of("{\"a\": {}}", "d o\n") == sentence("an object"));
  CHECK(refusal_of("{\"a\": [1]}", "d o\n") == sentence("an array"));
  CHECK(refusal_of("{\"a\": true}", "d o\n") == sentence("true or false"));
  CHECK(refusal_of("{\"a\": 2147483648}", "d o\n") == sentence("the number 2147483648"));
  CHECK(refusal_of("{\"a\": 99999999999999999999999}", "d o\n") == sentence("a fractional number"));
  CHECK(refusal_of("3", "d o\n").starts_with("format_error vocab.json: expected an object but got a number"));
}

TEST_CASE("Missing tokens and ids that two tokens share are refused") {
  for (const char* token : {"<|startoftext|>", "<|endoftext|>", "a", "a</w>"}) {
    json ids = numbered(small_merges());
    ids.erase(token);
    CHECK(refusal_of_ids(ids) == "format_error vocab.json: the token \"" + std::string{token} +
                                     "\" is missing; use the files of a CLIP model's tokenizer");
  }
  json ids = numbered(small_merges());
  ids["dog"] = ids.at("a");
  CHECK(refusal_of_ids(ids) ==
        "format_error vocab.json: the tokens \"a\" and \"dog\" both have the id 64; give every token a "
        "unique id");
  CHECK(refusal_of("{\"a\": 1, \"a\": 2}", "d o\n") ==
        "format_error vocab.json: the token \"a\" has the ids 1 and 2; list every token once");
}

TEST_CASE("An end of text that is not the largest id is refused") {
  json ids = numbered(small_merges());
  ids["dog"] = 600;
  CHECK(refusal_of_ids(ids) ==
        "format_error vocab.json: the token \"dog\" has the id 600, larger than that of the end-of-text "
        "token, 519; give the end-of-text token the largest id: CLIP takes the features of a text at that "
        "token");
}

TEST_CASE("Merges that are malformed, unknown or listed twice are refused with their place") {
  for (const char* line : {"do", "d  o", " d", "d ", "d o g"}) {
    CHECK(refusal_of_merges(std::string{"#version: 0.2\nd o\n"} + line + "\n") ==
          "format_error merges.txt:3: expected a merge (two tokens separated by one space) but got \"" +
              std::string{line} + "\"; use the merges of a CLIP tokenizer");
  }
  CHECK(refusal_of_merges("d o\nq x\n") ==
        "format_error vocab.json: merge 2, \"q x\", needs the token \"qx\", which has no id; use the "
        "vocabulary and the merges of the same model");
  CHECK(refusal_of_merges("d o\ncat s\n")
            .starts_with("format_error vocab.json: merge 2, \"cat s\", needs the token \"cat\""));
  CHECK(refusal_of_merges("d o\nd o\n") ==
        "format_error vocab.json: merge 2, \"d o\", is listed twice; list every merge once");
  json ids = numbered(small_merges());
  ids["<|endoftext|"] = 700;
  CHECK(refusal_of(ids.dump(), "<|endoftext| >\n").find("produces a special token") != std::string::npos);
}

TEST_CASE("Empty files are refused") {
  CHECK(refusal_of("", "d o\n") ==
        "format_error vocab.json: the file is empty; download the tokenizer's files again");
  CHECK(refusal_of_merges("") ==
        "format_error merges.txt: the file is empty; download the tokenizer's files again");
  CHECK(refusal_of_file("list.txt", "").find("the file is empty") != std::string::npos);
  CHECK(refusal_of_file("list.gz", "").find("the file is empty") != std::string::npos);
  CHECK(refusal_of_file("list.gz", packed("")).find("the file is empty") != std::string::npos);
}

TEST_CASE("A tokenizer.json of another shape is refused") {
  const auto refused = [](const std::string& text) { return refusal_of_file("tokenizer.json", text); };
  CHECK(refused("{}").find("the token \"<|startoftext|>\" is missing") != std::string::npos);
  CHECK(refused(with_model({{"vocab", json::array({1, 2})}})).find("but got an array") != std::string::npos);
  CHECK(refused(with_model({{"vocab", {{"a", "b"}}}})).find("for \"a\" but got a string") !=
        std::string::npos);
  for (const json& merge :
       {json(3), json(nullptr), json{{"a", 1}}, json::array({"a"}), json::array({"a", "b", "c"}),
        json::array({"a", 1}), json::array({json::array({"a", "b"}), "c"}), json("ab")}) {
    INFO(merge.dump());
    CHECK(refused(with_model({{"merges", json::array({merge})}})).find(" merge") != std::string::npos);
  }
  CHECK(refused(with_model({{"merges", json::object({{"a", "b"}})}})).find("but got an object") !=
        std::string::npos);
  CHECK(refused(with_model({}, json::array({{{"id", 3}}}))).find("lacks its id or its content") !=
        std::string::npos);
  CHECK(refused(with_model({}, json::array({{{"content", "x"}}}))).find("lacks its id or its content") !=
        std::string::npos);
}

TEST_CASE("Two merges of OpenAI's list that make the same token are refused") {
  CHECK(refusal_of_file("list.txt", "a b\nb c\nab c\na bc\n") ==
        "format_error list.txt: two merges produce the token \"abc\"; remove one of them");
}

TEST_CASE("Packed data that is cut, damaged, too long or followed by more is refused") {
  const std::string whole = packed(merge_lines(small_merges()));
  for (std::size_t size = 1; size < whole.size(); ++size) {
    CHECK(refusal_of_file("list.gz", whole.substr(0, size)) ==
          "format_error list.gz: the gzip data ends too early; download the file again");
  }
  std::string damaged = whole;
  damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);  // in the checksum
  CHECK(refusal_of_file("list.gz", damaged).find("the gzip data is damaged") != std::string::npos);
  CHECK(refusal_of_file("list.gz", "d o\n").find("the gzip data is damaged") != std::string::npos);
  CHECK(refusal_of_file("list.gz", whole + "x").find("bytes follow the end") != std::string::npos);
  CHECK(refusal_of_file("list.gz", packed(std::string((64U << 20) + 1, '\n'))).find("more than 64 MiB") !=
        std::string::npos);
}

TEST_CASE("Files with random damage are refused or read, and never more") {
  const std::string vocab = numbered(small_merges()).dump();
  const std::string list = packed(merge_lines(small_merges()));
  std::mt19937 random{13};
  for (int seed = 0; seed < 300; ++seed) {
    const auto damage = [&](std::string text) {
      for (std::size_t i = 0; i < 1 + random() % 4; ++i)
        text[random() % text.size()] = static_cast<char>(random());
      if (random() % 4 == 0) text.resize(random() % text.size());
      return text;
    };
    (void)refusal_of(damage(vocab), damage("d o\ndo g</w>\n"));
    (void)refusal_of_file("list.gz", damage(list));
    (void)refusal_of_file("tokenizer.json", damage(with_model({{"vocab", {{"a", 1}}}, {"merges", {"a b"}}})));
  }
  SUCCEED("no other exception, no crash");
}
