// SPDX-License-Identifier: MIT
//
// Every preset as a trainer that describes its composition; none is run.
#include <cstdio>

#include <sdkt/presets.hpp>
#include <sdkt/record/run_folder.hpp>

int main() {
  const auto model = sdkt::clip::load("models/vit-b-16");
  const auto describe = [](const auto&... trainers) {
    (std::printf("%s\n", (trainers.method + ' ' + sdkt::record::settings_json(trainers.describe())).c_str()),
     ...);
  };
  using namespace sdkt::presets;
  describe(finetune(model), snd(model), snd_released(model), g0_only(model), gp_only(model), gp_strong(model),
           gp_20(model), relation(model), zaf_like(model), lwf(model), lwf_vr(model), icarl(model),
           zscl(model), zscl_star(model), zscl_snd(model), mod_x(model), dkr(model), gift(model),
           wise_ft(model), ewc(model), online_ewc(model), magmax(model), ties(model), task_arithmetic(model),
           opcm(model));
}
