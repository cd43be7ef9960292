// SPDX-License-Identifier: MIT
#include <charconv>
#include <cstdlib>
#include <limits>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/base/number_text.hpp>

namespace {

using sdkt::detail::fixed_text;
using sdkt::detail::number_text;

}  // namespace

TEST_CASE("A number is written shortest, with fixed decimals or with fixed digits") {
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(0.1F) == "0.1");
  CHECK(number_text(static_cast<double>(0.1F)) == "0.10000000149011612");
  CHECK(number_text(1e-6, std::chars_format::fixed) == "0.000001");
  CHECK(number_text(1e6, std::chars_format::general, 12) == "1000000");
  CHECK(number_text(1.0 / 3, std::chars_format::general, 3) == "0.333");
  CHECK(fixed_text(2, 4) == "2.0000");
  CHECK(fixed_text(-0.04, 1) == "-0.0");
}

TEST_CASE("The largest and the smallest double are written whole") {
  const double largest = std::numeric_limits<double>::max(),
               smallest = -std::numeric_limits<double>::denorm_min();
  CHECK(std::stod(fixed_text(largest, 6)) == largest);
  CHECK(std::strtod(number_text(smallest).c_str(), nullptr) == smallest);  // std::stod refuses denormals
  CHECK(number_text(std::numeric_limits<double>::infinity()) == "inf");
}
