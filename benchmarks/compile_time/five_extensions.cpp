// SPDX-License-Identifier: MIT
//
// A user's file with five extensions: load, train, save.
#include <sdkt/extension.hpp>
#include <sdkt/trainer.hpp>

int main() {
  const auto model = sdkt::clip::load("models/vit-b-16");
  const auto tasks = sdkt::load_tasks({"aircraft.json", "dtd.json"});
  const auto pool = sdkt::load_reference("imagenet/train");
  const sdkt::trainer trainer{model,
                              sdkt::ewc{},
                              sdkt::l2_to_start{},
                              sdkt::running_mean{},
                              sdkt::interpolate{},
                              sdkt::exemplar_memory{}};
  trainer.run(tasks, pool).save("out");
}
