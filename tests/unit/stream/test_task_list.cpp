// SPDX-License-Identifier: MIT
//
// Annotation files as a stream of tasks.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <range/v3/range/conversion.hpp>
#include <range/v3/view/drop.hpp>
#include <range/v3/view/reverse.hpp>
#include <range/v3/view/take.hpp>
#include <range/v3/view/transform.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/dataset/load_tasks.hpp>
#include <sdkt/stream/task_list.hpp>

namespace {

using sdkt_test::mini_tasks;
using sdkt_test::sentence_of;

static_assert(sdkt::TaskStream<sdkt::task_list>);
static_assert(sdkt::TaskStream<std::vector<sdkt::task>>);
static_assert(sdkt::TaskStream<decltype(sdkt::task_list{} | ranges::views::take(1))>);
static_assert(!sdkt::TaskStream<std::vector<int>>);
static_assert(ranges::view_<sdkt::task_list> && ranges::sized_range<const sdkt::task_list>);

sdkt::task named(const std::string& name) {
  return sdkt::task{sdkt::task_contents{.name = name, .class_names = {"thing"}}};
}

template <class Tasks>
std::string spaced_names(Tasks&& tasks) {
  std::string all;
  for (const sdkt::task& one : tasks) all += one.name() + ' ';
  return all;
}

TEST_CASE("tasks come in the order of their files") {
  const auto tasks = sdkt::load_tasks({mini_tasks / "shapes.json", mini_tasks / "digits.json"});
  CHECK(tasks.size() == 2);
  CHECK(tasks[0].name() == "shapes");
  CHECK(tasks[1].class_names().size() == 10);
  CHECK(spaced_names(tasks) == "shapes digits ");
}

TEST_CASE("a temporary list may start a pipeline that outlives it") {
  auto tail =
      sdkt::load_tasks({mini_tasks / "shapes.json", mini_tasks / "digits.json", mini_tasks / "flags.json"}) |
      ranges::views::drop(1);
  CHECK(spaced_names(tail) == "digits flags ");
  CHECK(spaced_names(sdkt::task_list{{named("a"), named("b"), named("c")}} | ranges::views::reverse |
                     ranges::views::take(2)) == "c b ");
}

TEST_CASE("a list may be made of a user's own tasks") {
  const sdkt::task_list tasks{{named("a"), named("b")}};
  CHECK(tasks.size() == 2);
  CHECK(spaced_names(tasks) == "a b ");
  CHECK(tasks.front().name() == "a");
  CHECK(tasks.back().name() == "b");
}

TEST_CASE("copies share their tasks") {
  const sdkt::task_list tasks{{named("a")}};
  const sdkt::task_list copy = tasks;
  CHECK(copy.begin() == tasks.begin());
}

TEST_CASE("an empty list has no tasks") {
  CHECK(sdkt::task_list{}.size() == 0);
  CHECK(spaced_names(sdkt::task_list{}) == "");
  CHECK(sdkt::load_tasks({}).empty());
}

TEST_CASE("a missing file is refused at once, what is in a file when its task is looked at") {
  const sdkt_test::scratch_folder folder;
  const std::filesystem::path broken = folder.write("broken.json", "{");
  CHECK(sentence_of<sdkt::file_error>([&] {
          static_cast<void>(sdkt::load_tasks({broken, folder.path() / "none.json"}));
        }) == (folder.path() / "none.json").string() + ": there is no such file; check the path");
  CHECK_THROWS_AS(sdkt::load_tasks({broken}, {.data_root = folder.path() / "none"}), sdkt::file_error);
  const auto tasks = sdkt::load_tasks({broken});
  CHECK_THROWS_AS(tasks[0].name(), sdkt::format_error);
  CHECK_THROWS_AS(tasks[0].train(), sdkt::format_error);
}

}  // namespace
