// SPDX-License-Identifier: MIT
//
// Tasks are cheap handles whose contents load once.
#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/run/check_data.hpp>
#include <sdkt/stream/task.hpp>

namespace {

using sdkt_test::sentence_of;

const auto source = std::make_shared<const sdkt_test::any_source>();

sdkt::task_contents pets_contents() {
  return {.name = "pets",
          .class_names = {"cat", "dog"},
          .train = {{source, "a.png", 0}, {source, "b.png", 1}},
          .test = {{source, "c.png", 1}}};
}

struct no_test_images {
  std::string name() const;
  std::vector<std::string> class_names() const;
  std::vector<std::string> prompts() const;
  std::vector<sdkt::sample> train() const;
};

static_assert(sdkt::Task<sdkt::task>);
static_assert(!sdkt::Task<no_test_images>);
static_assert(!sdkt::Task<sdkt::task_contents>);
static_assert(!std::is_default_constructible_v<sdkt::task>);

TEST_CASE("a task says what it was given") {
  const sdkt::task task{pets_contents()};
  CHECK(task.name() == "pets");
  CHECK(task.class_names() == std::vector<std::string>{"cat", "dog"});
  CHECK(task.train().size() == 2);
  CHECK(task.validation().empty());
  CHECK(task.test().at(0).path == "c.png");
}

TEST_CASE("a task has one prompt a class, made from its template") {
  CHECK(sdkt::task{pets_contents()}.prompts() ==
        std::vector<std::string>{"a photo of a cat.", "a photo of a dog."});
  sdkt::task_contents contents = pets_contents();
  contents.prompt_template = "{}, a type of pet";
  CHECK(sdkt::task{contents}.prompts().at(1) == "dog, a type of pet");
}

TEST_CASE("prompts that are given are taken as they are") {
  sdkt::task_contents contents = pets_contents();
  contents.prompts = {"miau", "wuff"};
  CHECK(sdkt::task{contents}.prompts() == std::vector<std::string>{"miau", "wuff"});
  contents.prompts.pop_back();
  CHECK(
      sentence_of<sdkt::data_error>([&] { sdkt::task{contents}; }) ==
      "task pets: expected 2 prompts, one per class, got 1; give one prompt per class, or none to create them "
      "from the template");
}

TEST_CASE("a template without exactly one place for the class name is refused") {
  for (const char* bad : {"a photo", "", "{} and {}", "{ }", "}{"}) {
    sdkt::task_contents contents = pets_contents();
    contents.prompt_template = bad;
    CHECK(sentence_of<sdkt::setting_error>([&] { sdkt::task{contents}; }) ==
          "prompt template: expected {} once, in place of the class name, got \"" + std::string{bad} +
              "\"; write it like \"a photo of a {}.\"");
  }
}

TEST_CASE("a class name may look like a place for a class name") {
  CHECK(sdkt::stream::fill_template("a {}!", "{}") == "a {}!");
}

TEST_CASE("labels outside of the classes are refused") {
  for (const std::int64_t label : {std::int64_t{-1}, std::int64_t{2}, std::int64_t{1} << 40}) {
    sdkt::task_contents contents = pets_contents();
    contents.test.push_back({source, "d.png", label});
    CHECK(sentence_of<sdkt::data_error>([&] { sdkt::task{contents}; }) ==
          "task pets, test entry 1: expected a label from 0 to 1 for 2 classes, got " +
              std::to_string(label) + "; number the classes from 0 in the order of their names");
  }
}

TEST_CASE("a task without classes or with an image from nowhere is refused") {
  sdkt::task_contents contents = pets_contents();
  contents.train.push_back({nullptr, "e.png", 0});
  CHECK_THROWS_AS(sdkt::task{contents}, sdkt::data_error);
  CHECK(sentence_of<sdkt::data_error>([&] { sdkt::task{sdkt::task_contents{.name = "void"}}; }) ==
        "task void: it has no classes; give one name per class");
}

TEST_CASE("copies of a task share its lists, also after a move") {
  sdkt::task first{pets_contents()};
  const sdkt::task second = first;
  const sdkt::task third = std::move(first);
  CHECK(&second.train() == &third.train());
  CHECK(&first.train() == &third.train());
}

TEST_CASE("contents load on first access and once for all copies") {
  auto calls = std::make_shared<int>(0);
  const sdkt::task task{[calls] {
    ++*calls;
    return pets_contents();
  }};
  const sdkt::task copy = task;
  CHECK(*calls == 0);
  CHECK(task.name() == "pets");
  CHECK(copy.prompts().size() == 2);
  CHECK(*calls == 1);
  CHECK(calls.use_count() == 1);  // what loading needed has been let go
}

TEST_CASE("an error of loading is thrown at every access, and loading is not tried again") {
  int calls = 0;
  const sdkt::task task{[&calls]() -> sdkt::task_contents {
    ++calls;
    throw sdkt::file_error{"pets.json", "gone", ""};
  }};
  for (int access = 0; access < 3; ++access) {
    CHECK(sentence_of<sdkt::file_error>([&] { task.test(); }) == "pets.json: gone");
  }
  CHECK(calls == 1);
}

TEST_CASE("loaded contents are checked as given ones are") {
  const sdkt::task task{[] { return sdkt::task_contents{.name = "void"}; }};
  CHECK_THROWS_AS(task.name(), sdkt::data_error);
}

TEST_CASE("threads that come at once load once and see the same lists") {
  std::atomic<int> calls = 0;
  const sdkt::task task{[&calls] {
    ++calls;
    std::this_thread::yield();
    return pets_contents();
  }};
  std::vector<const void*> seen(8);
  std::vector<std::thread> threads;
  for (const void*& one : seen) threads.emplace_back([&task, &one] { one = &task.train(); });
  for (std::thread& one : threads) one.join();
  CHECK(calls == 1);
  CHECK(seen == std::vector<const void*>(8, &task.train()));
}

TEST_CASE("a task without training images cannot be trained on") {
  sdkt::task_contents contents = pets_contents();
  CHECK_NOTHROW(sdkt::run::check_tasks(std::vector{sdkt::task{contents}}));
  contents.train.clear();
  CHECK(sentence_of<sdkt::data_error>([&] {
          sdkt::run::check_tasks(std::vector{sdkt::task{contents}});
        }).starts_with("task pets, training images: the list of images is empty; "));
}

}  // namespace
