// expect: (and texts() if it is true; for_task, if it exists, must be
// SPDX-License-Identifier: MIT
//
// A reference that says it has texts and does not give them.
#include "parts.hpp"

struct with_texts_that_are_not_there : good_reference {
  static constexpr bool has_texts = true;
};

int main() { run_over<std::vector<good_task>, with_texts_that_are_not_there>{}; }
