// SPDX-License-Identifier: MIT
//
// Identities between methods that differ in teachers, selections and losses: at the ends of their settings
// one is the other. What an identity says exactly is asserted bit for bit.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "identities.hpp"

namespace {

using Catch::Matchers::WithinAbs;
using namespace sdkt_test;
using sdkt::text_source;

/// Two weights that look at nothing.
struct fixed_weights {
  double previous;
  double pretrained;
  at::Tensor weights(const sdkt::teacher_targets<2>& targets) const {
    const at::Tensor& images_RE = targets.teachers[0].images_RE;
    const auto column = [&](double weight) {
      return at::full({images_RE.size(0)}, weight, images_RE.options());
    };
    return at::stack({column(previous), column(pretrained)}, 1);
  }
};
/// The same with the strengths of Select and Distill on top.
struct strong_fixed_weights : fixed_weights {
  std::array<double, 2> strengths() const { return {9.0, 0.5}; }
};

/// The norms of the distillation's own gradients, step by step.
using norms = std::shared_ptr<std::vector<double>>;
struct distillation_witness {
  norms seen = std::make_shared<std::vector<double>>();
  void on_distillation_end(const sdkt::distillation_end& moment) const {
    seen->push_back(at::linalg_vector_norm(moment.gradient).item<double>());
  }
};

/// A model whose random sentences are the prompts of one task after the other.
class prompted_model : public sdkt::clip::model {
 public:
  explicit prompted_model(sdkt::clip::model made) : sdkt::clip::model{std::move(made)} {}
  prompted_model with_weights(at::Tensor values_P) const {
    prompted_model other{*this};
    static_cast<sdkt::clip::model&>(other) = sdkt::clip::model::with_weights(std::move(values_P));
    return other;
  }
  at::Tensor random_token_ids(std::int64_t, std::int64_t, const sdkt::random_stream&) const {
    return tokenize(small_tasks().at((*asked_)++).prompts());
  }

 private:
  std::shared_ptr<std::size_t> asked_ = std::make_shared<std::size_t>(0);
};
static_assert(sdkt::Backbone<prompted_model> && sdkt::compose::makes_random_sentences<prompted_model>);

template <class Loss, class Selection, class Reference, class... Extensions>
std::vector<double> distillation_norms(const Loss& loss, const Selection& select, const Reference& reference,
                                       Extensions... extensions) {
  distillation_witness witness;
  auto trainer = alike(
      sdkt::trainer{mini_model(), sdkt::previous_teacher{}, select, loss, std::move(extensions)..., witness},
      sdkt::trained_part::both_towers);
  static_cast<void>(trainer.run(small_tasks(), reference));
  return *witness.seen;
}

}  // namespace

TEST_CASE("with scale 0 Select and Distill is a user's constant weights of one half, or of 4.5 and 0.25") {
  const auto snd = alike(sdkt::presets::snd(mini_model(), {.scale = 0})).run(small_tasks(), small_pool());
  const auto half = alike(sdkt::trainer{mini_model(), sdkt::dual_teacher{}, strong_fixed_weights{{0.5, 0.5}}})
                        .run(small_tasks(), small_pool());
  require_one_run(snd, half);
  const auto whole = alike(sdkt::trainer{mini_model(), sdkt::dual_teacher{}, fixed_weights{4.5, 0.25}})
                         .run(small_tasks(), small_pool());
  for (std::size_t row = 0; row < snd.record.steps.size(); ++row) {
    CAPTURE(row);
    const auto& step = whole.record.steps[row];
    CHECK_THAT(step.loss, WithinAbs(snd.record.steps[row].loss, 1e-5));
    CHECK_THAT(step.distillation[0], WithinAbs(9 * snd.record.steps[row].distillation[0], 1e-6));
    CHECK_THAT(step.distillation[1], WithinAbs(0.5 * snd.record.steps[row].distillation[1], 1e-6));
  }
}

TEST_CASE("with a threshold below every distance Select and Distill follows the previous model alone") {
  const auto all_previous = [](double weight) {
    return alike(sdkt::presets::snd(mini_model(), {.threshold = -1e6, .previous_weight = weight}))
        .run(small_tasks(), small_pool());
  };
  const auto strong = [](double weight) {
    return alike(sdkt::presets::gp_strong(mini_model(), weight)).run(small_tasks(), small_pool());
  };
  // A power of two scales without rounding.
  const auto two = all_previous(8);
  const auto one = strong(8);
  CHECK(at::equal(two.model.weights(), one.model.weights()));
  CHECK(same_accuracies(two.record, one.record));
  const auto nine = all_previous(9);
  const auto strong_nine = strong(9);
  for (std::size_t row = 0; row < nine.record.steps.size(); ++row) {
    CAPTURE(row);
    CHECK(two.record.steps[row].loss == one.record.steps[row].loss);
    CHECK(two.record.steps[row].mean_selection == 1);
    CHECK(two.record.steps[row].distillation[1] == 0);
    CHECK_THAT(nine.record.steps[row].loss, WithinAbs(strong_nine.record.steps[row].loss, 1e-5));
  }
}

TEST_CASE("an average with decay 1 is the model at the task's start, in images and in texts") {
  const auto images = [](const auto& teacher) {
    return alike(sdkt::trainer{mini_model(), teacher}).run(small_tasks(), small_pool());
  };
  require_one_run(images(sdkt::ema_teacher{.decay = 1}), images(sdkt::previous_teacher{}));
  const auto texts = [](const auto& teacher) {
    return alike(sdkt::trainer{mini_model(), teacher, sdkt::constant_selection{},
                               sdkt::contrastive_divergence_over<text_source::class_prompts>{}},
                 sdkt::trained_part::both_towers)
        .run(small_tasks(), sdkt::own_stream{});
  };
  require_one_run(texts(sdkt::ema_teacher{.decay = 1}), texts(sdkt::previous_teacher{}));
}

