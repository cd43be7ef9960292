// SPDX-License-Identifier: MIT
//
// Records as tables, text for text; settings and tasks that are refused, with their sentences.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include <sdkt/options/check_options.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/run/check_data.hpp>

namespace {

sdkt::run_record two_task_record() {
  sdkt::run_record record;
  record.tasks = {{"pets", {"cat", "dog"}, 4, 2, 2}, {"so, \"so\"", {"sky"}, 4, 2, 2}};
  record.teacher_names = {"previous", "pretrained"};
  record.steps = {{0, 0, 1e-5, 1.5, 0.25, {0.0, 0.125}, 0.75, 0.0625},
                  {0, 1, 5e-6, 0.1F, 1.0F / 3, {1e-9F, 2}, 1.0, 1234.5}};
  record.accuracy = {{50, 100.0 / 3}, {{75, 12.5}}};
  record.distances = {{{0, 0}, 0.0}, {{0.5, 0.25}, 0.125}, {{1, 3}, {}}};
  record.predictions = {{0, false, 0, "a.png", 1, 0, 0.5}, {2, true, 1, "b,\"c\".png", 2, 2, 0}};
  return record;
}

/// A task as a user may write one.
struct plain_task {
  std::string called = "pets";
  std::vector<std::string> classes = {"cat", "dog"};
  std::vector<std::string> texts = {"a cat", "a dog"};
  std::vector<sdkt::sample> training = {{nullptr, "a.png", 0}, {nullptr, "b.png", 1}};
  std::vector<sdkt::sample> testing = {{nullptr, "c.png", 1}};

