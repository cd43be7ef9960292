// SPDX-License-Identifier: MIT
//
// Every preset run in one file, each with the kind of reference that it needs.
#include <sdkt/presets.hpp>

int main() {
  const auto model = sdkt::clip::load("models/vit-b-16");
  const auto tasks = sdkt::load_tasks({"aircraft.json", "dtd.json"});
  const auto images = sdkt::load_reference("imagenet/train");
  const auto texts = sdkt::with_texts(images, sdkt::load_texts("captions.tsv"));
  const auto pairs = sdkt::load_pairs("pairs.json");
  const auto run = [&](const auto& reference, const auto&... trainers) {
    (trainers.run(tasks, reference).save(trainers.method), ...);
  };
  using namespace sdkt::presets;
  run(sdkt::no_reference{}, finetune(model), wise_ft(model), ewc(model), online_ewc(model), magmax(model),
      ties(model), task_arithmetic(model), opcm(model));
  run(images, snd(model), snd_released(model), g0_only(model), gp_only(model), gp_strong(model), gp_20(model),
      relation(model), zaf_like(model));
  run(sdkt::own_stream{}, lwf(model), lwf_vr(model));
  run(sdkt::from_extension{}, icarl(model));
  run(texts, zscl(model), zscl_star(model), zscl_snd(model));
  run(sdkt::own_images{}, mod_x(model), dkr(model));
  run(pairs, gift(model));
}
