// SPDX-License-Identifier: MIT
//
// A run that is stopped wherever it can be stopped and continued each time gives the same bits as one that is
// not, whatever it is composed of.

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "../../support/small_run.hpp"
#include "../../support/temporary_folder.hpp"
#include "in_pieces.hpp"
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/presets.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/record/record_json.hpp>

namespace {

using Catch::Matchers::ContainsSubstring;
using namespace sdkt_test;
namespace fs = std::filesystem;

TEST_CASE("Select and Distill can be stopped after every step and every batch of evaluation",
          "[checkpoint]") {
  check_pieces(sdkt::presets::snd(mini_model()), small_pool());
}

TEST_CASE("what extensions remember is continued with", "[checkpoint]") {
  SECTION("sums of Fishers") { check_pieces(sdkt::presets::ewc(mini_model()), sdkt::no_reference{}); }
  SECTION("running means, a start to be held near, and both towers") {
    check_pieces(sdkt::presets::zscl(mini_model(), 1.0, {}, {.every = 2}), texts());
  }
  SECTION("task vectors, with weights evaluated that are not trained on") {
    check_pieces(sdkt::presets::magmax(mini_model()), sdkt::no_reference{});
  }
  SECTION("exemplars") {
    check_pieces(sdkt::presets::icarl(mini_model(), 1.0, {.capacity = 20}), sdkt::from_extension{});
  }
}

TEST_CASE("a run that is stopped while an extension goes over a task's images goes on behind its last step",
          "[checkpoint]") {
  const auto check = [](auto trainer, const auto& reference, std::vector<int> chances) {
    INFO(trainer.method);
    trainer = small(std::move(trainer));
    const auto whole = trainer.run(small_tasks(), reference);
    for (const int chance : chances) {
      INFO("stopped at chance " << chance);
      const temporary_folder scratch;
      trainer.options.checkpoints = {.folder = scratch / "checkpoint", .seconds = 1e8, .resume = true};
      CHECK(sentence_of<sdkt::run_stopped>([&] {
              static_cast<void>(
                  trainer.run(small_tasks(), reference, stopping_at(chance, /*in_passes=*/true)));
            }) == "task digits, 3 steps done: stopped on request; continue with resume");
      std::int64_t steps_made = 0;
      sdkt::run_observer observer;
      observer.on_steps = [&](const sdkt::run_record&) { ++steps_made; };
      const auto continued = trainer.run(small_tasks(), reference, observer);
      CHECK(steps_made == 1);  // told once, of the second task alone
      CHECK(text_of(continued.record) == text_of(whole.record));
      CHECK(at::equal(continued.model.weights(), whole.model.weights()));
      trainer.options.checkpoints = {};
    }
  };
  // Two extensions: what the first did to the weights is not done twice. 64 images, one or 64 at a time.
  check(sdkt::trainer{mini_model(), sdkt::no_teacher{}, sdkt::interpolate{}, sdkt::ewc{}},
        sdkt::no_reference{}, {1, 40, 65});
  check(sdkt::presets::icarl(mini_model(), 1.0, {.capacity = 20, .herds_first = true}),
        sdkt::from_extension{}, {1, 2});
}

TEST_CASE("a sample that distances are measured on is the same one when a run is continued", "[checkpoint]") {
  sdkt::trainer trainer = sdkt::presets::finetune(mini_model());
  trainer.options.distance_images = 20;
  check_pieces(trainer, small_pool());
}

TEST_CASE("a live teacher is continued with", "[checkpoint]") {
  auto trainer = sdkt::presets::zaf_like(mini_model());
  trainer.options.batch_size = 16;
  check_pieces(std::move(trainer), small_pool());
}

/// A run of fine-tuning that was stopped after two steps of its first task.
auto stopped_run(const fs::path& folder) {
  auto trainer = small(sdkt::presets::finetune(mini_model()));
  trainer.options.checkpoints = {.folder = folder, .resume = true};
  CHECK(sentence_of<sdkt::run_stopped>([&] {
          static_cast<void>(trainer.run(small_tasks(), {}, stopping_at(4)));
        }) == "task digits, 2 steps done: stopped on request; continue with resume");
  return trainer;
}

TEST_CASE("a checkpoint is continued by the run that wrote it and by no other", "[checkpoint]") {
  const temporary_folder scratch;
  const fs::path folder = scratch / "checkpoint";
  const auto trainer = stopped_run(folder);
  const auto refusal = [&](const auto& other, const auto& tasks) {
    return sentence_of<sdkt::setting_error>([&] { static_cast<void>(other.run(tasks, {}, {})); });
  };
  auto other = trainer;
  other.options.learning_rate = 1e-3;
  CHECK_THAT(refusal(other, small_tasks()),
             ContainsSubstring("belongs to another run: lr was 3e-04 and is 0.001; resume with"));
  other = trainer;
  other.options.seed = 7;
  CHECK_THAT(refusal(other, small_tasks()), ContainsSubstring("seed was 1102 and is 7"));
  auto tasks = small_tasks();
  std::swap(tasks[0], tasks[1]);
  CHECK_THAT(refusal(trainer, tasks), ContainsSubstring("tasks was [\"digits\", \"shapes\"] and is"));
  tasks = small_tasks();
  sdkt::task_contents contents{.name = "shapes",
                               .class_names = tasks[1].class_names(),
                               .train = tasks[1].train(),
                               .test = tasks[1].test()};
  std::swap(contents.train[0], contents.train[1]);
  tasks[1] = sdkt::task{contents};
  CHECK_THAT(refusal(trainer, tasks),
             ContainsSubstring("the training images (fingerprint) of task shapes was"));

  other = trainer;
  other.options.checkpoints.resume = false;
  CHECK_THAT(refusal(other, small_tasks()), ContainsSubstring("already contains the checkpoint of a run"));
  other = trainer;
  other.options.decoding_threads = 1;  // changes no result
  other.options.log_interval = 1;
  other.options.checkpoints.seconds = 0;
  CHECK(other.run(small_tasks()).record.steps.size() == 6);
}

TEST_CASE("two runs do not write one folder", "[checkpoint]") {
  const temporary_folder scratch;
  auto trainer = small(sdkt::presets::finetune(mini_model()));
  trainer.options.checkpoints = {.folder = scratch / "checkpoint", .resume = true};
  sdkt::run_observer observer;
  std::string refusal;
  observer.on_stage = [&](const sdkt::run_record& record) {
    if (record.accuracy.zero_shot.empty())
      refusal = sentence_of<sdkt::setting_error>([&] { static_cast<void>(trainer.run(small_tasks())); });
  };
  CHECK(trainer.run(small_tasks(), {}, observer).record.steps.size() == 6);
  CHECK_THAT(refusal, ContainsSubstring("checkpoint: is being written by another run, process " +
                                        std::to_string(::getpid())));
  CHECK_FALSE(fs::exists(scratch / "checkpoint/lock"));
}

TEST_CASE("a run that fails before its first checkpoint leaves no folder", "[checkpoint]") {
  const temporary_folder scratch;
  auto trainer = small(sdkt::presets::finetune(mini_model()));
  trainer.options.checkpoints = {.folder = scratch / "run/checkpoint"};
  sdkt::run_observer observer;
  observer.on_stage = [](const sdkt::run_record&) { throw sdkt::file_error{"disk", "is full", ""}; };
  CHECK_THROWS_AS(trainer.run(small_tasks(), {}, observer), sdkt::file_error);
  CHECK(fs::is_empty(scratch.path()));
}

TEST_CASE("weights that are not finite are not kept", "[checkpoint]") {
  const temporary_folder scratch;
  auto trainer = small(sdkt::presets::finetune(mini_model()));
  trainer.options.learning_rate = 1e5;
  trainer.options.checkpoints = {.folder = scratch / "checkpoint", .seconds = 0};
  CHECK_THAT(sentence_of<sdkt::data_error>([&] { static_cast<void>(trainer.run(small_tasks())); }),
             ContainsSubstring("task digits, ") && ContainsSubstring("no longer"));
  const auto kept = sdkt::checkpoints::read_checkpoint(scratch / "checkpoint/state.safetensors", {});
  CHECK(kept.tensors.at("theta").isfinite().all().item<bool>());
}

TEST_CASE("a complete run's checkpoint keeps what was measured and no weights", "[checkpoint]") {
  const temporary_folder scratch;
  auto trainer = small(sdkt::presets::finetune(mini_model()));
  trainer.options.checkpoints = {.folder = scratch / "checkpoint", .resume = true};
  const auto first = trainer.run(small_tasks());
  const auto again = trainer.run(small_tasks());  // nothing is left to do
  CHECK(text_of(again.record) == text_of(first.record));
  CHECK(at::equal(again.model.weights(), first.model.weights()));
  first.save(scratch.path());
  again.save(scratch.path());  // the same program once more
  CHECK(fs::exists(scratch / "model/model.safetensors"));
  const fs::path file = scratch / "checkpoint/state.safetensors";
  sdkt::drop_weights(file);
  CHECK(sdkt::checkpoints::read_checkpoint(file, {}).tensors.count("theta") == 0);
  CHECK(fs::file_size(file) <
        80000);  // the weights are six million bytes, sixteen thumbnails less than these
  sdkt::run_observer observer;
  std::string told;
  observer.on_stage = [&](const sdkt::run_record& record) { told = text_of(record); };
  CHECK_THROWS_AS(trainer.run(small_tasks(), {}, observer), sdkt::run_is_complete);
  CHECK(told == text_of(first.record));
}

TEST_CASE("a run trains whatever the caller has set for gradients", "[checkpoint]") {
  const auto trainer = small(sdkt::presets::finetune(mini_model()));
  const auto whole = trainer.run(small_tasks());
  const at::NoGradGuard no_grad;
  CHECK(text_of(trainer.run(small_tasks()).record) == text_of(whole.record));
}

}  // namespace
