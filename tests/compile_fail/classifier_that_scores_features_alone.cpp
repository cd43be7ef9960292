// expect: class_scores of a classifier must be `at::Tensor class_scores(const sdkt::classifier_inputs&) const`
// SPDX-License-Identifier: MIT
//
// It would not know the names.
#include "parts.hpp"

struct scores_features_alone : good_classifier {
  at::Tensor class_scores(const at::Tensor& features_NE) const;
};

int main() { classified_by<scores_features_alone>{}; }
