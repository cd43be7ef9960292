// SPDX-License-Identifier: MIT
//
// Identities between methods that work on weights: penalties of strength 0, interpolation that keeps all,
// merges of one task.

#include <cstddef>

#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>

#include "identities.hpp"

namespace {

using namespace sdkt_test;
using result = sdkt::run_result<sdkt::clip::model>;

const result& finetuned() {
  static const result done = alike(sdkt::presets::finetune(mini_model())).run(small_tasks());
  return done;
}

const result& finetuned_once() {
  static const result done = alike(sdkt::presets::finetune(mini_model())).run(first_task());
  return done;
}

/// Weights that differ by the rounding of pretrained + (theta - pretrained).
void check_near(const result& left, const result& right) {
  CHECK(same_steps(left.record, right.record));
  CHECK(same_accuracies(left.record, right.record));
  const at::Tensor difference_P = left.model.weights().sub(right.model.weights());
  CHECK(difference_P.abs().max().item<double>() < 1e-7);
}

}  // namespace

TEST_CASE("wise-ft that keeps all is fine-tuning, bit for bit, towards either target") {
  for (const auto towards : {sdkt::interpolation_target::previous, sdkt::interpolation_target::pretrained}) {
    require_one_run(
        alike(sdkt::presets::wise_ft(mini_model(), {.alpha = 1, .towards = towards})).run(small_tasks()),
        finetuned());
  }
}

TEST_CASE("ewc and online ewc of strength 0 are fine-tuning, bit for bit") {
  require_one_run(
      alike(sdkt::presets::ewc(mini_model(), {.strength = 0, .batch_size = 16})).run(small_tasks()),
      finetuned());
  require_one_run(
      alike(sdkt::presets::online_ewc(mini_model(), {.strength = 0, .batch_size = 16})).run(small_tasks()),
      finetuned());
}

TEST_CASE("zscl that pulls with strength 0 is zscl-star, bit for bit") {
  const auto reference = sdkt::with_texts(small_pool(), {"a drawing", "a red sign", "the number seven"});
  const auto both = sdkt::trained_part::both_towers;
  const auto run = [&](const auto& trainer) { return alike(trainer, both).run(small_tasks(), reference); };
  const auto star = run(sdkt::presets::zscl_star(mini_model()));
  require_one_run(run(sdkt::presets::zscl(mini_model(), 1.0, {.strength = 0})), star);
  CHECK_FALSE(at::equal(run(sdkt::presets::zscl(mini_model())).model.weights(), star.model.weights()));
}

TEST_CASE("the merge of one task is that task") {
  const auto run = [](const auto& trainer) { return alike(trainer).run(first_task()); };
  check_near(run(sdkt::presets::task_arithmetic(mini_model())), finetuned_once());
  check_near(run(sdkt::presets::magmax(mini_model(), {.scale = 1})), finetuned_once());
  check_near(run(sdkt::presets::opcm(mini_model())), finetuned_once());
  check_near(run(sdkt::presets::ties(mini_model(), {.keep = 1, .scale = 1})), finetuned_once());
}

TEST_CASE("merges are only evaluated: every task is trained as fine-tuning trains it, bit for bit") {
  const auto merged = alike(sdkt::presets::magmax(mini_model())).run(small_tasks());
  CHECK(same_steps(merged.record, finetuned().record));
  CHECK_FALSE(at::equal(merged.model.weights(), finetuned().model.weights()));
}

TEST_CASE("a stream merged from one task is that task: the runs are one, bit for bit") {
  const auto tasks = first_task();
  require_one_run(alike(sdkt::presets::finetune(mini_model())).run(tasks | sdkt::views::merge("joint")),
                  finetuned_once());
}
