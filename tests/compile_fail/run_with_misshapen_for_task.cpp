// expect: must be `sdkt::task_reference for_task(const sdkt::task_begin&) const`
// SPDX-License-Identifier: MIT
//
// Other images in every task, asked for by number.
#include "parts.hpp"

struct images_by_number : good_reference {
  sdkt::task_reference for_task(int task) const;
};

int main() { run_over<std::vector<good_task>, images_by_number>{}; }
