// expect: on_step_end of an extension must take (const sdkt::step_end&)
// SPDX-License-Identifier: MIT
//
// A compile error: a user's extension whose hook accepts the weights.
#include <sdkt/trainer.hpp>

struct projection {
  void on_step_end(at::Tensor theta) const { theta.clamp_(-1, 1); }
};

int main() {
  const auto model = sdkt::clip::load("models/vit-b-16");
  const auto tasks = sdkt::load_tasks({"aircraft.json", "dtd.json"});
  const auto pool = sdkt::load_reference("imagenet/train");
  const sdkt::trainer trainer{model, projection{}};
  trainer.run(tasks, pool).save("out");
}
