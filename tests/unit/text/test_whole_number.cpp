// SPDX-License-Identifier: MIT
//
// Whole numbers as other programs write them, and what is left of names that one tokenizer reads alike.
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/text/text_key.hpp>
#include <sdkt/text/whole_number.hpp>

namespace {

using sdkt::detail::class_key;
using sdkt::detail::text_key;
using sdkt::detail::whole_number_of;

TEST_CASE("a whole number is read however it is written") {
  for (const char* text : {"1", "+1", "1.0", "1.000", "1e0", "1E+0", "10e-1", "0.1e1", "001", "100e-2"}) {
    CAPTURE(text);
    CHECK(whole_number_of(text) == 1);
  }
  for (const char* text : {"0", "-0", "0.0", "-0.0", "0e99999999999999999999", "0e-7", "000"}) {
    CAPTURE(text);
    CHECK(whole_number_of(text) == 0);
  }
  CHECK(whole_number_of("-2.50e1") == -25);
  CHECK(whole_number_of("1e18") == 1'000'000'000'000'000'000);
  CHECK(whole_number_of("9223372036854775807.0") == std::numeric_limits<std::int64_t>::max());
  CHECK(whole_number_of("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(whole_number_of("9007199254740993.0") == 9007199254740993);  // which no double is
}

TEST_CASE("what is not whole, not in 64 bits or no decimal is none") {
  for (const char* text : {"1.5",
                           "1e-1",
                           "1.0000000000000000000001",
                           "9223372036854775808",
                           "1e19",
                           "-9223372036854775809",
                           "1e99999999999999999999",
                           "1e-99999999999999999999",
                           "0.00000000000000000000000000001",
                           "",
                           "-",
                           "+",
                           ".",
                           "e1",
                           "1e",
                           "1e+",
                           ".5",
                           "1.",
                           "1.e0",
                           "1 ",
                           " 1",
                           "1,0",
                           "0x10",
                           "inf",
                           "nan",
                           "1_000",
                           "1.0.0",
                           "--1",
                           "1e1.0"}) {
    CAPTURE(text);
    CHECK_FALSE(whole_number_of(text));
  }
  CHECK(whole_number_of("1" + std::string(18, '0') + "." + std::string(100'000, '0')) ==
        1'000'000'000'000'000'000);
  CHECK_FALSE(whole_number_of(std::string(100'000, '9')));
}

TEST_CASE(
    "case, white space and Unicode's normal form are not in a key; of a class underscores are not either") {
  CHECK(text_key("  A  Photo\tof a\nCat. ") == "a photo of a cat.");
  CHECK(text_key("Caf\xC3\xA9") == text_key("CAFE\xCC\x81"));
  CHECK(text_key("\xC3\x84pfel") == "\xC3\xA4pfel");
  CHECK(text_key("a\xC2\xA0z") == "a z");
  CHECK(text_key("big_cat") != text_key("big cat"));
  CHECK(class_key("_Big__cat_") == "big cat");
  CHECK(class_key("big-cat") != class_key("big cat"));
  CHECK(class_key("1 st") != class_key("1st"));
  CHECK(class_key("\xFF") == class_key("\xFE"));  // both are read as U+FFFD
  CHECK(text_key(" \t") == "");
}

}  // namespace
