// expect: a TaskStream is traversed more than once, but this range is single-pass
// SPDX-License-Identifier: MIT
//
// Tasks out of a range that can be gone through once.
#include <range/v3/view/facade.hpp>

#include "parts.hpp"

struct once : ranges::view_facade<once> {
  good_task read() const { return {}; }
  bool equal(ranges::default_sentinel_t) const { return true; }
  void next() {}
};

int main() { run_over<once, good_reference>{}; }