  std::string name() const { return called; }
  const std::vector<std::string>& class_names() const { return classes; }
  const std::vector<std::string>& prompts() const { return texts; }
  const std::vector<sdkt::sample>& train() const { return training; }
  const std::vector<sdkt::sample>& test() const { return testing; }
};
static_assert(sdkt::Task<plain_task>);

std::string refusal_of(const std::function<void(plain_task&)>& spoil) {
  std::vector<plain_task> tasks(2);
  tasks[0].called = "cars";
  spoil(tasks[1]);
  try {
    sdkt::run::check_tasks(tasks);
  } catch (const sdkt::data_error& error) {
    return error.what();
  }
  return {};
}

std::string refusal_of(const sdkt::trainer_options& options) {
  try {
    sdkt::options::check_options(options);
  } catch (const sdkt::setting_error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("steps.csv has a row a step, with numbers that read back as the same numbers") {
  const auto record = two_task_record();
  CHECK(sdkt::record::steps_header(record) ==
        "task,step,lr,loss,cross_entropy,distill_previous,distill_pretrained,mean_selection,seconds\n");
  CHECK(sdkt::record::steps_lines(record) ==
        "0,0,1e-05,1.5,0.25,0,0.125,0.75,0.062500\n"
        "0,1,5e-06,0.1,0.33333334,1e-09,2,1,1234.500000\n");
  CHECK(sdkt::record::steps_lines(record, 1) == "0,1,5e-06,0.1,0.33333334,1e-09,2,1,1234.500000\n");
  CHECK(sdkt::record::steps_lines(record, 2).empty());
}

TEST_CASE("steps.csv leaves the cells of terms that a method has not empty, and adds those it has more") {
  auto record = two_task_record();
  record.teacher_names = {};
  record.steps = {{1, 7, 0.5, 2, 2, {}, {}, 0}};
  CHECK(sdkt::record::steps_lines(record) == "1,7,0.5,2,2,,,,0.000000\n");
  record.teacher_names = {"average", "pretrained"};
  record.steps = {{1, 7, 0.5, 2, 2, {0.25, 0.5}, 1.0, 0}};
  CHECK(sdkt::record::steps_header(record) ==
        "task,step,lr,loss,cross_entropy,distill_previous,distill_pretrained,mean_selection,seconds,"
        "distill_average\n");
  CHECK(sdkt::record::steps_lines(record) == "1,7,0.5,2,2,,0.5,1,0.000000,0.25\n");
}

TEST_CASE("accuracy.csv has the zero-shot row first and quotes names that need it") {
  const auto record = two_task_record();
  CHECK(sdkt::record::accuracy_csv(record, record.accuracy) ==
        "trained_up_to,pets,\"so, \"\"so\"\"\"\n"
        "zero-shot,50.0000,33.3333\n"
        "pets,75.0000,12.5000\n");
  CHECK(sdkt::record::accuracy_csv(record, {}) == "trained_up_to,pets,\"so, \"\"so\"\"\"\n");
}

TEST_CASE("distance.csv ends with the means over tasks trained and not yet trained") {
  CHECK(sdkt::record::distance_csv(two_task_record()) ==
        "trained_up_to,pets,\"so, \"\"so\"\"\",reference,mean_trained,mean_untrained\n"
        "zero-shot,0.000000,0.000000,0.000000,,0.000000\n"
        "pets,0.500000,0.250000,0.125000,0.500000,0.250000\n"
        "\"so, \"\"so\"\"\",1.000000,3.000000,,2.000000,\n");
}

TEST_CASE("predictions.csv has a row a prediction") {
  CHECK(sdkt::record::predictions_csv(two_task_record()) ==
        "trained_up_to,label_space,task,path,label,predicted,margin\n"
        "zero-shot,own,pets,a.png,1,0,0.5\n"
        "\"so, \"\"so\"\"\",union,\"so, \"\"so\"\"\",\"b,\"\"c\"\".png\",2,2,0\n");
}

TEST_CASE("only fields with commas, quotes or line ends are quoted") {
  CHECK(sdkt::detail::field("plain name") == "plain name");
  CHECK(sdkt::detail::field("") == "");
  CHECK(sdkt::detail::field("a,b") == "\"a,b\"");
  CHECK(sdkt::detail::field("a\nb") == "\"a\nb\"");
  CHECK(sdkt::detail::field("\"") == "\"\"\"\"");
}

TEST_CASE("the published settings are in their ranges") {
  CHECK(refusal_of(sdkt::trainer_options{}).empty());
  CHECK(refusal_of(sdkt::trainer_options{.learning_rate = 0, .weight_decay = 0}).empty());
}

TEST_CASE("every setting out of its range is refused by name, value and range") {
  using options = sdkt::trainer_options;
  CHECK(refusal_of(options{.steps = 0}) == "steps: the value 0 is out of range; use 1 or more");
  CHECK(refusal_of(options{.min_steps = -1}) == "min_steps: the value -1 is out of range; use 0 or more");
  CHECK(refusal_of(options{.min_passes = -2}) == "min_passes: the value -2 is out of range; use 0 or more");
  CHECK(refusal_of(options{.max_passes = 0}) == "max_passes: the value 0 is out of range; use 1 or more");
  CHECK(refusal_of(options{.warmup = -1}) == "warmup: the value -1 is out of range; use 0 or more");
  CHECK(refusal_of(options{.batch_size = 0}) == "batch_size: the value 0 is out of range; use 1 or more");
  CHECK(refusal_of(options{.reference_batch_size = -5}) ==
        "reference_batch_size: the value -5 is out of range; use 1 or more");
  CHECK(refusal_of(options{.micro_batch_size = -1}) ==
        "micro_batch_size: the value -1 is out of range; use 0 or more");
  CHECK(refusal_of(options{.threads = -1}) == "threads: the value -1 is out of range; use 0 or more");
  CHECK(refusal_of(options{.image_store_bytes = -1}) ==
        "image_store_bytes: the value -1 is out of range; use 0 or more");
  CHECK(refusal_of(options{.decoding_threads = -1}) ==
        "decoding_threads: the value -1 is out of range; use 0 or more");
  CHECK(refusal_of(options{.evaluation_batch_size = -1}) ==
        "evaluation_batch_size: the value -1 is out of range; use 0 or more");
  CHECK(refusal_of(options{.distance_images = -1}) ==
        "distance_images: the value -1 is out of range; use 0 or more");
  CHECK(refusal_of(options{.log_interval = 0}) == "log_interval: the value 0 is out of range; use 1 or more");
  CHECK(refusal_of(options{.learning_rate = -1}) ==
        "learning_rate: the value -1.000000 is out of range; use a finite number from 0 to below 1000000");
  CHECK(refusal_of(options{.weight_decay = std::numeric_limits<double>::quiet_NaN()}) ==
        "weight_decay: the value nan is out of range; use a finite number from 0 to below 1000000");
  CHECK(refusal_of(options{.learning_rate = std::numeric_limits<double>::infinity()}) ==
        "learning_rate: the value inf is out of range; use a finite number from 0 to below 1000000");
  CHECK(
      refusal_of(options{.learning_rate = 1e6}) ==
      "learning_rate: the value 1000000.000000 is out of range; use a finite number from 0 to below 1000000");
  CHECK(refusal_of(options{.learning_rate_of = {{"pets", -1}}}) ==
        "learning_rate of pets: the value -1.000000 is out of range; use a finite number from 0 to below "
        "1000000");
  CHECK(refusal_of(options{.label_smoothing = 1}) ==
        "label_smoothing: the value 1.000000 is out of range; use a number from 0 to below 1");
}

TEST_CASE("tasks that can be trained and evaluated pass") {
  CHECK(refusal_of([](plain_task&) {}).empty());
}

TEST_CASE("tasks that cannot are refused by name and entry") {
  CHECK(refusal_of([](plain_task& task) { task.called = "cars"; }) ==
        "task cars: two tasks have this name; give each its own \"name\" in its annotation file");
  CHECK(refusal_of([](plain_task& task) { task.classes.clear(); }) ==
        "task pets: the list of class names is empty; give it class names");
  CHECK(refusal_of([](plain_task& task) { task.texts.pop_back(); }) ==
        "task pets: expected 2 prompts, one per class, got 1; give one prompt per class");
  CHECK(refusal_of([](plain_task& task) { task.training.clear(); }) ==
        "task pets, training images: the list of images is empty; add images to the task, or only evaluate "
        "it without training");
  CHECK(refusal_of([](plain_task& task) { task.testing.clear(); }) ==
        "task pets, test images: the list of images is empty; add images to the task, or remove the task");
  CHECK(refusal_of([](plain_task& task) { task.training[1].label = 2; }) ==
        "task pets, training images, entry 1: expected a label from 0 to 1 for 2 classes, got 2; number the "
        "classes from 0 in the order of their names");
  CHECK(
      refusal_of([](plain_task& task) { task.testing[0].label = -1; }) ==
      "task pets, test images, entry 0: expected a label from 0 to 1 for 2 classes, got -1; number the classes "
      "from 0 in the order of their names");
  CHECK_THROWS_AS(sdkt::run::check_tasks(std::vector<plain_task>{}), sdkt::data_error);
}
