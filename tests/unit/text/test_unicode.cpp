// SPDX-License-Identifier: MIT
#include <algorithm>
#include <random>
#include <string>
#include <tuple>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/text/nfc.hpp>
#include <sdkt/text/nfc_tables.hpp>
#include <sdkt/text/unicode.hpp>
#include <sdkt/text/unicode_tables.hpp>

using namespace sdkt::detail;

namespace {

std::u32string nfc(std::u32string points) {
  normalise_nfc(points);
  return points;
}

std::u32string lower(std::u32string_view text) {
  std::u32string points;
  for (const char32_t code : text) append_lower_case(points, code);
  return points;
}

}  // namespace

TEST_CASE("Tables are sorted and do not overlap") {
  const auto check = [](const auto& table) {
    for (std::size_t i = 0; i < table.size(); ++i) {
      CHECK(table[i].first <= table[i].last);
      if (i > 0) CHECK(table[i - 1].last < table[i].first);
    }
  };
  check(letter_ranges);
  check(number_ranges);
  check(space_ranges);
  check(lower_ranges);
  check(class_ranges);
  CHECK(std::is_sorted(canonical_splits.begin(), canonical_splits.end(),
                       [](const auto& a, const auto& b) { return a.whole < b.whole; }));
  CHECK(std::is_sorted(canonical_joins.begin(), canonical_joins.end(), [](const auto& a, const auto& b) {
    return std::tuple{a.first, a.second} < std::tuple{b.first, b.second};
  }));
}

TEST_CASE("Letters, numbers and white space are told apart in and outside ASCII") {
  for (const char32_t code : U"aZ\u00aa\u00e9\u03a9\u6f22\ud55c\U00010400") {
    if (code != 0) CHECK(kind_of(code) == character_kind::letter);
  }
  for (const char32_t code : U"09\u00bd\u0664\u2167\u2460") {
    if (code != 0) CHECK(kind_of(code) == character_kind::number);
  }
  for (const char32_t code : U" \t\v\r\u0085\u00a0\u2028\u3000") {
    if (code != 0) CHECK(kind_of(code) == character_kind::space);
  }
  for (const char32_t code : U"_'\u0001\u001c\u0301\u200b\ufeff\U0001F600") {
    if (code != 0) CHECK(kind_of(code) == character_kind::other);
  }
  for (char32_t code = 0; code < 0x80;
       ++code) {  // ASCII does not go through the tables, and agrees with them
    CHECK((kind_of(code) == character_kind::letter) ==
          (find_range<code_range>(letter_ranges, code) != nullptr));
    CHECK((kind_of(code) == character_kind::number) ==
          (find_range<code_range>(number_ranges, code) != nullptr));
    CHECK((kind_of(code) == character_kind::space) ==
          (find_range<code_range>(space_ranges, code) != nullptr));
  }
}

TEST_CASE("Lower case goes character by character") {
  CHECK(lower(U"AZaz09[") == U"azaz09[");
  CHECK(lower(U"\u00c4\u03a3\u0416\u1e9e\u01c5") == U"\u00e4\u03c3\u0436\u00df\u01c6");
  CHECK(lower(U"\u0130") == U"i\u0307");
  CHECK(lower(U"\u0100\u0101\u0102") == U"\u0101\u0101\u0103");
  CHECK(lower(U"\U00010400\u2160\u24b6") == U"\U00010428\u2170\u24d0");
}

TEST_CASE("Letters and accents compose, in the order of the accents' classes") {
  CHECK(nfc(U"e\u0301") == U"\u00e9");
  CHECK(nfc(U"s\u0307\u0323") == U"\u1e69");
  CHECK(nfc(U"s\u0323\u0307") == U"\u1e69");
  CHECK(nfc(U"e\u0301\u0301") == U"\u00e9\u0301");
  CHECK(nfc(U"\u0301e") == U"\u0301e");
  CHECK(nfc(U"\u212b\u2126\u212a") == U"\u00c5\u03a9K");
  CHECK(nfc(U"\u0958") == U"\u0915\u093c");  // excluded from composition
  CHECK(nfc(U"\u1100\u1161\u11a8") == U"\uac01");
  CHECK(nfc(U"\uac00\u11a8") == U"\uac01");
  CHECK(nfc(U"\uac01\u11a8") == U"\uac01\u11a8");
  CHECK(nfc(U"\u1100\u1161\u11a7") == U"\uac00\u11a7");
}

TEST_CASE("Normal form C of a normal form C is itself") {
  std::mt19937 random{2};
  for (int seed = 0; seed < 3000; ++seed) {
    std::u32string points;
    for (std::size_t i = 0; i < 1 + random() % 8; ++i) {
      const auto& range = class_ranges[random() % class_ranges.size()];
      const auto& split = canonical_splits[random() % canonical_splits.size()];
      points.push_back(random() % 2 == 0 ? range.first : split.whole);
    }
    const std::u32string once = nfc(points);
    CHECK(nfc(once) == once);
  }
}
