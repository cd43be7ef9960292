// expect: must be `sdkt::task_reference for_task(const sdkt::task_begin&) const`
// SPDX-License-Identifier: MIT
//
// Other images in every task, without the rest of what a task guides on.
#include "parts.hpp"

struct that_returns_images : good_reference {
  const std::vector<sdkt::sample>& for_task(const sdkt::task_begin&) const;
};

int main() { run_over<std::vector<good_task>, that_returns_images>{}; }
