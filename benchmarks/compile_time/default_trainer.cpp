// SPDX-License-Identifier: MIT
//
// A user's file with all defaults: load, train, save.
#include <sdkt/trainer.hpp>

int main() {
  const auto model = sdkt::clip::load("models/vit-b-16");
  const auto tasks = sdkt::load_tasks({"aircraft.json", "dtd.json"});
  const auto pool = sdkt::load_reference("imagenet/train");
  const sdkt::trainer trainer{model};
  trainer.run(tasks, pool).save("out");
}
