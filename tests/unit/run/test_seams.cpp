// SPDX-License-Identifier: MIT
//
// What a run offers to methods beyond Select and Distill: other trained weights, references that change with
// the task, the distillation's own gradient, clipping, and lists that extensions change.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/small_run.hpp"
#include <sdkt/record/csv.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using namespace sdkt_test;

/// Which named weights a run has changed.
std::vector<std::string> moved_weights(const at::Tensor& before_P, const at::Tensor& after_P) {
  std::vector<std::string> names;
  for (const auto& slice : mini_model().layout().slices()) {
    if (!at::equal(sdkt::view_slice(slice, before_P), sdkt::view_slice(slice, after_P)))
      names.push_back(slice.name);
  }
  return names;
}

/// Puts a list in the place of the reference's from the given task on.
struct memory_of_first_images {
  std::int64_t from = 1;
  std::shared_ptr<std::vector<sdkt::sample>> kept = std::make_shared<std::vector<sdkt::sample>>();
  void on_task_begin(const sdkt::task_begin& begin) const {
    if (begin.task < from) {
      begin.reference->samples = nullptr;
      return;
    }
    kept->assign(begin.earlier.at(0)->begin(), begin.earlier.at(0)->begin() + 10);
    begin.reference->samples = kept.get();
    begin.reference->is_shuffled = false;
  }
};

/// Looks at both gradients of a step.
struct gradient_witness {
  std::shared_ptr<std::vector<at::Tensor>> alone = std::make_shared<std::vector<at::Tensor>>();
  std::shared_ptr<std::vector<at::Tensor>> whole = std::make_shared<std::vector<at::Tensor>>();
  void on_distillation_end(const sdkt::distillation_end& moment) const {
    alone->push_back(moment.gradient.clone());
  }
  void on_backward_end(const sdkt::backward_end& moment) const { whole->push_back(moment.gradient.clone()); }
};

/// Joins the first images of the first task to those of later ones, with their labels and classes.
struct replay {
  std::shared_ptr<std::vector<std::string>> names = std::make_shared<std::vector<std::string>>();
  void on_task_begin(const sdkt::task_begin& begin) const {
    if (begin.task == 0) {
      *names = *begin.class_names;
      return;
    }
    const auto offset = static_cast<std::int64_t>(begin.class_names->size());
    for (std::size_t i = 0; i < 32; ++i) {
      begin.samples->push_back((*begin.earlier.at(0))[i]);
      begin.samples->back().label += offset;
    }
    for (const auto& name : *names) {
      begin.class_names->push_back(name);
      begin.prompts->push_back("a photo of a " + name + ".");
    }
  }
};

struct mislabels {
  void on_task_begin(const sdkt::task_begin& begin) const { begin.samples->front().label = 1000; }
};

struct counts_passes {
  std::shared_ptr<std::vector<std::int64_t>> ends = std::make_shared<std::vector<std::int64_t>>();
  void on_step_end(const sdkt::step_end& moment) const {
    if (moment.ends_pass) ends->push_back(moment.step);
  }
};

}  // namespace

TEST_CASE("what trains is the image tower, the text tower, both, everything, or what a predicate picks") {
  const at::Tensor before = mini_model().weights();
  const auto moved = [&](sdkt::trained_part part, sdkt::trained_slices::name_predicate picks = {}) {
    auto trainer = small(sdkt::trainer{mini_model(), sdkt::no_teacher{}});
    trainer.options.trains = part;
    trainer.options.trains_only = std::move(picks);
    return moved_weights(before, trainer.run(small_tasks()).model.weights());
  };
  const auto& slices = mini_model().layout().slices();
  const auto towers = mini_model().towers();
  const auto expected = [&](const auto& trains) {
    std::vector<std::string> names;
    for (const auto& slice : slices) {
      if (trains(slice)) names.push_back(slice.name);
    }
    return names;
  };
  using sdkt::trained_part;
  CHECK(moved(trained_part::image_tower) ==
        expected([&](const auto& slice) { return towers.image.contains(slice.offset); }));
  CHECK(moved(trained_part::text_tower) ==
        expected([&](const auto& slice) { return towers.text.contains(slice.offset); }));
  CHECK(moved(trained_part::both_towers) ==
        expected([&](const auto& slice) { return !towers.logit_scale.contains(slice.offset); }));
  CHECK(moved(trained_part::everything) == expected([](const auto&) { return true; }));
  const auto is_bias = [](std::string_view name) { return name.ends_with(".bias"); };
  CHECK(moved(trained_part::image_tower, is_bias) == expected([&](const auto& slice) {
          return towers.image.contains(slice.offset) && is_bias(slice.name);
        }));
  CHECK(moved(trained_part::everything, [](std::string_view name) { return name == "logit_scale"; }) ==
        std::vector<std::string>{"logit_scale"});
}

