// SPDX-License-Identifier: MIT
//
// Tasks joined, and tasks taken apart.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "made_tasks.hpp"
#include <sdkt/views.hpp>

namespace {

using sdkt::views::merge;
using sdkt::views::split;
using sdkt_test::content_of;
using sdkt_test::counted_tasks;
using sdkt_test::made_contents;
using sdkt_test::names_of;
using sdkt_test::own_task;
using sdkt_test::sentence_of;
using sdkt_test::written;
using strings = std::vector<std::string>;

static_assert(sdkt::TaskStream<decltype(sdkt::task_list{} | merge("all"))>);
static_assert(sdkt::TaskStream<decltype(sdkt::task_list{} | split(2))>);
static_assert(sdkt::TaskStream<decltype(sdkt::task_list{} | split(2, 7) | merge("all"))>);
static_assert(sdkt::TaskStream<decltype(std::declval<std::list<own_task>&>() | split(2))>);

/// "PATH is CLASS (PROMPT)" for every image of a list: what must not change however classes are dealt out.
template <class Tasks, class List>
std::multiset<std::string> meanings(const Tasks& tasks, const List& list) {
  std::multiset<std::string> all;
  for (const sdkt::task& one : tasks) {
    for (const sdkt::sample& image : list(one)) {
      const auto label = static_cast<std::size_t>(image.label);
      all.insert(image.path + " is " + one.class_names().at(label) + " (" + one.prompts().at(label) + ")");
    }
  }
  return all;
}
const auto train_of = [](const sdkt::task& one) -> const std::vector<sdkt::sample>& { return one.train(); };
const auto test_of = [](const sdkt::task& one) -> const std::vector<sdkt::sample>& { return one.test(); };
const auto validation_of = [](const sdkt::task& one) -> const std::vector<sdkt::sample>& {
  return one.validation();
};

TEST_CASE("merging joins classes, prompts and images, and counts the labels on") {
  const sdkt::task_list tasks{{sdkt::task{made_contents("a", 2, 3)}, sdkt::task{made_contents("b", 3, 4)}}};
  const auto joint = tasks | merge("joint");
  REQUIRE(joint.size() == 1);
  CHECK(joint[0].name() == "joint");
  CHECK(joint[0].class_names() == strings{"a0", "a1", "b0", "b1", "b2"});
  CHECK(joint[0].prompts() == strings{"this is a0", "this is a1", "this is b0", "this is b1", "this is b2"});
  CHECK(written(joint[0].train()) ==
        "a/train/0=0 a/train/1=1 a/train/2=0 b/train/0=2 b/train/1=3 b/train/2=4 b/train/3=2 ");
  CHECK(joint[0].test().size() == 14);
  CHECK(joint[0].test()[8].label == 3);
  CHECK(joint[0].validation().size() == 10);
  CHECK(meanings(joint, train_of) == meanings(tasks, train_of));
  CHECK(meanings(joint, test_of) == meanings(tasks, test_of));
  CHECK(meanings(joint, validation_of) == meanings(tasks, validation_of));
}

TEST_CASE("merging one task renames it and changes nothing else") {
  const sdkt::task_list tasks{{sdkt::task{made_contents("a")}}};
  const auto joint = tasks | merge("b");
  CHECK(joint[0].name() == "b");
  CHECK(content_of(joint[0]) == content_of(tasks[0]));
  CHECK(names_of(tasks | merge("a")) == "a");
}

TEST_CASE("merging makes one class of those of one prompt, and keeps classes of one name with two prompts") {
  std::vector<own_task> tasks{{"a"}, {"b"}, {"c"}};
  tasks[1].classes = {"b0", "A0"};
  tasks[2].classes = {" a1", "b0"};
  const auto joint = tasks | merge("joint");
  CHECK(joint[0].class_names() == strings{"a0", "a1", "b0"});
  CHECK(joint[0].prompts() == strings{"a0", "a1", "b0"});
  CHECK(
      written(joint[0].test()) ==
      "a/test/0=0 a/test/1=1 a/test/2=0 b/test/0=2 b/test/1=0 b/test/2=2 c/test/0=1 c/test/1=2 c/test/2=1 ");
  CHECK(joint[0].merged_classes() == strings{"A0 of b = a0", " a1 of c = a1", "b0 of c = b0"});

  sdkt::task_contents one = made_contents("a", 2), other = made_contents("b", 2);
  one.class_names = other.class_names = {"crane", "bat"};  // their prompts say which is meant
  const sdkt::task_list cranes{{sdkt::task{one}, sdkt::task{other}}};
  CHECK((cranes | merge("joint"))[0].class_names() == strings{"crane", "bat", "crane", "bat"});
}

TEST_CASE("merging hides no classes that one task has twice") {
  std::vector<own_task> tasks{{"a"}, {"b"}};
  tasks[1].classes = {"x", "x"};
  CHECK((tasks | merge("joint"))[0].class_names() == strings{"a0", "a1", "x", "x"});
}

TEST_CASE("merging loads when the joint task is looked at, and once") {
  const counted_tasks counted;
  const auto joint = counted.list({"a", "b"}) | merge("joint");
  const auto copy = joint;
  CHECK(joint.size() == 1);
  CHECK(counted.loads() == 0);
  CHECK(joint[0].train().size() == 40);
  CHECK(copy[0].test().size() == 14);
  CHECK(counted.loads() == 2);
}

TEST_CASE("a stream that cannot be merged is refused when it is looked at, a name that is none at once") {
  const auto none = sdkt::task_list{} | merge("joint");
  CHECK(none.size() == 1);
  CHECK(sentence_of<sdkt::data_error>([&] { none[0].name(); }) ==
        "views::merge: the stream that joint is merged from has no classes; merge at least one task");
  CHECK(sentence_of<sdkt::setting_error>([] { static_cast<void>(merge("")); }) ==
        "views::merge: the name of the merged task is empty; give it a name");
  own_task beyond{"a"};
  beyond.test_images[1].label = 2;  // in range of the joint task
  const std::vector<own_task> tasks{beyond, {"b"}};
  CHECK(
      sentence_of<sdkt::data_error>([&] { (tasks | merge("joint"))[0].name(); }) ==
      "task a, test entry 1: expected a label from 0 to 1 for 2 classes, got 2; number the classes from 0 in "
      "the order of their names");
}

struct without_prompts : own_task {
  strings prompts() const { return {"one"}; }
};

TEST_CASE("a task with another number of prompts than of classes is refused") {
  const std::vector<without_prompts> tasks(1, without_prompts{{"a"}});
  const std::string sentence = "task a: expected 2 prompts, one per class, got 1; give one prompt per class";
  CHECK(sentence_of<sdkt::data_error>([&] { (tasks | merge("joint"))[0].name(); }) == sentence);
  CHECK(sentence_of<sdkt::data_error>([&] { (tasks | split(2))[1].name(); }) == sentence);
  CHECK(sentence_of<sdkt::data_error>([&] { (tasks | sdkt::views::limit(2, 1))[0].name(); }) == sentence);
}

TEST_CASE("splitting deals consecutive classes out, the larger parts first") {
  const sdkt::task_list tasks{{sdkt::task{made_contents("a", 5, 7)}}};
  const auto parts = tasks | split(2);
  REQUIRE(parts.size() == 2);
  CHECK(names_of(parts) == "a-1 a-2");
  CHECK(parts[0].class_names() == strings{"a0", "a1", "a2"});
  CHECK(parts[1].class_names() == strings{"a3", "a4"});
  CHECK(parts[1].prompts() == strings{"this is a3", "this is a4"});
  CHECK(written(parts[0].train()) == "a/train/0=0 a/train/1=1 a/train/2=2 a/train/5=0 a/train/6=1 ");
  CHECK(written(parts[1].train()) == "a/train/3=0 a/train/4=1 ");
  CHECK(written(parts[1].test()) == "a/test/3=0 a/test/4=1 ");
  CHECK(written(parts[0].validation()) == "a/validation/0=0 a/validation/1=1 a/validation/2=2 ");
}

TEST_CASE("a split loses nothing, whatever the number of parts and the seed") {
  for (std::size_t num_classes = 1; num_classes < 12; ++num_classes) {
    const sdkt::task_list tasks{{sdkt::task{made_contents("a", num_classes, 30)}}};
    for (std::size_t count = 1; count <= num_classes; ++count) {
      const auto in_order = tasks | split(static_cast<std::int64_t>(count));
      const auto shuffled = tasks | split(static_cast<std::int64_t>(count), count);
      for (const auto& parts : {in_order, shuffled}) {
        REQUIRE(parts.size() == count);
        std::size_t smallest = num_classes;
        std::size_t largest = 0;
        for (const sdkt::task& part : parts) {
          smallest = std::min(smallest, part.class_names().size());
          largest = std::max(largest, part.class_names().size());
        }
        REQUIRE((smallest > 0 && largest - smallest <= 1));
        REQUIRE(meanings(parts, train_of) == meanings(tasks, train_of));
        REQUIRE(meanings(parts, test_of) == meanings(tasks, test_of));
        REQUIRE(meanings(parts, validation_of) == meanings(tasks, validation_of));
      }
      const auto joint = in_order | merge("a");
      REQUIRE(joint[0].class_names() == tasks[0].class_names());
      REQUIRE(joint[0].prompts() == tasks[0].prompts());
    }
    CHECK(content_of((tasks | split(1))[0]) == content_of(tasks[0]));
  }
}

TEST_CASE("the classes of a seeded split are in an order of the seed and the task's name") {
  const auto classes = [](const std::string& name, std::uint64_t seed) {
    std::string order;
    const sdkt::task_list tasks{{sdkt::task{made_contents(name, 8)}}};
    for (const sdkt::task& part : tasks | split(3, seed)) {
      for (const std::string& class_name : part.class_names()) order += class_name.substr(1);
    }
    return order;
  };
  std::set<std::string> orders;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    std::string order = classes("a", seed);
    REQUIRE(classes("a", seed) == order);
    orders.insert(order);
    std::sort(order.begin(), order.end());
    REQUIRE(order == "01234567");
  }
  CHECK(orders.size() > 95);
  CHECK(classes("a", 0) != classes("b", 0));
}

