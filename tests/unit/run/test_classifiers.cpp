// SPDX-License-Identifier: MIT
//
// Whole runs with a classifier of their own: what it learns from, what a run without steps leaves as it was, and that it
// is resumed, saved and read back.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/sentence_of.hpp"
#include "../../support/temporary_folder.hpp"
#include "identities.hpp"
#include <sdkt/evaluate/learnt_classifier.hpp>
#include <sdkt/record/csv.hpp>

namespace {

using namespace sdkt_test;

/// Cosine scores, by hand.
struct cosine_by_hand {
  at::Tensor class_scores(const sdkt::classifier_inputs& inputs) const { return inputs.zero_shot(); }
};

/// Keeps what it is shown, and scores as zero-shot does.
struct collector {
  at::Tensor features, labels;
  std::int64_t num_classes = 0;

  at::Tensor class_scores(const sdkt::classifier_inputs& inputs) const { return inputs.zero_shot(); }
  void learn_task(const sdkt::classifier_task& moment) {
    features = features.defined() ? at::cat({features, moment.features}) : moment.features;
    labels = labels.defined() ? at::cat({labels, moment.labels}) : moment.labels;
    num_classes = moment.num_classes;
  }
  void persist(sdkt::archive& state) {
    state("features", features);
    state("labels", labels);
    state("num_classes", num_classes);
  }
};

struct scores_of_learnt_names {
  at::Tensor class_scores(const sdkt::classifier_inputs& inputs) const {
    return inputs.zero_shot().narrow(1, 0, 1);
  }
};

/// A run of rail with predictions.
auto rail(sdkt::ridge_head head = {}) {
  auto trainer = small(sdkt::presets::rail_dual(mini_model(), head));
  trainer.options.save_predictions = true;
  return trainer;
}

std::string measured_text(const sdkt::run_record& record) {
  return sdkt::record::accuracy_csv(record, record.accuracy) +
         sdkt::record::accuracy_csv(record, record.accuracy_union) + sdkt::record::predictions_csv(record);
}

/// What a saved classifier says about tasks.
sdkt::evaluate::evaluation read_back(const sdkt::clip::model& model, const sdkt::ridge_head& head,
                                     const std::vector<std::string>& learnt,
                                     const std::vector<sdkt::task>& tasks) {
  std::vector<std::string> prompts;
  for (const auto& task : tasks) prompts.insert(prompts.end(), task.prompts().begin(), task.prompts().end());
  const at::Device cpu{at::kCPU};
  sdkt::evaluate::evaluation_options options;
  options.keep_predictions = true;
  sdkt::evaluate::evaluator<sdkt::clip::model, sdkt::ridge_head> judge{
      model,
      sdkt::evaluate::evaluation_tasks(tasks),
      {sdkt::evaluate::label_space_of(model, tasks, sdkt::class_union::joined)},
      sdkt::device::upload{cpu},
      options};
  judge.classify_by(head, sdkt::evaluate::classes_among(model, learnt, prompts));
  return judge.evaluate(sdkt::view_weights(model.layout(), model.weights(), sdkt::precision::fp32).frozen(),
                        {});
}

}  // namespace

TEST_CASE("cosine, spelled out or by hand, is the run without a classifier, bit for bit") {
  const auto with = [](auto... classifier) {
    return alike(sdkt::trainer{mini_model(), sdkt::no_teacher{}, classifier...}).run(small_tasks());
  };
  const auto plain = with();
  require_one_run(with(sdkt::cosine{}), plain);
  require_one_run(with(cosine_by_hand{}), plain);
  require_one_run(with(collector{}), plain);
  CHECK(plain.record.settings.find("classifier") == nullptr);
  CHECK(with(sdkt::cosine{}).record.settings.find("classifier") == nullptr);
  CHECK_FALSE(plain.classifier);
}

