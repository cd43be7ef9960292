// SPDX-License-Identifier: MIT
//
// Whole runs that train something else than the weights: what they leave as it was, what they may change, and which
// of them is a run of another kind.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <variant>

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/linalg_svd.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/sentence_of.hpp"
#include "identities.hpp"

namespace {

using namespace sdkt_test;

/// `full`, written by hand.
struct weights_by_hand {
  std::int64_t num_weights(const sdkt::weight_layout&, const sdkt::trained_slices& trained) const {
    return trained.num_weights();
  }
  at::Tensor begin_task(const sdkt::parameters_begin& moment) const { return moment.theta; }
  void push_forward(const at::Tensor&, at::Tensor&) const {}
  at::Tensor pull_back(const at::Tensor&, const at::Tensor& gradient_Q) const { return gradient_Q; }
};

/// The same with a copy of the weights as what trains.
struct copied_weights : weights_by_hand {
  at::Tensor begin_task(const sdkt::parameters_begin& moment) const { return moment.theta.clone(); }
  void push_forward(const at::Tensor& values_Q, at::Tensor& theta_Q) const { theta_Q.copy_(values_Q); }
};

struct of_another_size : weights_by_hand {
  at::Tensor pull_back(const at::Tensor&, const at::Tensor& gradient_Q) const {
    return gradient_Q.narrow(0, 0, 1);
  }
};

template <class Parameters, class Teacher = sdkt::dual_teacher>
auto run_on(Parameters parameters, sdkt::trained_part trains = sdkt::trained_part::image_tower) {
  return alike(sdkt::trainer{mini_model(), Teacher{}, parameters}, trains).run(small_tasks(), small_pool());
}

/// Every slice of a model, by name, whose weights differ from those of the pre-trained one.
template <class Visit>
void for_each_change(const sdkt::clip::model& model, const Visit& visit) {
  for (const auto& slice : mini_model().layout().slices()) {
    const at::Tensor before = mini_model().weights().narrow(0, slice.offset, slice.numel);
    const at::Tensor after = model.weights().narrow(0, slice.offset, slice.numel);
    visit(slice, after.sub(before));
  }
}

}  // namespace

TEST_CASE("a parameterisation that hands everything on is the run without one, bit for bit") {
  const auto plain = run_on(sdkt::full{});
  require_one_run(run_on(weights_by_hand{}), plain);
  require_one_run(run_on(copied_weights{}), plain);
  require_one_run(run_on(sdkt::projected{.energy = 0}), plain);
}

TEST_CASE("AdamW as a user's optimiser is the run with AdamW, bit for bit") {
  struct my_adamw : sdkt::adamw {};
  const auto with = [](auto parameters, auto optimiser) {
    return alike(sdkt::trainer{mini_model(), sdkt::dual_teacher{}, parameters, optimiser})
        .run(small_tasks(), small_pool());
  };
  require_one_run(with(sdkt::full{}, my_adamw{}), run_on(sdkt::full{}));
  require_one_run(with(sdkt::low_rank{}, my_adamw{}), run_on(sdkt::low_rank{}));
  const auto stepped = with(sdkt::full{}, sdkt::sgd{});
  CHECK_FALSE(at::equal(stepped.model.weights(), run_on(sdkt::full{}).model.weights()));
  CHECK(std::get<std::string>(*stepped.record.settings.find("optimiser")) == "sgd");
  CHECK(run_on(sdkt::full{}).record.settings.find("optimiser") == nullptr);
}

TEST_CASE("a limit of the gradient holds for the gradient of what trains") {
  auto plain = alike(sdkt::trainer{mini_model()});
  auto by_hand = alike(sdkt::trainer{mini_model(), sdkt::dual_teacher{}, copied_weights{}});
  plain.options.max_gradient_norm = by_hand.options.max_gradient_norm = 0.1;
  const auto limited = plain.run(small_tasks(), small_pool());
  require_one_run(by_hand.run(small_tasks(), small_pool()), limited);
  CHECK_FALSE(same_steps(limited.record, run_on(sdkt::full{}).record));
}

TEST_CASE("low_rank changes the chosen matrices alone, by the rank at most") {
  const auto tuned =
      alike(sdkt::trainer{mini_model(), sdkt::no_teacher{}, sdkt::low_rank{.rank = 3}}).run(first_task());
  int changed = 0;
  for_each_change(tuned.model, [&](const sdkt::weight_slice& slice, const at::Tensor& change) {
    INFO(slice.name);
    const bool is_chosen =
        slice.name.starts_with("vision_model.") && (slice.name.ends_with("self_attn.in_proj.weight") ||
                                                    slice.name.ends_with("self_attn.out_proj.weight"));
    if (!is_chosen) {
      CHECK(change.eq(0).all().item<bool>());
      return;
    }
    ++changed;
    const std::int64_t parts = slice.name.ends_with("in_proj.weight") ? 3 : 1;
    for (const at::Tensor& matrix : change.view(slice.shape).chunk(parts)) {
      const at::Tensor values = std::get<1>(at::linalg_svd(matrix.to(at::kDouble), false));
      CHECK(values[0].item<double>() > 1e-5);
      CHECK(values[3].item<double>() < 1e-6);  // rounding of single weights
    }
  });
  CHECK(changed > 0);
}

TEST_CASE("null_space and gated_low_rank leave what is not chosen") {
  const auto check = [](const auto& parameters) {
    const auto tuned = alike(sdkt::trainer{mini_model(), sdkt::no_teacher{}, parameters}).run(first_task());
    for_each_change(tuned.model, [&](const sdkt::weight_slice& slice, const at::Tensor& change) {
      INFO(slice.name);
      const bool may_change = slice.name.starts_with("vision_model.") && slice.shape.size() == 2 &&
                              slice.name.find("embed") == std::string::npos;
      CHECK((may_change || change.eq(0).all().item<bool>()));
    });
    CHECK_FALSE(at::equal(tuned.model.weights(), mini_model().weights()));
  };
  check(sdkt::null_space{.rank = 8});
  check(sdkt::gated_low_rank{.rank = 3});
}