TEST_CASE("the parts of a split load their whole once, when the first of them is looked at") {
  const counted_tasks counted;
  const auto parts = counted.list({"a", "b"}, 4) | split(3);
  const auto copy = parts;
  CHECK(parts.size() == 6);
  CHECK(counted.loads() == 0);
  CHECK(parts[2].name() == "a-3");
  CHECK(counted.loads() == 1);
  CHECK(names_of(copy) == "a-1 a-2 a-3 b-1 b-2 b-3");
  CHECK(counted.loads() == 2);
}

TEST_CASE("the parts of a split may be looked at from several threads") {
  for (int round = 0; round < 20; ++round) {
    const counted_tasks counted;
    const auto parts = counted.list({"a"}, 8) | split(8);
    std::vector<std::thread> threads;
    std::vector<std::size_t> sizes(8);
    for (std::size_t part = 0; part < 8; ++part) {
      threads.emplace_back([&parts, &sizes, part] { sizes[part] = parts[part].train().size(); });
    }
    for (std::thread& one : threads) one.join();
    REQUIRE(sizes == std::vector<std::size_t>{3, 3, 3, 3, 2, 2, 2, 2});
    REQUIRE(counted.loads() == 1);
  }
}

TEST_CASE("more parts than classes are refused when a part is looked at, fewer than one at once") {
  const auto parts = counted_tasks{}.list({"a"}, 3) | split(4);
  CHECK(parts.size() == 4);
  const std::string sentence =
      "views::split: the task a has 3 classes, too few for 4 tasks; split it into at most 3";
  CHECK(sentence_of<sdkt::setting_error>([&] { parts[0].name(); }) == sentence);
  CHECK(sentence_of<sdkt::setting_error>([&] { parts[3].train(); }) == sentence);
  CHECK(sentence_of<sdkt::setting_error>([] { static_cast<void>(split(0)); }) ==
        "views::split: expected a number of tasks, got 0; split into at least one");
  CHECK_THROWS_AS(split(-1, 3), sdkt::setting_error);
}

TEST_CASE("tasks of any type are split and merged") {
  const std::list<own_task> tasks{{"x"}, {"y"}};
  CHECK(names_of(tasks | split(2)) == "x-1 x-2 y-1 y-2");
  CHECK(written((tasks | split(2))[3].train()) == "y/train/1=0 y/train/3=0 y/train/5=0 ");
  CHECK((tasks | split(2) | merge("all"))[0].class_names() == strings{"x0", "x1", "y0", "y1"});
}

}  // namespace
