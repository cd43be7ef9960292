// SPDX-License-Identifier: MIT
//
// Every JSON value knows where it was written.
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/base/random.hpp>
#include <sdkt/file/located_json.hpp>

namespace {

using sdkt_test::sentence_of;

std::string refusal(const std::string& text) {
  return sentence_of<sdkt::format_error>([&] { sdkt::file::located_json{"x.json", text}; });
}

TEST_CASE("values are what was written") {
  const sdkt::file::located_json json{
      "x.json", R"({"a": [1, -2, 2.5, "t\"ext\\", true, false, null, {}, []], "b": 18446744073709551615})"};
  const auto& items = *json.root().find("a")->items();
  REQUIRE(items.size() == 9);
  CHECK(*items[0].whole_number() == 1);
  CHECK(*items[1].whole_number() == -2);
  CHECK(std::get<sdkt::file::located_number>(items[2].value).value() == 2.5);
  CHECK_FALSE(items[2].whole_number());
  CHECK(*items[3].text() == "t\"ext\\");
  CHECK(std::get<bool>(items[4].value));
  CHECK(items[7].object() != nullptr);
  CHECK(items[8].items()->empty());
  CHECK_FALSE(json.root().find("b")->whole_number());
  CHECK(json.root().find("c") == nullptr);
  CHECK(items[0].find("a") == nullptr);
}

TEST_CASE("values are described in words") {
  const sdkt::file::located_json json{"x.json", R"([1, 2.5, "cat", true, null, {}, [1, 2], "two\nlines"])"};
  std::vector<std::string> words;
  for (const auto& item : *json.root().items()) words.push_back(item.described());
  CHECK(words == std::vector<std::string>{"the number 1", "the number 2.5", "the string \"cat\"", "true",
                                          "null", "an object", "a list of 2", "a string of 9 characters"});
}

TEST_CASE("numbers are whole however they are written, and are described as they stand") {
  const sdkt::file::located_json json{"x.json",
                                      "[1.0, 1e0, -0, 2.50E1, 1.50, 1e-7, 18446744073709551616, 1e300]"};
  std::vector<std::int64_t> whole;
  std::vector<std::string> words;
  for (const auto& item : *json.root().items()) {
    if (item.whole_number()) whole.push_back(*item.whole_number());
    words.push_back(item.described());
  }
  CHECK(whole == std::vector<std::int64_t>{1, 1, 0, 25});
  CHECK(words == std::vector<std::string>{"the number 1.0", "the number 1e0", "the number 0",
                                          "the number 2.50E1", "the number 1.50", "the number 1e-7",
                                          "the number 18446744073709551616", "the number 1e300"});
}

TEST_CASE("values know their line and column, in characters") {
  const sdkt::file::located_json json{"x.json",
                                      "{\"a\":\n  [10 ,\"\u00e4\\\\\", \"\\\"\",\ttrue, -1.5e3\n, {}]}"};
  const auto& items = *json.root().find("a")->items();
  CHECK(json.where(json.root()) == "x.json, line 1, column 1");
  CHECK(json.where(*json.root().find("a")) == "x.json, line 2, column 3");
  CHECK(json.where(items[0]) == "x.json, line 2, column 4");
  CHECK(json.where(items[1]) == "x.json, line 2, column 8");
  CHECK(json.where(items[2]) == "x.json, line 2, column 15");
  CHECK(json.where(items[3]) == "x.json, line 2, column 21");
  CHECK(json.where(items[4]) == "x.json, line 2, column 27");
  CHECK(json.where(items[5]) == "x.json, line 3, column 3");
}

TEST_CASE("a lone number or word has a place too") {
  const sdkt::file::located_json number{"x.json", " 42"};
  CHECK(number.where(number.root()) == "x.json, line 1, column 2");
  const sdkt::file::located_json word{"x.json", "\n\nnull \n"};
  CHECK(word.where(word.root()) == "x.json, line 3, column 1");
}