TEST_CASE("on a stream of one task an average with decay 1 is the pre-trained teacher") {
  const auto run = [](const auto& teacher) {
    return alike(sdkt::trainer{mini_model(), teacher}).run(first_task(), small_pool());
  };
  require_one_run(run(sdkt::ema_teacher{.decay = 1}), run(sdkt::pretrained_teacher{}));
}

TEST_CASE("an average with decay 0 is the student itself: the distillation is 0 at every step") {
  const auto finetune = alike(sdkt::presets::finetune(mini_model())).run(small_tasks());
  const sdkt::trainer trainer = alike(sdkt::trainer{mini_model(), sdkt::ema_teacher{.decay = 0}});
  const auto own = trainer.run(small_tasks(), sdkt::own_images{});
  CHECK(at::equal(own.model.weights(), finetune.model.weights()));
  const auto pool = trainer.run(small_tasks(), small_pool());
  for (std::size_t row = 0; row < finetune.record.steps.size(); ++row) {
    CAPTURE(row);
    CHECK(own.record.steps[row].distillation[0] == 0);
    CHECK(own.record.steps[row].loss == finetune.record.steps[row].loss);
    // The student's forward holds task images too, and so may round otherwise.
    CHECK_THAT(pool.record.steps[row].distillation[0], WithinAbs(0, 1e-11));
    CHECK_THAT(pool.record.steps[row].loss, WithinAbs(finetune.record.steps[row].loss, 1e-5));
  }
}

TEST_CASE("lwf-vr is lwf, bit for bit, where the random sentences are the prompts") {
  const auto lwf = small(sdkt::presets::lwf(mini_model())).run(small_tasks(), sdkt::own_stream{});
  const auto random =
      small(sdkt::presets::lwf_vr(prompted_model{mini_model()})).run(small_tasks(), sdkt::own_stream{});
  CHECK(random.record.method == "lwf-vr");
  require_one_run(lwf, random);
}

TEST_CASE("the first task of iCaRL and of ZAF is fine-tuning, bit for bit, and no other is") {
  const auto compare = [](const auto& result, sdkt::trained_part trains) {
    const auto finetune = alike(sdkt::presets::finetune(mini_model()), trains).run(small_tasks());
    for (std::size_t row = 0; row < finetune.record.steps.size(); ++row) {
      CAPTURE(row);
      const auto& step = result.record.steps[row];
      CHECK(step.distillation.empty() == (step.task == 0));
      if (step.task == 0) CHECK(step.loss == finetune.record.steps[row].loss);
    }
    CHECK(result.record.steps.back().loss != finetune.record.steps.back().loss);
    CHECK(result.record.accuracy.trained[0] == finetune.record.accuracy.trained[0]);
    CHECK(result.record.distances[1].tasks == finetune.record.distances[1].tasks);
  };
  const auto both = sdkt::trained_part::both_towers;
  compare(alike(sdkt::presets::icarl(mini_model(), 1.0, {.capacity = 20}), both)
              .run(small_tasks(), sdkt::from_extension{}),
          both);
  compare(alike(sdkt::presets::zaf_like(mini_model())).run(small_tasks(), small_pool()),
          sdkt::trained_part::image_tower);
}

TEST_CASE("at a task's first step the student is the previous model, and the distillation pulls nowhere") {
  const auto pulls_nowhere = [](const char* method, const std::vector<double>& norms) {
    CAPTURE(method, norms);
    REQUIRE(norms.size() == 2 * num_steps);
    for (const std::size_t row : {std::size_t{0}, static_cast<std::size_t>(num_steps)}) {
      CAPTURE(row);
      CHECK(norms[row] <= 5e-6 * norms[row + 1]);
    }
    CHECK(norms.back() > 0);
  };
  using sdkt::constant_selection;
  const sdkt::contrastive_divergence_over<text_source::class_prompts> prompts;
  sdkt::contrastive_divergence_over<text_source::random_sentences> sentences;
  sentences.sentences.count = 50;
  const sdkt::own_stream stream;
  pulls_nowhere("gp-only, gp-strong",
                distillation_norms(sdkt::feature_distance{}, constant_selection{9}, small_pool()));
  pulls_nowhere("relation",
                distillation_norms(sdkt::relation_distance{}, constant_selection{100}, small_pool()));
  pulls_nowhere("lwf", distillation_norms(prompts, constant_selection{}, stream));
  pulls_nowhere("lwf-vr", distillation_norms(sentences, constant_selection{}, stream));
  pulls_nowhere("icarl", distillation_norms(prompts, constant_selection{}, sdkt::from_extension{},
                                            sdkt::exemplar_memory{.capacity = 20}));
  pulls_nowhere("mod-x",
                distillation_norms(sdkt::relation_divergence{}, sdkt::rectified{}, sdkt::own_images{}));
  pulls_nowhere("gift without its pairs", distillation_norms(sdkt::pair_divergence{.identity_weight = 0},
                                                             constant_selection{}, stream));
}

TEST_CASE("at a task's first step gift's pairs pull, and so do the rows that dkr repairs") {
  const auto gift =
      distillation_norms(sdkt::pair_divergence{}, sdkt::constant_selection{}, sdkt::own_stream{});
  const auto dkr =
      distillation_norms(sdkt::relation_divergence{.reduction = sdkt::row_reduction::mean, .repairs = true},
                         sdkt::rectified{.strength = 1.0, .keeps_both_wrong = true}, sdkt::own_images{});
  for (const std::size_t row : {std::size_t{0}, static_cast<std::size_t>(num_steps)}) {
    CHECK(gift[row] > 1);
    CHECK(dkr[row] > 0.1);
  }
}
