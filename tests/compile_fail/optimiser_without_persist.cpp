// expect: an optimiser must have `void persist(sdkt::archive&)`
// SPDX-License-Identifier: MIT
//
// Moments that an interrupted run would forget.
#include "parts.hpp"

struct without_persist {
  at::Tensor moment;
  void begin_task(const sdkt::optimiser_begin&);
  void update_values(at::Tensor&, const at::Tensor&, double);
};

int main() { optimised_by<without_persist>{}; }
