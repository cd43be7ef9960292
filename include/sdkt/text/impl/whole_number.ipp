// SPDX-License-Identifier: MIT
//
// Definitions of whole_number.hpp.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <sdkt/base/mode.hpp>
#include <sdkt/text/whole_number.hpp>

namespace sdkt::detail {

SDKT_INLINE std::optional<std::int64_t> whole_number_of(std::string_view text) {
  const auto take_digits = [&] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::string_view digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
  };
  const auto take = [&](char letter) {
    if (!text.starts_with(letter)) return false;
    text.remove_prefix(1);
    return true;
  };
  const bool is_negative = take('-');
  if (!is_negative) take('+');
  std::string digits{take_digits()};
  if (digits.empty()) return std::nullopt;
  std::size_t num_decimals = 0;
  if (take('.')) {
    const std::string_view decimals = take_digits();
    if (decimals.empty()) return std::nullopt;
    digits += decimals;
    num_decimals = decimals.size();
  }
  bool lowers = false;
  std::string_view exponent_digits = "0";
  if (take('e') || take('E')) {
    lowers = take('-');
    if (!lowers) take('+');
    exponent_digits = take_digits();
    if (exponent_digits.empty()) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;

  const std::size_t last = digits.find_last_not_of('0');
  if (last == std::string::npos) return 0;  // for any exponent
  std::int64_t exponent = 0;
  const char* const end = exponent_digits.data() + exponent_digits.size();
  if (std::from_chars(exponent_digits.data(), end, exponent).ec != std::errc{} || exponent > (1LL << 40))
    return std::nullopt;
  exponent = (lowers ? -exponent : exponent) - static_cast<std::int64_t>(num_decimals) +
             static_cast<std::int64_t>(digits.size() - last - 1);
  digits.resize(last + 1);
  digits.erase(0, digits.find_first_not_of('0'));
  if (exponent < 0 || static_cast<std::int64_t>(digits.size()) + exponent > 19) return std::nullopt;
  digits.append(static_cast<std::size_t>(exponent), '0');
  if (is_negative) digits.insert(digits.begin(), '-');
  std::int64_t number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return read.ec == std::errc{} ? std::optional{number} : std::nullopt;
}

}  // namespace sdkt::detail
