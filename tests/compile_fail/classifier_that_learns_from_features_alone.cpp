// expect: learn_task of a classifier must be `void learn_task(const sdkt::classifier_task&)`
// SPDX-License-Identifier: MIT
//
// It would not learn the classes of the images.
#include "parts.hpp"

struct learns_from_features : good_classifier {
  void learn_task(const at::Tensor& features_NE);
};

int main() { classified_by<learns_from_features>{}; }