TEST_CASE("fixed_factors changes the chosen matrices alone, by the rank at most") {
  sdkt::fixed_factors<> parameters{.rank = 3, .matrices = {.query = false, .out = false}};
  const auto tuned = alike(sdkt::trainer{mini_model(), sdkt::no_teacher{}, parameters}).run(first_task());
  int changed = 0;
  for_each_change(tuned.model, [&](const sdkt::weight_slice& slice, const at::Tensor& change) {
    INFO(slice.name);
    if (!slice.name.starts_with("vision_model.") || !slice.name.ends_with("self_attn.in_proj.weight")) {
      CHECK(change.eq(0).all().item<bool>());
      return;
    }
    ++changed;
    const auto parts = change.view(slice.shape).chunk(3);
    CHECK(parts[0].eq(0).all().item<bool>());  // the query
    for (const at::Tensor& matrix : {parts[1], parts[2]}) {
      const at::Tensor values = std::get<1>(at::linalg_svd(matrix.to(at::kDouble), false));
      CHECK(values[0].item<double>() > 1e-5);
      CHECK(values[3].item<double>() < 1e-6);  // rounding of single weights
    }
  });
  CHECK(changed > 0);
}

TEST_CASE("null_projected trains everything in the first task, and then the chosen matrices") {
  const auto with = [](auto parameters) {
    return alike(sdkt::trainer{mini_model(), sdkt::no_teacher{}, parameters},
                 sdkt::trained_part::both_towers);
  };
  const auto first = with(sdkt::full{}).run(first_task());
  require_one_run(with(sdkt::null_projected{}).run(first_task()), first);
  const auto both = with(sdkt::null_projected{}).run(small_tasks());
  for (const auto& slice : mini_model().layout().slices()) {
    INFO(slice.name);
    const auto of = [&](const sdkt::clip::model& model) {
      return model.weights().narrow(0, slice.offset, slice.numel);
    };
    CHECK(at::equal(of(both.model), of(first.model)) != sdkt::is_image_mlp_or_projection(slice.name));
  }
}

TEST_CASE("null_projected without a share of directions in use is the run without it, bit for bit") {
  const auto with = [](auto parameters) {
    auto trainer = alike(sdkt::trainer{mini_model(), sdkt::no_teacher{}, parameters});
    trainer.options.trains_only = sdkt::is_image_mlp_or_projection;
    return trainer.run(small_tasks());
  };
  const auto plain = with(sdkt::full{});
  require_one_run(with(sdkt::null_projected{.share = 1}), plain);
  CHECK_FALSE(at::equal(with(sdkt::null_projected{}).model.weights(), plain.model.weights()));
}

TEST_CASE("low_rank of scale 0 is the pre-trained model") {
  const auto tuned = run_on(sdkt::low_rank{.alpha = 0});
  CHECK(at::equal(tuned.model.weights(), mini_model().weights()));
  for (const auto& row : tuned.record.accuracy.trained) CHECK(row == tuned.record.accuracy.zero_shot);
}

TEST_CASE("micro-batches give what trains the gradient of the whole batch") {
  auto trainer = alike(sdkt::trainer{mini_model(), sdkt::dual_teacher{}, sdkt::low_rank{.rank = 4}});
  const auto whole = trainer.run(small_tasks(), small_pool());
  trainer.options.micro_batch_size = 7;
  const auto parts = trainer.run(small_tasks(), small_pool());
  REQUIRE(whole.record.steps.size() == parts.record.steps.size());
  for (std::size_t row = 0; row < whole.record.steps.size(); ++row)
    CHECK(std::abs(whole.record.steps[row].loss - parts.record.steps[row].loss) < 1e-4);
}

TEST_CASE("a run says what trains and how much of it") {
  const auto tuned = run_on(sdkt::low_rank{.rank = 2});
  const auto& settings = tuned.record.settings;
  REQUIRE(settings.find("parameterisation") != nullptr);
  CHECK(std::get<std::string>(*settings.find("parameterisation")) == "low_rank");
  CHECK(std::get<std::int64_t>(*settings.find("low_rank_rank")) == 2);
  const auto& layout = mini_model().layout();
  const sdkt::trained_slices trained{layout, mini_model().towers().image};
  CHECK(std::get<std::int64_t>(*settings.find("trained_weights")) ==
        sdkt::low_rank{.rank = 2}.num_weights(layout, trained));
  CHECK(run_on(sdkt::full{}).record.settings.find("parameterisation") == nullptr);
}

TEST_CASE("a parameterisation that cannot be is refused before the first step") {
  CHECK(sentence_of<sdkt::setting_error>([] { static_cast<void>(run_on(sdkt::low_rank{.rank = 0})); }) ==
        "low_rank_rank: the value 0 is out of range; use 1 or more");
  const sdkt::low_rank nothing{.matrices = {.query = false, .key = false, .value = false, .out = false}};
  CHECK(
      sentence_of<sdkt::setting_error>([&] { static_cast<void>(run_on(nothing)); }) ==
      "matrices: no trained matrix of the model is chosen; choose a kind of matrix that the model has, train the "
      "tower that has it, or set matrix_choice::picks to choose by names");
  CHECK(
      sentence_of<sdkt::shape_error>([] { static_cast<void>(run_on(of_another_size{})); }) ==
      "pull_back of the parameterisation: it must return one flat vector, [F], the same size throughout a task; "
      "return values and gradient of one size");
}