TEST_CASE("places are found again in random values, over many seeds") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    sdkt::random_stream random{{.seed = seed}};
    const std::vector<std::string> pieces{"12",       "-0.5", "true", "null", "\"\"", "\"a\\\\\\\"b\"",
                                          "\"[,:]\"", "[]",   "{}"};
    std::string text = "[";
    std::vector<std::size_t> offsets;
    const std::uint64_t length = random.below(12);
    for (std::uint64_t item = 0; item < length; ++item) {
      if (item > 0) text += ",";
      text += std::string(random.below(3), ' ');
      offsets.push_back(text.size());
      text += pieces[random.below(pieces.size())] + std::string(random.below(2), '\n');
    }
    const sdkt::file::located_json json{"x.json", text + "]"};
    REQUIRE(json.root().items()->size() == offsets.size());
    for (std::size_t item = 0; item < offsets.size(); ++item) {
      REQUIRE((*json.root().items())[item].offset == offsets[item]);
    }
  }
}

TEST_CASE("malformed JSON is refused in one sentence with its place") {
  CHECK(refusal("{\"a\": 1,\n \"b\" 2}") ==
        "x.json, line 2, column 6: malformed JSON: expected : here; correct it");
  CHECK(refusal("").starts_with("x.json, line 1, column 1: malformed JSON: "));
  CHECK(refusal("[1, 2").starts_with("x.json, line 1, column 6: malformed JSON: "));
  CHECK(refusal("[1] x").starts_with("x.json, line 1, column 5: malformed JSON: "));
  CHECK(refusal("[\"\xff\"]").starts_with("x.json, line 1, column 3: malformed JSON: "));
  CHECK(refusal("[01]").starts_with("x.json, line 1, column 3: malformed JSON: "));
  CHECK(refusal("[1e999]").starts_with("x.json, line 1, column "));
  CHECK(refusal("[\"\n\"]").find('\n') == std::string::npos);
}

TEST_CASE("a name that occurs twice in an object is refused") {
  CHECK(refusal("[{\"a\": 1, \"b\": 2, \"a\": 3}]") ==
        "x.json, line 1, column 2: the name \"a\" occurs twice in the object that begins here; keep one of "
        "them");
}

TEST_CASE("deep nesting is refused before it can overflow a stack") {
  CHECK(refusal(std::string(64, '[') + std::string(64, ']')).empty());
  CHECK(refusal(std::string(1'000'000, '[')) ==
        "x.json, line 1, column 65: lists and objects are nested more than 64 deep; use fewer levels");
}

TEST_CASE("every beginning of a file is refused without a crash") {
  const std::string text = R"({"a": [1, "x\u00e4", {"b": [true, null, -1.5]}], "c": "\"\\"})";
  CHECK(refusal(text).empty());
  for (std::size_t length = 0; length < text.size(); ++length)
    CHECK_FALSE(refusal(text.substr(0, length)).empty());
}

TEST_CASE("a byte order mark is skipped") {
  const sdkt::file::located_json json{"x.json", "\xEF\xBB\xBF[7]"};
  CHECK(*(*json.root().items())[0].whole_number() == 7);
}

TEST_CASE("a member that is not there, or is of another kind, is named with its place") {
  const sdkt::file::located_json json{"x.json", R"({"a": {"b": 7}, "c": [1]})"};
  const auto& inner = json.required(json.root(), "a", "add it");
  CHECK(json.required(inner, "b", "add it").whole_number() == 7);
  CHECK(sentence_of<sdkt::format_error>([&] { json.required(inner, "d", "add it"); }) ==
        "x.json, line 1, column 7: the object that begins here has no \"d\"; add it");
  CHECK(sentence_of<sdkt::format_error>([&] { json.required(*json.root().find("c"), "d", "add it"); }) ==
        "x.json, line 1, column 22: a list of 1 has no \"d\"; add it");
  CHECK(std::string{json.unexpected(inner, "a list", "write one").what()} ==
        "x.json, line 1, column 7: expected a list, got an object; write one");
}

TEST_CASE("a file that is missing or a folder is refused") {
  const sdkt_test::scratch_folder folder;
  CHECK(sentence_of<sdkt::file_error>([&] { sdkt::file::located_json{folder.path() / "no.json"}; }) ==
        (folder.path() / "no.json").string() + ": there is no such file; check the path");
  CHECK(sentence_of<sdkt::file_error>([&] { sdkt::file::located_json{folder.path()}; }) ==
        folder.path().string() + ": expected a file, found a folder; give the path of a file in it");
}

}  // namespace
