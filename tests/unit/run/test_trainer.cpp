// SPDX-License-Identifier: MIT
//
// Whole runs on the embedded model: repeatable, equal where methods are equal, and stopped where they must
// be.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "../../support/small_run.hpp"
#include <sdkt/presets.hpp>

namespace {

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinAbs;
using namespace sdkt_test;

using result = sdkt::run_result<sdkt::clip::model>;

result run_snd(int decoding_threads = 2, std::uint64_t seed = 1102) {
  auto trainer = small(sdkt::trainer{mini_model()});
  trainer.options.decoding_threads = decoding_threads;
  trainer.options.seed = seed;
  return trainer.run(small_tasks(), small_pool());
}

const result& snd_result() {
  static const result done = run_snd();
  return done;
}

}  // namespace

TEST_CASE("a run has a row a step, a row of accuracies a stage, and numbers that are finite") {
  const auto& record = snd_result().record;
  REQUIRE(record.steps.size() == 2 * num_steps);
  for (std::size_t row = 0; row < record.steps.size(); ++row) {
    const auto& step = record.steps[row];
    CHECK(step.task == static_cast<std::int64_t>(row) / num_steps);
    CHECK(step.step == static_cast<std::int64_t>(row) % num_steps);
    CHECK(step.learning_rate == sdkt::options::learning_rate(step.step, num_steps, {.learning_rate = 3e-4}));
    CHECK(std::isfinite(step.loss));
    REQUIRE(step.distillation.size() == 2);
    REQUIRE(step.mean_selection.has_value());
    CHECK((*step.mean_selection > 0 && *step.mean_selection < 1));
    // The loss is the cross-entropy and the two means with their strengths.
    CHECK_THAT(step.loss,
               WithinAbs(step.cross_entropy + 9 * step.distillation[0] + 0.5 * step.distillation[1], 1e-5));
    CHECK(step.seconds > 0);
  }
  CHECK(record.teacher_names == std::vector<std::string>{"previous", "pretrained"});
  CHECK(record.accuracy.is_complete());
  CHECK(record.accuracy_union.is_complete());
  CHECK(record.distances.size() == 3);
  for (const double distance : record.distances[0].tasks) CHECK(distance == 0);
  for (const double distance : record.distances[2].tasks) CHECK(distance > 0);
}

TEST_CASE("the same seed gives the same steps, accuracies and weights, with any number of decoding threads") {
  for (const int threads : {1, 3}) {
    const result again = run_snd(threads);
    CHECK(same_steps(again.record, snd_result().record));
    CHECK(same_accuracies(again.record, snd_result().record));
    CHECK(at::equal(again.model.weights(), snd_result().model.weights()));
  }
}

TEST_CASE("another seed gives other steps") {
  CHECK_FALSE(same_steps(run_snd(2, 1103).record, snd_result().record));
}

TEST_CASE("two runs of one trainer are equal, and its model stays as it was") {
  const at::Tensor before = mini_model().weights().clone();
  const auto trainer = small(sdkt::trainer{mini_model(), sdkt::ema_teacher{.decay = 0.5}});
  const result first = trainer.run(small_tasks(), small_pool());
  const result second = trainer.run(small_tasks(), small_pool());
  CHECK(same_steps(first.record, second.record));
  CHECK(at::equal(first.model.weights(), second.model.weights()));
  CHECK(at::equal(trainer.model().weights(), before));
}

TEST_CASE("only the image tower trains, bit for bit") {
  const auto& weights = snd_result().model.weights();
  const auto towers = mini_model().towers();
  const auto part = [](const at::Tensor& all, sdkt::weight_range range) {
    return at::narrow(all, 0, range.begin, range.size());
  };
  CHECK(at::equal(part(weights, towers.text), part(mini_model().weights(), towers.text)));
  CHECK(at::equal(part(weights, towers.logit_scale), part(mini_model().weights(), towers.logit_scale)));
  CHECK_FALSE(at::equal(part(weights, towers.image), part(mini_model().weights(), towers.image)));
}