TEST_CASE("rail learns without a step: the weights stay, and the classes learnt are told apart better") {
  const auto result = rail().run(small_tasks());
  const auto& record = result.record;
  CHECK(record.steps.empty());
  CHECK(record.total_steps() == 0);
  CHECK(at::equal(result.model.weights(), mini_model().weights()));
  CHECK(std::get<std::int64_t>(*record.settings.find("trained_weights")) == 0);
  CHECK(std::get<std::string>(*record.settings.find("classifier")) == "ridge_head");
  CHECK(std::get<std::string>(*record.settings.find("trains")) == "nothing");
  const auto plain = alike(sdkt::trainer{mini_model(), sdkt::no_teacher{}}).run(small_tasks());
  CHECK(record.accuracy.zero_shot == plain.record.accuracy.zero_shot);
  CHECK(record.accuracy_union.zero_shot == plain.record.accuracy_union.zero_shot);
  REQUIRE(record.accuracy.trained.size() == 2);
  CHECK(record.accuracy.trained[0][0] > record.accuracy.zero_shot[0]);
  CHECK(record.accuracy.trained[1] != record.accuracy.trained[0]);
}

TEST_CASE("a classifier learns from a task's own images, in order, and counts a shared class once") {
  sdkt::task_contents again;
  again.name = "digits again";
  again.class_names = small_tasks()[0].class_names();
  again.train = small_tasks()[0].train();
  again.test = small_tasks()[0].test();
  const auto tasks =
      std::vector<sdkt::task>{small_tasks()[0], small_tasks()[1], sdkt::task{std::move(again)}};
  auto trainer = small(
      sdkt::trainer{mini_model(), sdkt::no_teacher{}, collector{}, sdkt::exemplar_replay{.per_class = 20}});
  for (const auto rule : {sdkt::class_union::joined, sdkt::class_union::concatenated}) {
    trainer.options.class_union = rule;
    const auto result = trainer.run(tasks);
    REQUIRE(result.classifier);
    CHECK(result.classifier->kind == "user");
    const at::Tensor labels = result.classifier->tensors.at("labels");
    CHECK(result.classifier->tensors.at("features").sizes() ==
          at::IntArrayRef{192, mini_model().architecture().embedding_size});
    const auto digits = static_cast<std::int64_t>(tasks[0].class_names().size());
    const auto shapes = static_cast<std::int64_t>(tasks[1].class_names().size());
    CHECK(result.classifier->numbers.at("num_classes") == static_cast<double>(digits + shapes));
    REQUIRE(result.classifier->prompts.size() == static_cast<std::size_t>(digits + shapes));
    CHECK(result.classifier->prompts[static_cast<std::size_t>(digits)] == tasks[1].prompts()[0]);
    for (std::int64_t image = 0; image < 64; ++image) {
      const auto place = static_cast<std::size_t>(image);
      CHECK(labels[image].item<std::int64_t>() == tasks[0].train()[place].label);
      CHECK(labels[64 + image].item<std::int64_t>() == digits + tasks[1].train()[place].label);
      CHECK(labels[128 + image].item<std::int64_t>() == tasks[0].train()[place].label);
    }
  }
}

TEST_CASE("a run with a classifier can be stopped anywhere, also while it learns") {
  const auto check = [](auto trainer) {
    INFO(trainer.method);
    trainer = small(std::move(trainer));
    trainer.options.save_predictions = true;
    trainer.options.evaluation_batch_size = 24;
    const auto whole = trainer.run(small_tasks());
    const temporary_folder scratch;
    trainer.options.checkpoints = {.folder = scratch / "run/checkpoint", .seconds = 1e8, .resume = true};
    using phase = sdkt::run_progress::phase;
    // A pass that is stopped begins again, so only two are.
    int pieces = 0, in_passes = 0;
    for (bool is_over = false; !is_over && pieces < 100; ++pieces) {
      phase now = phase::evaluating;
      int looked = 0;
      sdkt::run_observer observer;
      observer.on_progress = [&](const sdkt::run_progress& progress) { now = progress.now; };
      observer.wants_stop = [&] {
        if (now != phase::looking_back) return true;
        if (in_passes == 2 || ++looked < 2) return false;
        ++in_passes;
        return true;
      };
      try {
        const auto result = trainer.run(small_tasks(), sdkt::no_reference{}, observer);
        CHECK(measured_text(result.record) == measured_text(whole.record));
        CHECK(at::equal(result.model.weights(), whole.model.weights()));
        REQUIRE(result.classifier);
        for (const auto& [name, values] : whole.classifier->tensors)
          CHECK(at::equal(values, result.classifier->tensors.at(name)));
        is_over = true;
      } catch (const sdkt::run_stopped&) {
      }
    }
    CHECK(pieces > 10);
    CHECK(in_passes == 2);
  };
  check(sdkt::presets::rail_dual(mini_model()));
  check(sdkt::presets::rail_primal(mini_model(), {.units = 100}));
  check(sdkt::trainer{mini_model(), sdkt::no_teacher{}, sdkt::ridge_head{}});
}

