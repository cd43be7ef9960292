// SPDX-License-Identifier: MIT
//
// The smallest program that uses sdkt.
#include <iostream>

#include <sdkt/error.hpp>
#include <sdkt/random.hpp>

int main() {
  sdkt::random_stream numbers{{.seed = 1102, .index = 7}};
  const double number = numbers.uniform();
  try {
    throw sdkt::setting_error{"number", "it is below one", "that is fine"};
  } catch (const sdkt::error& problem) {
    std::cout << problem.what() << '\n';
  }
  return number >= 0.0 && number < 1.0 ? 0 : 1;
}
