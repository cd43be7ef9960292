// SPDX-License-Identifier: MIT
//
// The classes of all tasks as one label space: classes that the model reads as the same tokens are refused in
// one task and one class in the union of two, and the images of such a class count as right.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ops/argmax.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/matmul.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/small_run.hpp"
#include <sdkt/checkpoint/run_identity.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/presets.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/record/record_json.hpp>

namespace {

using namespace sdkt_test;
using numbers = std::vector<std::int64_t>;
using strings = std::vector<std::string>;

/// A task of those images of digits whose classes are in [first, last).
sdkt::task digits_between(const std::string& name, std::int64_t first, std::int64_t last) {
  const sdkt::task_list whole = sdkt::load_tasks({mini / "tasks" / "digits.json"});
  sdkt::task_contents contents{.name = name};
  contents.class_names = {whole[0].class_names().begin() + first, whole[0].class_names().begin() + last};
  const auto take = [&](const std::vector<sdkt::sample>& samples, std::vector<sdkt::sample>& own,
                        std::size_t count) {
    for (sdkt::sample one : samples) {
      if (one.label < first || one.label >= last || own.size() == count) continue;
      one.label -= first;
      own.push_back(std::move(one));
    }
  };
  take(whole[0].train(), contents.train, 48);
  take(whole[0].test(), contents.test, 40);
  return sdkt::task{std::move(contents)};
}

/// The digits 0 to 5 and 4 to 9: two classes are in both tasks.
std::vector<sdkt::task> overlapping() { return {digits_between("low", 0, 6), digits_between("high", 4, 10)}; }

sdkt::task named_task(const std::string& name, strings class_names, strings prompts = {}) {
  return sdkt::task{sdkt::task_contents{
      .name = name, .class_names = std::move(class_names), .prompts = std::move(prompts)}};
}

sdkt::evaluate::label_space space_of(const std::vector<sdkt::task>& tasks,
                                     sdkt::class_union rule = sdkt::class_union::joined) {
  return sdkt::evaluate::label_space_of(mini_model(), tasks, rule);
}

std::string space_refusal(const std::vector<sdkt::task>& tasks) {
  return sentence_of<sdkt::data_error>([&] { space_of(tasks); });
}

auto zero_steps(sdkt::class_union rule) {
  auto trainer = small(sdkt::presets::finetune(mini_model()));
  trainer.options.steps = 1;
  trainer.options.save_predictions = true;
  trainer.options.class_union = rule;
  return trainer;
}

/// Percent of rows of predictions of one stage that are right.
double percent_right(const sdkt::run_record& record, std::size_t stage, std::size_t task, bool is_union) {
  double all = 0, good = 0;
  for (const auto& row : record.predictions) {
    if (row.stage != stage || row.task != task || row.is_union != is_union) continue;
    all += 1;
    good += row.label == row.predicted ? 1 : 0;
  }
  return 100 * good / all;
}

}  // namespace

TEST_CASE("classes of two tasks with equal prompts are one label of the joined space, and two of the other") {
  const std::vector<sdkt::task> tasks{named_task("a", {"cat", "dog"}), named_task("b", {"owl", "Dog"}),
                                      named_task("c", {" dog", "cat", "bee"})};
  const auto joined = space_of(tasks);
  CHECK(joined.labels == std::vector<numbers>{{0, 1}, {2, 1}, {1, 0, 3}});
  CHECK(joined.columns == numbers{0, 1, 2, 6});
  CHECK(joined.numbers == numbers{0, 1, 2, 3});
  CHECK(joined.shared == strings{"Dog of b = dog of a", " dog of c = dog of a", "cat of c = cat of a"});
  CHECK(
      sdkt::evaluate::sentence_of_shared(joined) ==
      "among the classes of all tasks 3 have the prompts of other tasks', the first: Dog of b = dog of a; in "
      "the union they count as one class each");
  const auto plain = space_of(tasks, sdkt::class_union::concatenated);
  CHECK(plain.labels == std::vector<numbers>{{0, 1}, {2, 3}, {4, 5, 6}});
  CHECK(plain.columns == joined.columns);
  CHECK(plain.numbers == plain.columns);
  CHECK(plain.shared == joined.shared);
  const auto apart = space_of({named_task("a", {"cat", "dog"}), named_task("b", {"owl"})});
  CHECK(apart.columns == numbers{0, 1, 2});
  CHECK(sdkt::evaluate::sentence_of_shared(apart).empty());
}

