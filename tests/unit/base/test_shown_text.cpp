// SPDX-License-Identifier: MIT
//
// Text out of files in sentences: nothing of it commands a terminal, and the rest stays readable. And the
// hash whose collisions nobody can prepare.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/base/error.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/base/salted_hash.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/text/json_text.hpp>

namespace {

using sdkt::detail::has_control;
using sdkt::detail::is_utf8;
using sdkt::detail::shown_text;

}  // namespace

TEST_CASE("text that anybody can read is shown as it is") {
  for (const std::string text :
       {"", "a photo of a dog", "caf\xC3\xA9", "\xE7\x8C\xAB", "\xF0\x9F\x90\xB1", "a\\b"}) {
    CHECK(shown_text(text) == text);
    CHECK(is_utf8(text));
    CHECK_FALSE(has_control(text));
  }
}

TEST_CASE("control characters of every kind are shown as bytes") {
  CHECK(shown_text("a\nb\x1b[31m\x7f") == "a\\x0ab\\x1b[31m\\x7f");
  CHECK(shown_text(std::string{"a\0b", 3}) == "a\\x00b");
  CHECK(shown_text("\xC2\x9B"
                   "2J") == "\\xc2\\x9b2J");                         // the one-character form of ESC [
  CHECK(shown_text("\xE2\x80\xAEgnp.a") == "\\xe2\\x80\\xaegnp.a");  // turns the text around
  CHECK(shown_text("\xE2\x81\xA6") == "\\xe2\\x81\\xa6");
  CHECK(shown_text("\xE2\x80\xA8") == "\\xe2\\x80\\xa8");  // a line separator
  for (const std::string text :
       {"\t", "\r", "\x1b", "\x7f", "\xC2\x85", "\xE2\x80\x8F", "\xE2\x80\xAA", "\xE2\x81\xA9"}) {
    CHECK(has_control("a" + text + "b"));
  }
  for (const std::string text :
       {"\xC2\xA0", "\xE2\x80\x94", "\xE2\x80\xA6", "\xE2\x81\xAA", "\xE2\x82\xAC"}) {
    CHECK_FALSE(has_control("a" + text + "b"));
  }
}

TEST_CASE("bytes that are no UTF-8 are shown as bytes") {
  CHECK(shown_text("a\xff.png") == "a\\xff.png");
  CHECK(shown_text("\xC3") == "\\xc3");
  CHECK(shown_text("\xC3(") == "\\xc3(");
  CHECK(shown_text("\xED\xA0\x80") == "\\xed\\xa0\\x80");  // a surrogate
  CHECK(shown_text("\xC0\xAF") == "\\xc0\\xaf");           // a slash written too long
  CHECK_FALSE(is_utf8("a\xff"));
  CHECK_FALSE(is_utf8("\xE2\x82"));
  CHECK_FALSE(has_control("\xff\x9b"));
}

TEST_CASE("of a long text both ends are shown, and no character is cut") {
  const std::string shown = shown_text("begin" + std::string(100'000, 'x') + "end");
  CHECK(shown.size() == 400);
  CHECK(shown.starts_with("beginx"));
  CHECK(shown.ends_with("xend"));
  CHECK(shown.find("x ... x") != std::string::npos);
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'a');
    while (text.size() < 1000) text += "\xF0\x9F\x90\xB1";
    CHECK(is_utf8(shown_text(text)));
    CHECK(shown_text(text).find("\\x") == std::string::npos);
  }
  CHECK(shown_text(std::string(100'000, '\x1b')).size() < 1601);
}

TEST_CASE("one line holds the whole text, however long") {
  const std::string text(100'000, 'x');
  CHECK(sdkt::detail::one_line(text + "\n" + text) == text + "\\x0a" + text);
}

TEST_CASE("an error is one clean line, whatever the path in it") {
  const sdkt::file_error problem{"a\nb\x1b[31m/\xff.json", "no such file", "look at caf\xC3\xA9"};
  CHECK(std::string{problem.what()} == "a\\x0ab\\x1b[31m/\\xff.json: no such file; look at caf\xC3\xA9");
}

TEST_CASE("a JSON string is UTF-8 with its escapes, whatever the text") {
  using sdkt::detail::json_string;
  CHECK(json_string("a\"\\\n\x1f/caf\xC3\xA9\x7f") == "\"a\\\"\\\\\\u000a\\u001f/caf\xC3\xA9\x7f\"");
  CHECK(json_string("a\xff.png") == "\"a\xEF\xBF\xBD.png\"");
  CHECK(json_string("\xE7\x8C") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");  // a character that is cut off
  CHECK(json_string(std::string{"\0", 1}) == "\"\\u0000\"");
}

TEST_CASE("any bytes give one clean line, and shown again the same line, over many seeds") {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    sdkt::random_stream random{{.seed = seed}};
    std::string text(random.below(60), '\0');
    for (char& letter : text) letter = static_cast<char>(static_cast<unsigned char>(random.below(256)));
    const std::string shown = shown_text(text);
    REQUIRE(is_utf8(shown));
    REQUIRE_FALSE(has_control(shown));
    REQUIRE(shown_text(shown) == shown);
  }
}

TEST_CASE("a salted hash tells keys apart that lie at regular distances") {
  const sdkt::detail::salted_hash hash;
  CHECK(hash(7) == hash(7));
  for (const std::uint64_t distance : {std::uint64_t{1}, std::uint64_t{1} << 32U, std::uint64_t{62'233}}) {
    std::set<std::size_t> places;
    for (std::uint64_t key = 0; key < 4096; ++key) places.insert(hash(key * distance) % 4096);
    CHECK(places.size() > 2200);  // of 2589 that random numbers reach
  }
}
