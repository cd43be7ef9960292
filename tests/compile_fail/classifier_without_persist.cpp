// expect: a classifier that learns must have `void persist(sdkt::archive&)`
// SPDX-License-Identifier: MIT
//
// The saved model would not have it.
#include "parts.hpp"

struct without_persist {
  at::Tensor means;
  at::Tensor class_scores(const sdkt::classifier_inputs&) const;
  void learn_task(const sdkt::classifier_task&);
};

int main() { classified_by<without_persist>{}; }
