// expect: the selection policy needs `at::Tensor weights(const sdkt::teacher_targets<N>&) const`
// SPDX-License-Identifier: MIT
//
// The real trainer with the selection between two teachers after a policy that gives one.
#include <sdkt/trainer.hpp>

void user(const sdkt::clip::model& model, const sdkt::task_list& tasks, const sdkt::reference_set& pool) {
  sdkt::trainer trainer{model, sdkt::previous_teacher{}, sdkt::distance_sigmoid{}};
  trainer.run(tasks, pool).save("out");
}

int main() {}
