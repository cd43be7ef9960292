// SPDX-License-Identifier: MIT
//
// Fingerprints of bytes.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/base/fingerprint.hpp>

namespace {

std::string hex_of(const std::string& bytes) { return sdkt::detail::fingerprint{}.add(bytes).hex(); }

/// The bytes that xxHash's own sanity check hashes.
std::vector<unsigned char> sanity_bytes(std::size_t count) {
  std::vector<unsigned char> bytes(count);
  std::uint64_t state = 2654435761ULL;
  for (unsigned char& byte : bytes) {
    byte = static_cast<unsigned char>(state >> 56U);
    state *= 11400714785074694797ULL;
  }
  return bytes;
}

}  // namespace

TEST_CASE("XXH64 gives the values of its specification, in pieces of any length") {
  // The check values of xxHash's sanity check (0, 1, 4, 14, 222); the others are of the xxhash package of Python.
  const std::vector<std::pair<std::size_t, std::uint64_t>> known{
      {0, 0xef46db3751d8e999},   {1, 0xe934a84adb052768},   {4, 0x9136a0dca57457ee},
      {14, 0x8282dcc4994e35c8},  {31, 0x299b39a290e6d783},  {32, 0x18b216492bb44b70},
      {33, 0x55c8dc3e578f5b59},  {63, 0xa9efbe0fa0f3f4e7},  {64, 0xef558f8acac2b5cd},
      {222, 0xb641ae8cb691c174}, {2243, 0x6580659b3a2fd03d}};
  for (const auto& [count, value] : known) {
    const std::vector<unsigned char> bytes = sanity_bytes(count);
    for (const std::size_t piece :
         {std::size_t{1}, std::size_t{5}, std::size_t{32}, std::size_t{47}, count + 1}) {
      INFO(count << " bytes in pieces of " << piece);
      sdkt::detail::xxh64 hash;
      for (std::size_t done = 0; done < count; done += piece)
        hash.update(bytes.data() + done, std::min(piece, count - done));
      CHECK(hash.digest() == value);
    }
  }
}

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
