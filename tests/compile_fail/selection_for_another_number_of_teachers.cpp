// expect: the selection policy needs `at::Tensor weights(const sdkt::teacher_targets<N>&) const`
// SPDX-License-Identifier: MIT
//
// A selection between three teachers after a policy that gives two.
#include "parts.hpp"

struct for_another_number_of_teachers {
  at::Tensor weights(const sdkt::teacher_targets<3>&) const;
};

int main() { composition_of<good_model, good_teacher<2>, for_another_number_of_teachers, good_loss<>>{}; }
