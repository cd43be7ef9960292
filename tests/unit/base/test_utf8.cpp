// SPDX-License-Identifier: MIT
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/base/utf8.hpp>

namespace {

using sdkt::detail::append_utf8;
using sdkt::detail::decode_utf8;
using sdkt::detail::first_broken_byte;
using sdkt::detail::is_utf8;
using sdkt::detail::replacement_character;
using sdkt::detail::utf8_length;

}  // namespace

TEST_CASE("Every code point but the surrogates survives UTF-8") {
  for (char32_t code = 0; code < 0x110000; ++code) {
    if (code >= 0xD800 && code < 0xE000) continue;
    std::string text;
    append_utf8(text, code);
    const std::u32string points = decode_utf8(text);
    if (points != std::u32string{code}) FAIL("code point " << static_cast<std::uint32_t>(code));
  }
}

TEST_CASE("Any bytes are read to their end") {
  std::mt19937 random{1};
  for (int seed = 0; seed < 2000; ++seed) {
    std::string bytes(random() % 12, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 3 == 0 ? random() : 0x80 + random() % 0x80);
    const std::u32string points = decode_utf8(bytes);
    CHECK(points.size() <= bytes.size());
    std::string text;
    for (const char32_t code : points) append_utf8(text, code);
    CHECK(decode_utf8(text) == points);
  }
}

TEST_CASE("The first broken byte is where decoding gives its first replacement") {
  std::mt19937 random{2};
  for (int seed = 0; seed < 2000; ++seed) {
    std::string bytes(random() % 12, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 3 == 0 ? random() : 0x80 + random() % 0x80);
    const std::u32string points = decode_utf8(bytes);
    std::string valid;
    for (const char32_t code : points.substr(0, points.find(replacement_character))) append_utf8(valid, code);
    if (valid.size() == bytes.size()) {
      CHECK(is_utf8(bytes));
    } else if (!bytes.substr(valid.size()).starts_with("\xEF\xBF\xBD")) {
      CHECK(first_broken_byte(bytes) == valid.size());
      CHECK(utf8_length(std::string_view{bytes}.substr(valid.size())) == 0);
    }
  }
}