TEST_CASE("what the tokenizer does not tell apart is one class, and what it does is not") {
  const std::string tail(200, 'x');  // far beyond the context, word by word
  std::string long_text;
  for (const char letter : tail) long_text.append(" ").append(1, letter);
  const auto is_one = [&](const std::string& one, const std::string& other) {
    return space_of({named_task("a", {"x"}, {one}), named_task("b", {"y"}, {other})}).has_shared();
  };
  CHECK(is_one("a cat.", "A  CAT ."));
  CHECK(is_one("a caf\xC3\xA9", "a cafe\xCC\x81"));
  CHECK(is_one("a" + long_text + " cat", "a" + long_text + " dog"));
  CHECK_FALSE(is_one("a big_cat", "a big cat"));
  CHECK_FALSE(is_one("a cat", "a cat."));
  // Averages: the same texts in the same shares, whatever their order.
  CHECK(is_one(sdkt::join_prompts({"a cat", "the cat"}), sdkt::join_prompts({"the cat", "a cat"})));
  CHECK(is_one(sdkt::join_prompts({"a cat", "a cat"}), "a cat"));
  CHECK(is_one(sdkt::join_prompts({"a", "b", "a", "b"}), sdkt::join_prompts({"b", "a"})));
  CHECK_FALSE(is_one(sdkt::join_prompts({"a", "b", "a"}), sdkt::join_prompts({"b", "a"})));
  CHECK_FALSE(is_one(sdkt::join_prompts({"a cat", "the cat"}), "a cat"));
}

TEST_CASE(
    "two classes of one task with equal prompts are refused with both, and joined where that is asked for") {
  const std::vector<sdkt::task> tasks{
      named_task("a", {"cat"}),
      named_task("pets", {"cat", "dog", "cat again"}, {"a cat.", "a dog.", "A cat ."})};
  CHECK(space_refusal(tasks) ==
        "task pets: the classes \"cat\" (0) and \"cat again\" (2) have prompts that are equal token for "
        "token, as "
        "this model reads and cuts them; give each a unique name, or merge them with --merge-classes "
        "(task_options::merge_classes)");
  const auto joined = sdkt::merge_equal_classes(mini_model(), sdkt::task_list{tasks});
  CHECK(joined[1].class_names() == strings{"cat", "dog"});
  CHECK(joined[1].prompts() == strings{"a cat.", "a dog."});
  CHECK(joined[1].merged_classes() == strings{"cat again = cat"});
  CHECK(&joined[0].train() == &tasks[0].train());  // the same handle
  CHECK(space_refusal({joined[0], joined[1]}).empty());
}

TEST_CASE("a run refuses classes that it could not tell apart before it measures anything") {
  std::vector<sdkt::task> tasks = small_tasks();
  sdkt::task_contents contents{.name = "twice", .class_names = tasks[0].class_names()};
  contents.prompts = tasks[0].prompts();
  contents.prompts[7] = contents.prompts[2];
  contents.train = tasks[0].train();
  contents.test = tasks[0].test();
  tasks[1] = sdkt::task{contents};
  bool has_begun = false;
  sdkt::run_observer observer;
  observer.on_stage = [&](const sdkt::run_record&) { has_begun = true; };
  const std::string sentence = sentence_of<sdkt::data_error>([&] {
    static_cast<void>(
        small(sdkt::presets::finetune(mini_model())).run(tasks, sdkt::no_reference{}, observer));
  });
  CHECK(sentence.find("task twice: the classes \"" + contents.class_names[2] + "\" (2) and \"" +
                      contents.class_names[7] + "\" (7)") == 0);
  CHECK_FALSE(has_begun);
}