TEST_CASE("a saved classifier gives the last row of its run, bit for bit, and that of some of its tasks") {
  for (const auto form : {sdkt::ridge_form::dual, sdkt::ridge_form::primal}) {
    auto trainer = rail();
    const auto result =
        form == sdkt::ridge_form::dual
            ? trainer.run(small_tasks())
            : small(sdkt::presets::rail_primal(mini_model(), {.units = 100})).run(small_tasks());
    const temporary_folder scratch;
    result.save(scratch / "run");
    const auto saved = sdkt::read_classifier(scratch / "run/model");
    REQUIRE(saved);
    const sdkt::clip::model model = sdkt::clip::load(scratch / "run/model");
    sdkt::ridge_head head;
    saved->restore(head);
    CHECK(head.form == form);
    const auto again = read_back(model, head, saved->prompts, small_tasks());
    CHECK(again.accuracy == result.record.accuracy.trained.back());
    CHECK(again.accuracy_union == result.record.accuracy_union.trained.back());
    if (form == sdkt::ridge_form::primal) continue;
    std::vector<std::string> before, now;
    const auto say = [](const sdkt::prediction_record& one) {
      return one.path + " " + std::to_string(one.predicted) + " " + std::to_string(one.margin);
    };
    for (const auto& one : result.record.predictions)
      if (one.stage == 2) before.push_back(say(one));
    for (const auto& one : again.predictions) now.push_back(say(one));
    CHECK(before == now);
    // One task in its own label space: fewer names for zero-shot, the same regression.
    const auto alone = read_back(model, head, saved->prompts, {small_tasks()[1]});
    CHECK(alone.accuracy.size() == 1);
    CHECK(alone.accuracy == alone.accuracy_union);
  }
}

TEST_CASE("a classifier that cannot be is refused") {
  CHECK(sentence_of<sdkt::shape_error>([] {
          static_cast<void>(alike(sdkt::trainer{mini_model(), sdkt::no_teacher{}, scores_of_learnt_names{}})
                                .run(first_task()));
        })
            .starts_with(
                "class_scores of the classifier: it must return one score per image and name, [N, C] = ["));
  CHECK(sentence_of<sdkt::setting_error>([] { static_cast<void>(rail({.fusion = 2}).run(first_task())); }) ==
        "ridge_head_fusion: the value 2 is out of range; use a number from 0 to 1");
  sdkt::ridge_head head;
  CHECK(
      sentence_of<sdkt::setting_error>([&] { sdkt::learnt_classifier{"mine", {}, {}, {}}.restore(head); }) ==
      "classifier.safetensors: it holds a classifier of the kind mine, not ridge_head; use the program that wrote "
      "it, or remove the file to evaluate without it");
  CHECK(
      sentence_of<sdkt::format_error>(
          [&] { sdkt::learnt_classifier{"ridge_head", {}, {}, {{"gamma", 0.1}}}.restore(head); }) ==
      "classifier.safetensors: it lacks the number fusion of ridge_head; use the version of the program that wrote "
      "it");
}