TEST_CASE("a predicate that accepts every name trains as the range does") {
  const auto run = [](sdkt::trained_slices::name_predicate picks) {
    auto trainer = small(sdkt::trainer{mini_model()});
    trainer.options.trains_only = std::move(picks);
    return trainer.run(small_tasks(), small_pool());
  };
  const auto ranged = run({}), picked = run([](std::string_view) { return true; });
  CHECK(same_steps(ranged.record, picked.record));
  CHECK(at::equal(ranged.model.weights(), picked.model.weights()));
}

TEST_CASE("a predicate that accepts no weight is refused before the first step") {
  auto trainer = small(sdkt::trainer{mini_model(), sdkt::no_teacher{}});
  trainer.options.trains_only = [](std::string_view) { return false; };
  CHECK(sentence_of<sdkt::setting_error>([&] {
          static_cast<void>(trainer.run(small_tasks()));
        }).find("no weight of the image") != std::string::npos);
}

TEST_CASE("a logit scale that trains stays from 1 to its limit") {
  auto trainer = small(sdkt::trainer{mini_model(), sdkt::no_teacher{}});
  trainer.options.trains = sdkt::trained_part::everything;
  trainer.options.max_logit_scale = 20;  // the mini's is 33
  const auto result = trainer.run(small_tasks());
  const auto views = sdkt::view_weights(result.model.layout(), result.model.weights());
  CHECK(result.model.logit_scale(views).item<double>() < 20.001);
}

TEST_CASE("a task without reference images trains as fine-tuning does, and its cells are empty") {
  const auto guided = small(sdkt::trainer{mini_model(), sdkt::previous_teacher{}, memory_of_first_images{}})
                          .run(small_tasks(), small_pool());
  const auto plain = small(sdkt::trainer{mini_model(), sdkt::no_teacher{}}).run(small_tasks());
  for (std::size_t row = 0; row < guided.record.steps.size(); ++row) {
    const auto& step = guided.record.steps[row];
    if (step.task == 0) {
      CHECK(step.distillation.empty());
      CHECK_FALSE(step.mean_selection.has_value());
      CHECK(step.loss == plain.record.steps[row].loss);
    } else {
      CHECK(step.distillation.size() == 1);
      CHECK(step.mean_selection == 1.0);
    }
  }
  const std::string lines = sdkt::record::steps_lines(guided.record);
  CHECK(lines.substr(0, lines.find('\n')).find(",,,,") != std::string::npos);
}

TEST_CASE(
    "an extension sees the gradient of the distillation alone, and the whole is the same as in one pass") {
  const gradient_witness witness;
  auto watched = small(sdkt::trainer{mini_model(), sdkt::previous_teacher{}, sdkt::constant_selection{9.0},
                                     sdkt::feature_distance{}, witness});
  const auto two = watched.run(small_tasks(), small_pool());
  const auto one = small(sdkt::trainer{mini_model(), sdkt::previous_teacher{}, sdkt::constant_selection{9.0}})
                       .run(small_tasks(), small_pool());
  REQUIRE(witness.alone->size() == 2 * num_steps);
  // At step 0 of a task the student is the teacher.
  CHECK(witness.alone->at(0).abs().max().item<double>() < 1e-6);
  CHECK(witness.alone->at(1).abs().max().item<double>() > 1e-4);
  CHECK_FALSE(at::equal(witness.alone->at(1), witness.whole->at(1)));
  for (std::size_t row = 0; row < one.record.steps.size(); ++row)
    CHECK_THAT(two.record.steps[row].loss, WithinAbs(one.record.steps[row].loss, 1e-4));
}

TEST_CASE("clipping scales the whole gradient to the norm that is set, and leaves a shorter one alone") {
  for (const double length : {0.5, 1.0, 3.0, 1e6}) {
    at::Tensor gradient = at::full({64}, length / 8.0);
    const at::Tensor before = gradient.clone();
    sdkt::step::clip_norm(gradient, 1.0);
    const double norm = at::linalg_vector_norm(gradient, 2).item<double>();
    CHECK_THAT(norm, WithinAbs(std::min(1.0, length), 2e-6));
    if (length < 1) CHECK(at::equal(gradient, before));
  }
  at::Tensor nothing = at::zeros({8});
  sdkt::step::clip_norm(nothing, 1.0);
  CHECK(nothing.abs().max().item<double>() == 0);
}

TEST_CASE("exemplars join a task with their labels and lengthen its passes") {
  auto trainer = small(sdkt::trainer{mini_model(), sdkt::no_teacher{}, replay{}});
  trainer.options.steps = {};
  trainer.options.min_steps = 1;
  trainer.options.min_passes = 1;
  const auto result = trainer.run(small_tasks());
  CHECK(result.record.tasks[0].num_steps == 64 / 16);
  CHECK(result.record.tasks[1].num_steps == (64 + 32) / 16);
  CHECK(result.record.steps.size() == 10);
}