TEST_CASE("Select and Distill with both strengths 0 is continual fine-tuning") {
  const result none = small(sdkt::presets::finetune(mini_model())).run(small_tasks());
  const result zero = small(sdkt::presets::snd(mini_model(), {.previous_weight = 0, .pretrained_weight = 0}))
                          .run(small_tasks(), small_pool());
  REQUIRE(zero.record.steps.size() == none.record.steps.size());
  for (std::size_t row = 0; row < none.record.steps.size(); ++row) {
    CAPTURE(row);
    // One forward holds reference images too, and so may round otherwise.
    CHECK_THAT(zero.record.steps[row].cross_entropy, WithinAbs(none.record.steps[row].cross_entropy, 1e-5));
    CHECK_THAT(zero.record.steps[row].loss, WithinAbs(zero.record.steps[row].cross_entropy, 1e-12));
  }
  CHECK(none.record.steps[0].distillation.empty());
  CHECK_FALSE(none.record.steps[0].mean_selection.has_value());
  CHECK_FALSE(none.record.distances[0].reference.has_value());
}

TEST_CASE("on the first task two teachers are one pre-trained teacher with the summed weight") {
  const double eta = 1 / (1 + std::exp(1.2));
  const double summed = 9 * eta + 0.5 * (1 - eta);
  CHECK_THAT(summed, WithinAbs(2.468, 5e-4));
  const result one = small(sdkt::presets::g0_only(mini_model(), summed)).run(small_tasks(), small_pool());
  for (std::size_t row = 0; row < num_steps; ++row) {
    CAPTURE(row);
    const auto& two = snd_result().record.steps[row];
    CHECK_THAT(one.record.steps[row].loss, WithinAbs(two.loss, 1e-5));
    CHECK_THAT(one.record.steps[row].distillation[0],
               WithinAbs(9 * two.distillation[0] + 0.5 * two.distillation[1], 1e-6));
    CHECK_THAT(*two.mean_selection, WithinAbs(eta, 1e-6));
  }
}

TEST_CASE("at a task's first step the previous teacher is the student: its distillation is 0") {
  for (const std::size_t row : {std::size_t{0}, static_cast<std::size_t>(num_steps)}) {
    CHECK_THAT(snd_result().record.steps[row].distillation[0], WithinAbs(0, 1e-9));
  }
  CHECK(snd_result().record.steps[1].distillation[0] > 1e-6);
  CHECK(snd_result().record.steps[num_steps].distillation[1] > 1e-6);  // g0 is not the second task's start
}

TEST_CASE("the released selection is Select and Distill on the first task and leaves it on the second") {
  const result released = small(sdkt::presets::snd_released(mini_model())).run(small_tasks(), small_pool());
  CHECK(released.record.method == "snd-released");
  for (std::size_t row = 0; row < num_steps; ++row) {
    CHECK_THAT(released.record.steps[row].loss, WithinAbs(snd_result().record.steps[row].loss, 1e-5));
  }
  CHECK_FALSE(same_steps(released.record, snd_result().record));
}

TEST_CASE("learning without forgetting runs on the task's own images, and pulls nowhere at the start") {
  const result lwf =
      small(sdkt::trainer{mini_model(), sdkt::previous_teacher{}, sdkt::constant_selection{1.0},
                          sdkt::logit_divergence{.temperature = 2}})
          .run(small_tasks(), sdkt::own_images{});
  const result none = small(sdkt::presets::finetune(mini_model())).run(small_tasks());
  REQUIRE(lwf.record.steps.size() == 2 * num_steps);
  // At equality the gradient is 0, so the second step starts where fine-tuning's does.
  CHECK_THAT(lwf.record.steps[0].cross_entropy, WithinAbs(none.record.steps[0].cross_entropy, 1e-5));
  CHECK_THAT(lwf.record.steps[1].cross_entropy, WithinAbs(none.record.steps[1].cross_entropy, 1e-3));
  CHECK(lwf.record.steps[0].distillation[0] > 0);  // a cross-entropy: the teacher's entropy remains
  CHECK_THAT(*lwf.record.steps[0].mean_selection, WithinAbs(1, 1e-12));
}

TEST_CASE("a loss that is not finite stops the run with task and step") {
  auto trainer = small(sdkt::trainer{mini_model()});
  trainer.options.learning_rate = 9e5;
  trainer.options.weight_decay = 9e5;
  trainer.options.steps = 12;
  const std::string sentence =
      sentence_of<sdkt::data_error>([&] { static_cast<void>(trainer.run(small_tasks(), small_pool())); });
  CHECK_THAT(sentence, ContainsSubstring("task digits, step "));
  CHECK_THAT(sentence, ContainsSubstring("the loss is no longer a finite number; lower the learning rate"));
}