TEST_CASE("an image of a class that two tasks have is right in the union if that class is said") {
  const auto tasks = overlapping();
  const auto joined = zero_steps(sdkt::class_union::joined).run(tasks).record;
  const auto plain = zero_steps(sdkt::class_union::concatenated).run(tasks).record;

  // Own classes know nothing of it.
  CHECK(joined.accuracy.zero_shot == plain.accuracy.zero_shot);
  CHECK(joined.accuracy.trained == plain.accuracy.trained);

  // By hand: ten prompts, each once.
  const sdkt::task whole = digits_between("whole", 0, 10);
  const auto& model = mini_model();
  const auto weights = sdkt::view_weights(model.layout(), model.weights(), sdkt::precision::fp32).frozen();
  const at::NoGradGuard no_grad;
  const at::Tensor texts_CE = sdkt::step::encode_texts(model, weights, whole.prompts(), at::kCPU);
  for (std::size_t task = 0; task < 2; ++task) {
    std::vector<sdkt::batch::image_request> requests;
    for (const auto& image : tasks[task].test()) requests.push_back({&image, sdkt::image_view::eval, {}});
    sdkt::batch::image_loader loader{
        [&](std::int64_t) { return requests; }, 1, static_cast<int>(model.image_size()), {}};
    const at::Tensor said_N =
        at::argmax(at::matmul(model.encode_image(weights, loader.next()), texts_CE.t()), 1);
    std::int64_t good = 0;
    numbers said;
    for (std::size_t image = 0; image < requests.size(); ++image) {
      said.push_back(said_N[static_cast<std::int64_t>(image)].item<std::int64_t>());
      good += said.back() == tasks[task].test()[image].label + (task == 0 ? 0 : 4) ? 1 : 0;
    }
    CHECK(joined.accuracy_union.zero_shot[task] ==
          100.0 * static_cast<double>(good) / static_cast<double>(requests.size()));
    numbers predicted;
    for (const auto& row : joined.predictions)
      if (row.stage == 0 && row.is_union && row.task == task) predicted.push_back(row.predicted);
    CHECK(predicted == said);  // digits are numbered as they first come
  }

  // In the concatenation the shared classes are the first task's: the second task's images of them are wrong.
  std::int64_t shared = 0;
  for (const auto& row : plain.predictions) {
    if (!row.is_union) continue;
    CHECK((row.predicted < 6 || row.predicted >= 8));
    shared += row.task == 1 && row.label < 8 && row.label >= 6 ? 1 : 0;
  }
  CHECK(shared > 0);
  CHECK(plain.accuracy_union.zero_shot[0] == joined.accuracy_union.zero_shot[0]);
  CHECK(plain.accuracy_union.zero_shot[1] < joined.accuracy_union.zero_shot[1]);
  for (const auto* record : {&joined, &plain}) {
    for (std::size_t stage = 0; stage < 3; ++stage) {
      for (std::size_t task = 0; task < 2; ++task) {
        CHECK(percent_right(*record, stage, task, true) == record->accuracy_union.row(stage)[task]);
        CHECK(percent_right(*record, stage, task, false) == record->accuracy.row(stage)[task]);
      }
    }
  }
}

TEST_CASE("what tasks share is in the settings, in tasks.json and one warning; else nothing is") {
  const auto record = zero_steps(sdkt::class_union::joined).run(overlapping()).record;
  const auto names = digits_between("whole", 0, 10).class_names();
  REQUIRE(record.settings.find("shared_classes") != nullptr);
  CHECK(*record.settings.find("shared_classes") ==
        sdkt::setting_value{strings{names[4] + " of high = " + names[4] + " of low",
                                    names[5] + " of high = " + names[5] + " of low"}});
  CHECK(*record.settings.find("union") == sdkt::setting_value{std::string{"joined"}});
  REQUIRE(record.warnings.size() == 1);
  CHECK(record.warnings[0].starts_with("among the classes of all tasks 2 have the prompts of other tasks'"));
  CHECK(*record.settings.find("warnings") == sdkt::setting_value{record.warnings});
  CHECK(sdkt::record::tasks_json(record).find("\"union_labels\": [4, 5, 6, 7, 8, 9]") != std::string::npos);

  const auto plain = zero_steps(sdkt::class_union::joined).run(small_tasks()).record;
  for (const char* name : {"shared_classes", "merged_classes", "warnings", "distance_sample_fingerprint"})
    CHECK(plain.settings.find(name) == nullptr);
  CHECK(sdkt::record::tasks_json(plain).find("union_labels") == std::string::npos);
  CHECK(plain.warnings.empty());
}

TEST_CASE("without shared classes the two rules are one, and the union is the concatenation") {
  const auto joined = zero_steps(sdkt::class_union::joined).run(small_tasks()).record;
  const auto plain = zero_steps(sdkt::class_union::concatenated).run(small_tasks()).record;
  CHECK(same_accuracies(joined, plain));
  CHECK(sdkt::record::predictions_csv(joined) == sdkt::record::predictions_csv(plain));
}

TEST_CASE("only a run with the same rule goes on from a checkpoint") {
  const auto joined = zero_steps(sdkt::class_union::joined).run(overlapping()).record;
  const auto plain = zero_steps(sdkt::class_union::concatenated).run(overlapping()).record;
  CHECK(sdkt::checkpoints::identity_of(joined) != sdkt::checkpoints::identity_of(plain));
}

TEST_CASE("classes are numbered in the order in which they are learnt, and shared ones keep their number") {
  for (const auto rule : {sdkt::class_union::joined, sdkt::class_union::concatenated}) {
    const auto space = space_of(overlapping(), rule);
    CHECK(sdkt::evaluate::num_classes_of(space, 0) == 0);
    CHECK(sdkt::evaluate::num_classes_of(space, 1) == 6);
    CHECK(sdkt::evaluate::num_classes_of(space, 2) == 10);
    CHECK(sdkt::evaluate::classes_of(space, 0) == numbers(12, -1));
    CHECK(sdkt::evaluate::classes_of(space, 1) == numbers{0, 1, 2, 3, 4, 5, 4, 5, -1, -1, -1, -1});
    CHECK(sdkt::evaluate::classes_of(space, 2) == numbers{0, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9});
  }
}
