// SPDX-License-Identifier: MIT
//
// A user's file with a selection of its own, beside presets.
#include <ATen/ops/gt.h>
#include <ATen/ops/rsub.h>
#include <ATen/ops/stack.h>

#include <sdkt/presets.hpp>

struct only_confident {
  at::Tensor weights(const sdkt::teacher_targets<2>& targets) const {
    const auto disagree_R = sdkt::teacher_distance(targets).gt(0.2).to(at::kFloat);
    return at::stack({disagree_R, at::rsub(disagree_R, 1)}, 1);
  }
};

int main() {
  const auto model = sdkt::clip::load("models/vit-b-16");
  const auto tasks = sdkt::load_tasks({"aircraft.json", "dtd.json"});
  const auto pool = sdkt::load_reference("imagenet/train");
  const sdkt::trainer mine{model, sdkt::dual_teacher{}, only_confident{}, sdkt::feature_distance{}};
  mine.run(tasks, pool).save("mine");
  sdkt::presets::snd(model).run(tasks, pool).save("snd");
  sdkt::presets::finetune(model).run(tasks).save("finetune");
}