TEST_CASE("bad settings and bad data stop a run before its first step") {
  auto trainer = small(sdkt::trainer{mini_model()});
  int stages = 0;
  sdkt::run_observer observer;
  observer.on_stage = [&](const sdkt::run_record&) { ++stages; };
  trainer.options.batch_size = 0;
  CHECK(sentence_of<sdkt::setting_error>([&] {
          static_cast<void>(trainer.run(small_tasks(), small_pool(), observer));
        }) == "batch_size: the value 0 is out of range; use 1 or more");
  trainer.options.batch_size = 16;
  CHECK(sentence_of<sdkt::data_error>([&] {
          static_cast<void>(trainer.run(std::vector<sdkt::task>{}, small_pool(), observer));
        }) == "tasks: the stream contains no tasks; add at least one");
  CHECK(sentence_of<sdkt::data_error>([&] {
          static_cast<void>(trainer.run(small_tasks(), sdkt::reference_set{{}}, observer));
        }) == "reference: it contains no images; add unlabelled images for the distillation");
  CHECK(stages == 0);
}

TEST_CASE("a selection of the wrong shape is refused with both shapes") {
  struct one_column {
    at::Tensor weights(const sdkt::teacher_targets<2>& targets) const {
      return targets.teachers[0].images_RE.select(1, 0);
    }
  };
  const auto trainer = small(sdkt::trainer{mini_model(), sdkt::dual_teacher{}, one_column{}});
  CHECK(
      sentence_of<sdkt::shape_error>([&] { static_cast<void>(trainer.run(small_tasks(), small_pool())); }) ==
      "selection user: expected [R, N] = [24, 2], got a tensor of shape = [24]; return one weight for every "
      "reference image and teacher");
}

TEST_CASE("an observer hears of an extension's pass over a task's images") {
  std::vector<std::int64_t> done;
  sdkt::run_observer observer;
  observer.on_progress = [&](const sdkt::run_progress& now) {
    if (now.now != sdkt::run_progress::phase::looking_back) return;
    CHECK(now.total == 64);
    CHECK(now.task_name == (done.size() <= 64 ? "digits" : "shapes"));
    done.push_back(now.done);
  };
  static_cast<void>(
      small(sdkt::trainer{mini_model(), sdkt::no_teacher{}, sdkt::ewc{}}).run(small_tasks(), {}, observer));
  REQUIRE(done.size() == 2 * 65);
  for (std::size_t told = 0; told < done.size(); ++told)
    CHECK(done[told] == static_cast<std::int64_t>(told % 65));
}

TEST_CASE("an observer hears of every stage, every step and every image") {
  std::vector<std::size_t> rows;  // of accuracies, at every stage
  std::size_t steps = 0;
  std::vector<sdkt::run_progress> heard;
  sdkt::run_observer observer;
  observer.on_stage = [&](const sdkt::run_record& record) {
    rows.push_back(record.distances.size());
    if (record.accuracy.trained.size() == 1) CHECK(record.steps.size() == num_steps);
  };
  observer.on_steps = [&](const sdkt::run_record& record) { steps = record.steps.size(); };
  observer.on_progress = [&](const sdkt::run_progress& now) { heard.push_back(now); };
  auto trainer = small(sdkt::trainer{mini_model()});
  trainer.options.log_interval = 2;
  const result done = trainer.run(small_tasks(), small_pool(), observer);
  CHECK(same_steps(done.record, snd_result().record));
  CHECK(rows == std::vector<std::size_t>{0, 1, 2, 3});
  CHECK(steps == 2 * num_steps);
  REQUIRE_FALSE(heard.empty());
  CHECK(heard.back().steps_done == heard.back().steps_total);
  CHECK(heard.back().steps_total == 2 * num_steps);
  CHECK(heard.back().images_done == heard.back().images_total);
  CHECK(heard.back().images_total == 3 * (40 + 40 + 60));
  CHECK(heard.front().is_zero_shot);
  CHECK(heard.front().task_name == "zero-shot");
  CHECK(heard.back().task_name == "shapes");
  std::int64_t images = 0, trained = 0;
  for (const auto& now : heard) {
    CHECK(now.num_tasks == 2);
    CHECK(now.done <= now.total);
    CHECK(now.images_done >= images);
    CHECK(now.steps_done >= trained);
    images = now.images_done;
    trained = now.steps_done;
  }
}
