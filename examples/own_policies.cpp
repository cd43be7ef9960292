// SPDX-License-Identifier: MIT
//
// Policies swapped in user code: your own selection, published alternatives, and streams as ranges.

#include <cassert>

#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/sub.h>
#include <range/v3/view/take.hpp>

#include <sdkt/trainer.hpp>

/// A user's own selection, without base class or macro. It follows the previous model only where the
/// teachers clearly disagree.
struct only_confident {
  at::Tensor weights(const sdkt::teacher_targets<2>& targets) const {  // [R, 2]
    const auto& [previous, pretrained] = targets.teachers;
    const auto distance = at::linalg_vector_norm(at::sub(previous.images_RE, pretrained.images_RE), 2, {1});
    const auto disagrees = distance.gt(0.2).to(at::kFloat);
    return at::stack({disagrees, disagrees.mul(-1).add(1)}, 1);
  }
};
static_assert(sdkt::SelectionPolicy<only_confident, 2>);

template <class Trainer, class Tasks, class Pool>
void try_it(Trainer trainer, Tasks tasks, Pool pool) {
  trainer.options.steps = 2;
  const auto result = trainer.run(tasks, pool);
  assert(result.record.accuracy.is_complete());
}

int main() {
  const std::filesystem::path mini = SDKT_MINI_DIR;
  const auto model = sdkt::clip::load(mini / "model");
  const auto tasks = sdkt::load_tasks({mini / "tasks/digits.json", mini / "tasks/fashion.json",
                                       mini / "tasks/shapes.json", mini / "tasks/flags.json"});
  const auto pool = sdkt::load_reference(mini / "tasks/reference.json", {.size = 256});

  sdkt::trainer mine{model, sdkt::dual_teacher{}, only_confident{}, sdkt::feature_distance{}};
  sdkt::trainer lwf{model, sdkt::previous_teacher{}, sdkt::constant_selection{1.0},
                    sdkt::logit_divergence{.temperature = 2}};
  sdkt::trainer live{model,
                     sdkt::ema_teacher{.decay = 0.999}};  // other policies keep their defaults if they fit

  const auto order =
      tasks | sdkt::views::rotate(3) | ranges::views::take(2);  // streams are ranges: flags, digits
  assert((*order.begin()).name() == "flags");
  try_it(mine, order, pool);
  try_it(lwf, order, sdkt::own_images{});
  try_it(live, order, pool);
}
