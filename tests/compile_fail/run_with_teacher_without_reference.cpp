// expect: this composition has a teacher, which needs reference images
// SPDX-License-Identifier: MIT
//
// A teacher and no image to guide on.
#include "parts.hpp"

struct no_images : good_reference {
  static constexpr bool is_absent = true;
};

int main() { run_over<std::vector<good_task>, no_images>{}; }
