// SPDX-License-Identifier: MIT
//
// Fingerprints of bytes.

#include <cstddef>
#include <set>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/base/fingerprint.hpp>

namespace {

std::string hex_of(const std::string& bytes) { return sdkt::detail::fingerprint{}.add(bytes).hex(); }

}  // namespace

TEST_CASE("a fingerprint is 16 hexadecimal digits and the same every time") {
  CHECK(hex_of("weights").size() == 16);
  CHECK(hex_of("weights").find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(hex_of("weights") == hex_of("weights"));
}

TEST_CASE("fingerprints differ for every length, every flipped bit and every place of a swap") {
  std::set<std::string> seen;
  std::size_t count = 0;
  for (std::size_t length = 0; length < 200; ++length, ++count)
    seen.insert(hex_of(std::string(length, '\0')));
  std::string bytes(150, '\0');
  for (std::size_t place = 0; place < bytes.size(); ++place) bytes[place] = static_cast<char>(place);
  for (std::size_t place = 0; place < bytes.size(); ++place) {
    for (int bit = 0; bit < 8; ++bit, ++count) {
      std::string changed = bytes;
      changed[place] = static_cast<char>(changed[place] ^ (1 << bit));
      seen.insert(hex_of(changed));
    }
  }
  for (std::size_t place = 1; place < bytes.size(); ++place, ++count) {
    std::string changed = bytes;
    std::swap(changed[place - 1], changed[place]);
    seen.insert(hex_of(changed));
  }
  CHECK(seen.size() == count);
}

TEST_CASE("where one piece ends and the next begins is part of the fingerprint") {
  const auto two = [](const std::string& first, const std::string& second) {
    return sdkt::detail::fingerprint{}.add(first).add(second).hex();
  };
  CHECK(two("ab", "c") != two("a", "bc"));
  CHECK(two("", "a") != two("a", ""));
}
