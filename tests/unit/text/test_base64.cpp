// SPDX-License-Identifier: MIT
#include <cstddef>
#include <random>
#include <string>
#include <utility>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/text/base64.hpp>

using sdkt::detail::base64;
using sdkt::detail::from_base64;

TEST_CASE("base64 gives the texts of RFC 4648 and reads them back") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(base64(bytes) == text);
    CHECK(from_base64(text) == bytes);
  }
}

TEST_CASE("any bytes come back from base64") {
  std::mt19937 random{1};
  for (std::size_t size = 0; size < 100; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    CHECK(from_base64(base64(bytes)) == bytes);
  }
}

TEST_CASE("what base64 does not write is refused") {
  for (const char* text : {"Z", "Zg", "Zg=", "Zh==", "Zm9", "Zm9=", "====", "=Zg=", "Zg==Zg==", "Zm9v\n",
                           "Zm9_", "Zm 9", "Z=g="})
    CHECK_FALSE(from_base64(text).has_value());
}
