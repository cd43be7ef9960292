// SPDX-License-Identifier: MIT
//
// A small program of somebody else's that uses sdkt: what it needs for its own tables, and how it says no.
#include <iostream>

#include <sdkt/trainer.hpp>

static_assert(sdkt::SelectionPolicy<sdkt::distance_sigmoid, 2>);

int main() {
  const sdkt::accuracy_matrix accuracy{{50, 40}, {{70, 38}, {66, 60}}};
  const auto metrics = sdkt::compute_metrics(accuracy);
  std::cout << "forgets " << metrics.forgetting << ", loses " << metrics.zero_shot_degradation << '\n';
  try {
    sdkt::load_tasks({"no-such-file.json"});
  } catch (const sdkt::error& problem) {
    std::cout << problem.what() << '\n';
    return metrics.forgetting == 4 && metrics.zero_shot_degradation == 2 ? 0 : 1;
  }
  return 1;
}
