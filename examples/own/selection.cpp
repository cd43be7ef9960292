// SPDX-License-Identifier: MIT
//
// Your own selection: follow the previous model on images where it is most certain of the current classes.

#include <cassert>

#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/stack.h>

#include <sdkt/trainer.hpp>

/// The weight of the previous model is its highest class probability; the pre-trained model gets the rest.
struct follow_the_sure {
  at::Tensor weights(const sdkt::teacher_targets<2>& targets) const {  // [R, 2]
    const sdkt::encoded& previous = targets.teachers[0];
    const auto logits = at::matmul(previous.images_RE, previous.texts_TE.t()).mul(previous.logit_scale);
    const auto sure = std::get<0>(at::softmax(logits, 1).max(1));
    return at::stack({sure, sure.mul(-1).add(1)}, 1);
  }
};
static_assert(sdkt::SelectionPolicy<follow_the_sure, 2>);

int main() {
  const std::filesystem::path mini = SDKT_MINI_DIR;
  const auto model = sdkt::clip::load(mini / "model");
  const auto tasks = sdkt::load_tasks({mini / "tasks/digits.json", mini / "tasks/shapes.json"});
  const auto pool = sdkt::load_reference(mini / "tasks/reference.json", {.size = 128});
  // The loss decides which texts teachers encode: here the prompts of the current task.
  sdkt::trainer trainer{model, sdkt::dual_teacher{}, follow_the_sure{}, sdkt::logit_divergence{}};
  trainer.options.steps = 2;
  const auto result = trainer.run(tasks, pool);
  const double sure = *result.record.steps.back().mean_selection;
  assert(sure > 1.0 / 18 && sure < 1);  // between a guess among 18 shapes and certainty
}