TEST_CASE("a label that an extension has spoilt is refused with the task and the entry") {
  auto trainer = small(sdkt::trainer{mini_model(), sdkt::no_teacher{}, mislabels{}});
  const auto sentence = sentence_of<sdkt::data_error>([&] { static_cast<void>(trainer.run(small_tasks())); });
  CHECK(sentence.find("task digits, as changed by extensions, training images, entry 0") !=
        std::string::npos);
  CHECK(sentence.find("1000") != std::string::npos);
}

TEST_CASE("the step that ends a pass says so") {
  const counts_passes counter;
  auto trainer = small(sdkt::trainer{mini_model(), sdkt::no_teacher{}, counter});
  trainer.options.steps = 9;
  static_cast<void>(trainer.run(small_tasks()));
  CHECK(*counter.ends == std::vector<std::int64_t>{3, 7, 3, 7});
}

TEST_CASE("a stored order goes round and round and drops nothing") {
  const sdkt::batch::batch_sampler sampler{{.num_samples = 10, .batch_size = 4, .is_shuffled = false}};
  std::vector<std::uint32_t> seen;
  for (std::int64_t step = 0; step < 5; ++step) {
    const auto drawn = sampler.batch(step);
    CHECK(drawn.pass == step * 4 / 10);
    seen.insert(seen.end(), drawn.indices.begin(), drawn.indices.end());
  }
  for (std::size_t place = 0; place < seen.size(); ++place) CHECK(seen[place] == place % 10);
  const sdkt::batch::batch_sampler all{{.num_samples = 3, .batch_size = 8, .is_shuffled = false}};
  CHECK(all.batch(5).indices == std::vector<std::uint32_t>{0, 1, 2});
}

TEST_CASE("reference images go through their own view where one is set") {
  const auto run = [](std::optional<sdkt::image_view> view) {
    auto trainer = small(sdkt::trainer{mini_model()});
    trainer.options.reference_view = view;
    return trainer.run(small_tasks(), small_pool());
  };
  const auto same = run({}), train = run(sdkt::image_view::train), eval = run(sdkt::image_view::eval);
  CHECK(same_steps(same.record, train.record));
  CHECK_FALSE(same_steps(same.record, eval.record));
}

TEST_CASE("random sentences are functions of their key, each between start and end") {
  const auto& model = mini_model();
  const sdkt::detail::random_key key{.seed = 5, .purpose = sdkt::random_purpose::sentences, .task = 3};
  const at::Tensor ids = model.random_token_ids(200, 10, sdkt::random_stream{key});
  CHECK(ids.sizes() == at::IntArrayRef{200, 24});
  CHECK(at::equal(ids, model.random_token_ids(200, 10, sdkt::random_stream{key})));
  const at::Tensor known = model.tokenize({"a"});
  CHECK(ids.select(1, 0).eq(known[0][0]).all().item<bool>());
  CHECK(ids.select(1, 11).eq(known[0][2]).all().item<bool>());
  CHECK(at::narrow(ids, 1, 12, 12).eq(0).all().item<bool>());
  const at::Tensor words = at::narrow(ids, 1, 1, 10);
  CHECK(words.ge(0).all().item<bool>());
  CHECK(words.lt(1514).all().item<bool>());
  CHECK(words.max().item<std::int64_t>() > 1400);
  CHECK(sentence_of<sdkt::setting_error>([&] {
          model.random_token_ids(1, 23, sdkt::random_stream{key});
        }).find("1 to 22") != std::string::npos);
}

TEST_CASE("settings of policies out of their ranges are refused before anything is measured") {
  bool measured = false;
  const sdkt::run_observer observer{.on_stage = [&](const sdkt::run_record&) { measured = true; }};
  const auto refused = [&](const auto& trainer, const auto& reference) {
    return sentence_of<sdkt::setting_error>(
        [&] { static_cast<void>(small(trainer).run(small_tasks(), reference, observer)); });
  };
  const auto& model = mini_model();
  CHECK(refused(sdkt::trainer{model, sdkt::previous_teacher{}, sdkt::constant_selection{},
                              sdkt::logit_divergence{.temperature = 0}},
                sdkt::own_images{}) ==
        "temperature: the value 0 is out of range; use a finite number above 0");
  CHECK(refused(sdkt::trainer{model, sdkt::ema_teacher{.decay = 1.5}}, small_pool()).find("ema_decay") == 0);
  CHECK(refused(sdkt::trainer{model, sdkt::dual_teacher{},
                              sdkt::batch_mean{sdkt::distance_sigmoid{.scale = std::nan("")}}},
                small_pool())
            .find("scale: the value nan") == 0);
  CHECK_FALSE(measured);
}
