// SPDX-License-Identifier: MIT
//
// Ids of thousands of strings against those that transformers gave for them; make_tokens.py wrote data/.
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include <sdkt/base/utf8.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>

namespace {

using sdkt::clip::tokenizer;
using token_ids = std::vector<std::int32_t>;

const std::filesystem::path root{SDKT_SOURCE_DIR};
const std::filesystem::path data = root / "tests/reference/tokenizer/data";

nlohmann::json unpacked(const std::filesystem::path& path) {
  const gzFile file = gzopen(path.c_str(), "rb");
  REQUIRE(file != nullptr);
  std::string text;
  std::array<char, 1 << 14> block;
  for (int size = 0; (size = gzread(file, block.data(), static_cast<unsigned>(block.size()))) > 0;) {
    text.append(block.data(), static_cast<std::size_t>(size));
  }
  REQUIRE(gzclose(file) == Z_OK);
  return nlohmann::json::parse(text);
}

const nlohmann::json& reference() {
  static const nlohmann::json content = unpacked(data / "tokens.json.gz");
  return content;
}

/// Checks column 1 or 2 of every row: the ids of the text in column 0.
void check_all(const tokenizer& tokens, std::size_t column) {
  const nlohmann::json& rows = reference().at("texts");
  REQUIRE(rows.size() >= 5000);
  for (const nlohmann::json& row : rows) {
    const auto text = row.at(0).get<std::string>();
    const auto expected = row.at(column).get<token_ids>();
    if (tokens.encode(text) != expected) {
      CAPTURE(row.at(0).dump(-1, ' ', true), expected);
      CHECK(tokens.encode(text) == expected);
    }
  }
}

}  // namespace

TEST_CASE("With OpenAI's vocabulary every string has the ids that transformers gives it") {
  const tokenizer tokens = tokenizer::load(data);
  CHECK(tokens.start_id() == 49406);
  CHECK(tokens.end_id() == 49407);
  CHECK(tokens.vocabulary_size() == 49408);
  CHECK(tokens.encode("a photo of a dog.") == token_ids{320, 1125, 539, 320, 1929, 269});
  check_all(tokens, 1);
}

TEST_CASE("With the mini model's vocabulary every string has the ids that transformers gives it") {
  const tokenizer tokens = tokenizer::load(root / "examples/mini/model");
  CHECK(tokens.start_id() == 1512);
  CHECK(tokens.end_id() == 1513);
  CHECK(tokens.vocabulary_size() == 1514);
  check_all(tokens, 2);
}

TEST_CASE("Ids become the text that transformers makes of them") {
  const tokenizer tokens = tokenizer::load(data);
  const nlohmann::json& rows = reference().at("decoded");
  REQUIRE(rows.size() > 200);
  for (const nlohmann::json& row : rows) {
    CHECK(tokens.decode(row.at(0).get<token_ids>()) == row.at(1).get<std::string>());
  }
}

TEST_CASE("Bytes that are no UTF-8 are replaced as Python replaces them") {
  const nlohmann::json& rows = reference().at("replaced");
  REQUIRE(rows.size() >= 200);
  for (const nlohmann::json& row : rows) {
    const auto hex = row.at(0).get<std::string>();
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
      bytes.push_back(
          static_cast<char>(static_cast<unsigned char>(std::stoi(hex.substr(i, 2), nullptr, 16))));
    }
    std::string text;
    for (const char32_t code : sdkt::detail::decode_utf8(bytes)) sdkt::detail::append_utf8(text, code);
    CHECK(text == row.at(1).get<std::string>());
  }
}

TEST_CASE("Both vocabularies come back from a saved folder with the same ids") {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / "sdkt_reference_tokenizer_saved";
  std::filesystem::remove_all(folder);
  for (const auto& [source, column] : {std::pair{data, 1}, std::pair{root / "examples/mini/model", 2}}) {
    tokenizer::load(source).save(folder, 77);
    check_all(tokenizer::load(folder), static_cast<std::size_t>(column));
  }
  std::filesystem::remove_all(folder);
}

TEST_CASE("In open_clip's forms every string has the ids that open_clip gives it, or is reported") {
  using sdkt::clip::text_form;
  const std::filesystem::path folder = root / "tests/reference/tokenizer/data_open_clip";
  const nlohmann::json content = unpacked(folder / "repaired.json.gz");
  const nlohmann::json& rows = content.at("texts");
  REQUIRE(rows.size() > 5000);
  const tokenizer simple = tokenizer::load(folder, text_form::open_clip);
  const tokenizer own = tokenizer::load(root / "examples/mini/model", text_form::open_clip_own_words);
  std::size_t misread = 0;
  for (const nlohmann::json& row : rows) {
    const auto text = row.at(0).get<std::string>();
    const bool is_misread = row.at(3).get<bool>();  // ftfy repairs an encoding, and this library does not
    misread += is_misread ? 1 : 0;
    if (is_misread) {
      CHECK_FALSE(simple.differs_in(text).empty());
      CHECK_FALSE(own.differs_in(text).empty());
      continue;
    }
    const bool is_equal =
        simple.encode(text) == row.at(1).get<token_ids>() && own.encode(text) == row.at(2).get<token_ids>();
    if (is_equal) continue;
    CAPTURE(row.at(0).dump(-1, ' ', true));
    CHECK(simple.encode(text) == row.at(1).get<token_ids>());
    CHECK(own.encode(text) == row.at(2).get<token_ids>());
  }
  CHECK(misread > 10);
}
