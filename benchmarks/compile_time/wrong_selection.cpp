// expect: the selection policy needs `at::Tensor weights(const sdkt::teacher_targets<N>&) const`
// SPDX-License-Identifier: MIT
//
// A compile error: a selection for two teachers with a policy of one teacher.
#include <sdkt/trainer.hpp>

int main() {
  const auto model = sdkt::clip::load("models/vit-b-16");
  const auto tasks = sdkt::load_tasks({"aircraft.json", "dtd.json"});
  const auto pool = sdkt::load_reference("imagenet/train");
  const sdkt::trainer trainer{model, sdkt::previous_teacher{}, sdkt::distance_sigmoid{}};
  trainer.run(tasks, pool).save("out");
}
