// SPDX-License-Identifier: MIT
//
// Lists of texts beside a pool of images.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/reference/reference_texts.hpp>

namespace {

namespace fs = std::filesystem;
using sdkt_test::mini_tasks;
using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;
using texts = std::vector<std::string>;

/// What load_texts gives for a file of that name and content.
texts loaded(const std::string& name, const std::string& content) {
  const scratch_folder folder;
  return sdkt::load_texts(folder.write(name, content));
}

/// What load_texts says, without the file's path that the sentence begins with.
std::string refused(const std::string& name, const std::string& content) {
  const scratch_folder folder;
  const fs::path file = folder.write(name, content);
  const std::string sentence = sentence_of<sdkt::error>([&] { sdkt::load_texts(file); });
  REQUIRE(sentence.starts_with(file.string()));
  return sentence.substr(file.string().size());
}

TEST_CASE("a text file gives one text a line and skips comments and blank lines") {
  CHECK(loaded("a.txt", "\xEF\xBB\xBF# mine\n\n a dog \r\n\t\nein Käfer\n# no\na dog") ==
        texts{"a dog", "ein Käfer", "a dog"});
  CHECK(loaded("a.TXT", "one\n") == texts{"one"});
}

TEST_CASE("a JSON file gives its texts, as a list or as a member") {
  CHECK(loaded("a.json", R"(["a dog", " a \n cat "])") == texts{"a dog", "a \n cat"});
  CHECK(loaded("a.json", R"({"name": "mine", "texts": ["# a dog"]})") == texts{"# a dog"});
}

TEST_CASE("a table gives its first column") {
  CHECK(loaded("a.tsv", "a dog .\thttp://a/b\n\n # 1 player\thttp://c\r\nno address\n \"quoted\" \tx\ty\n") ==
        texts{"a dog .", "# 1 player", "no address", "\"quoted\""});
}

TEST_CASE("a file without texts is refused") {
  const std::string sentence = ": the file contains no texts; add at least one text";
  CHECK(refused("a.txt", "") == sentence);
  CHECK(refused("a.txt", "\xEF\xBB\xBF\n# nothing\n") == sentence);
  CHECK(refused("a.tsv", "\n") == sentence);
  CHECK(refused("a.json", "[]") == sentence);
  CHECK(refused("a.json", "{\"texts\": []}") == sentence);
}

TEST_CASE("bytes that are not UTF-8 are refused with their place") {
  CHECK(refused("a.txt",
                "fine\nK\xC3\xA4"
                "fer \xE4\n") ==
        ", line 2, column 7: the bytes from here on are not UTF-8; save the text as UTF-8");
  CHECK(refused("a.tsv", "cut off \xE2\x82").starts_with(", line 1, column 9: the bytes"));
  CHECK(refused("a.txt", "overlong \xC0\xAF").starts_with(", line 1, column 10: the bytes"));
  CHECK(refused("a.txt", "surrogate \xED\xA0\x80").starts_with(", line 1, column 11: the bytes"));
  CHECK(refused("a.json", "[\"\xFF\"]").find("malformed JSON: expected UTF-8") != std::string::npos);
  CHECK(loaded("a.txt", "a \xEF\xBF\xBD b") == texts{"a \xEF\xBF\xBD b"});  // U+FFFD itself is a character
}

TEST_CASE("a table's row without a caption is refused with its line") {
  CHECK(refused("a.tsv", "a dog\thttp://a\n \thttp://b\n") ==
        ", line 2: the text is empty; describe an image, or remove the text");
}

TEST_CASE("a JSON file that lists no texts is refused with the entry") {
  const std::string remedy = "write {\"texts\": [text, ...]} or [text, ...]";
  CHECK(refused("a.json", "[\"a\", 7]") ==
        ", line 1, column 7: texts entry 1: expected a string, got the number 7; " + remedy);
  CHECK(refused("a.json", "{\"texts\": [\" \"]}") ==
        ", line 1, column 12: texts entry 0: the text is empty; describe an image, or remove the text");
  CHECK(refused("a.json", "{\"texts\": 3}") ==
        ", line 1, column 11: expected a list as \"texts\", got the number 3; " + remedy);
  CHECK(refused("a.json", "{\"text\": []}").find("has no \"texts\"") != std::string::npos);
  CHECK(refused("a.json", "[\"a\"").find("malformed JSON") != std::string::npos);
}

TEST_CASE("a file of another kind, a folder and a missing file are refused") {
  CHECK(refused("a.csv", "a\n") == ": expected a .txt, .json or .tsv file of texts; use one of those");
  const scratch_folder folder;
  CHECK(sentence_of<sdkt::file_error>([&] { sdkt::load_texts(folder.path()); }) ==
        folder.path().string() + ": expected a file, found a folder; give the path of a file in it");
  CHECK(sentence_of<sdkt::file_error>([&] { sdkt::load_texts(folder.path() / "a.txt"); }) ==
        (folder.path() / "a.txt").string() + ": there is no such file; check the path");
}

TEST_CASE("texts beside a pool leave both lists as they are") {
  const auto pool = sdkt::load_reference(mini_tasks / "reference.tar", {.size = 5});
  const auto reference = sdkt::with_texts(pool, {"a dog", "a cat"});
  CHECK(&reference.samples() == &pool.samples());
  CHECK(reference.texts() == texts{"a dog", "a cat"});
}

TEST_CASE("copies of a reference with texts share its lists, also after a move") {
  sdkt::reference_with_texts first = sdkt::with_texts(sdkt::reference_set{{}}, {"a dog"});
  const sdkt::reference_with_texts second = std::move(first);
  CHECK(&first.texts() == &second.texts());
  CHECK(&first.samples() == &second.samples());
}

TEST_CASE("a loop over the texts of a temporary does not dangle") {
  std::string all;
  for (const std::string& one : sdkt::with_texts(sdkt::reference_set{{}}, {"a dog", "a cat"}).texts()) {
    all += one;
  }
  CHECK(all == "a doga cat");
}

TEST_CASE("texts that are none are refused") {
  const auto refused_texts = [](texts given) {
    return sentence_of<sdkt::error>(
        [&] { static_cast<void>(sdkt::with_texts(sdkt::reference_set{{}}, std::move(given))); });
  };
  CHECK(refused_texts({}) == "reference: the list of texts is empty; add at least one text");
  CHECK(refused_texts({"a", " \n"}) ==
        "reference, text 1: the text is empty; describe an image, or remove the text");
  CHECK(refused_texts({"a", "b", "c\xFF"}) ==
        "reference, text 2, line 1, column 2: the bytes from here on are not UTF-8; save the text as UTF-8");
}

}  // namespace
