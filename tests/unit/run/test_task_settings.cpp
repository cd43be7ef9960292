// SPDX-License-Identifier: MIT
//
// What is given for single tasks: learning rates, pairs, exemplars of its own.
#include <cstddef>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/small_run.hpp"
#include <sdkt/presets.hpp>

namespace {

using namespace sdkt_test;

TEST_CASE("an exemplar memory holds images of the task itself and none that joined it") {
  auto trainer =
      small(sdkt::trainer{mini_model(), sdkt::previous_teacher{}, sdkt::exemplar_replay{.per_class = 2},
                          sdkt::exemplar_memory{.capacity = 200, .herds_first = true}});
  std::vector<sdkt::task> tasks = small_tasks();
  tasks.push_back(small_task("flags"));
  CHECK(trainer.run(tasks, sdkt::from_extension{}).record.steps.size() == 3 * num_steps);
}

TEST_CASE("a task's own learning rate is that of its steps, and a task that is not there has none") {
  auto trainer = small(sdkt::trainer{mini_model(), sdkt::no_teacher{}});
  trainer.options.learning_rate_of = {{"shapes", 1e-4}};
  const auto result = trainer.run(small_tasks());
  CHECK(result.record.steps.front().learning_rate == 3e-4);
  CHECK(result.record.steps[static_cast<std::size_t>(num_steps)].learning_rate == 1e-4);
  trainer.options.learning_rate_of = {{"cars", 1e-4}};
  CHECK(sentence_of<sdkt::setting_error>([&] { static_cast<void>(trainer.run(small_tasks())); }) ==
        "learning_rate of cars: this run has no task with that name; its tasks are digits, shapes");
}

TEST_CASE("too few sets of pairs are refused before anything is measured") {
  bool measured = false;
  const sdkt::run_observer observer{.on_stage = [&](const sdkt::run_record&) { measured = true; }};
  const sdkt::reference_pairs pairs{small_pool().samples(), std::vector<std::string>(60, "a photo")};
  CHECK(
      sentence_of<sdkt::data_error>([&] {
        static_cast<void>(
            small(sdkt::presets::gift(mini_model())).run(small_tasks(), sdkt::task_pairs{{pairs}}, observer));
      }).find("no pairs for task 2") != std::string::npos);
  CHECK_FALSE(measured);
}

}  // namespace
