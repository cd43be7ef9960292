// SPDX-License-Identifier: MIT
#include <cmath>
#include <limits>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/report/page/markup.hpp>

using namespace sdkt::report;

TEST_CASE("escaped text has no character that means something in HTML") {
  CHECK(escaped("a<b>&\"c'") == "a&lt;b&gt;&amp;&quot;c&#39;");
  CHECK(escaped("a\tb\nc") == "a b c");
  CHECK(escaped("") == "");
}

TEST_CASE("characters beyond ASCII stay as they are") {
  CHECK(escaped("Käfer 花 \xF0\x9F\x90\x9E") == "Käfer 花 \xF0\x9F\x90\x9E");
}

TEST_CASE("bytes that are not UTF-8 and control characters become U+FFFD") {
  const std::string replacement = "\xEF\xBF\xBD";
  CHECK(escaped("a\xFF"
                "b") == "a" + replacement + "b");
  CHECK(escaped("\xC3") == replacement);
  CHECK(escaped("\xC0\xAF") == replacement + replacement);                    // overlong
  CHECK(escaped("\xED\xA0\x80") == replacement + replacement + replacement);  // surrogate
  CHECK(escaped("\xF4\x90\x80\x80").size() == 4 * replacement.size());        // beyond U+10FFFF
  CHECK(escaped("\xEF\xBF\xBF").size() == 3 * replacement.size());            // no character
  CHECK(escaped(std::string(1, '\0') + "\x1B\x7F") == replacement + replacement + replacement);
}

TEST_CASE("long text is cut after whole characters and ends in an ellipsis") {
  CHECK(escaped("abcdef", 6) == "abcdef");
  CHECK(escaped("abcdefg", 6) == "abcde…");
  CHECK(escaped("ääää", 3) == "ää…");
  CHECK(escaped("<<<<", 2) == "&lt;…");
  CHECK(escaped(std::string(1'000'000, '"'), 10).size() <= 60);
}

TEST_CASE("numbers have fixed decimals, no minus zero, and no NaN") {
  CHECK(fixed(61.04) == "61.0");
  CHECK(fixed(-0.01) == "0.0");
  CHECK(fixed(-0.5, 3) == "-0.500");
  CHECK(fixed(3, 0) == "3");
  CHECK(fixed(std::nan("")) == "–");
  CHECK(fixed(-std::numeric_limits<double>::infinity()) == "–");
  CHECK(fixed(-std::numeric_limits<double>::max(), 3).size() <= 24);
  CHECK(shortest(3e-4) == "0.0003");
  CHECK(shortest(0.2) == "0.2");
  CHECK(shortest(1e-8) == "1e-08");
  CHECK(shortest(std::nan("")) == "–");
}

TEST_CASE("brief numbers have three significant digits and no trailing zeros") {
  CHECK(brief(0) == "0");
  CHECK(brief(1000) == "1000");
  CHECK(brief(0.05) == "0.05");
  CHECK(brief(1.23456) == "1.23");
  CHECK(brief(-12.5) == "-12.5");
  CHECK(brief(10240) == "10240");
  CHECK(brief(1e-7) == "1e-07");
  CHECK(brief(std::nan("")) == "–");
}

TEST_CASE("changes have a sign unless they are rounded to nothing") {
  CHECK(signed_fixed(1.25, 2) == "+1.25");
  CHECK(signed_fixed(-3) == "−3.0");
  CHECK(signed_fixed(-0.04) == "0.0");
  CHECK(signed_fixed(std::nan("")) == "–");
}

TEST_CASE("a number as it is filed reads back from its decimals") {
  for (const double value : {0.1234565, 1.0 / 3.0, 0.5, 12345.678901234, -2.0 / 3.0, 0.0})
    CHECK(as_filed(value, 6) == std::stod(fixed(value, 6)));
  CHECK(std::isnan(as_filed(std::nan(""), 6)));
}
