// SPDX-License-Identifier: MIT
//
// Views over views over range-v3's own views: what they give, when they load, and how long they live.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <range/v3/view/drop.hpp>
#include <range/v3/view/reverse.hpp>
#include <range/v3/view/take.hpp>
#include <range/v3/view/transform.hpp>

#include "made_tasks.hpp"
#include <sdkt/base/random.hpp>
#include <sdkt/dataset/load_tasks.hpp>
#include <sdkt/views.hpp>

namespace {

namespace views = sdkt::views;
using sdkt_test::counted_tasks;
using sdkt_test::names_of;
using sdkt_test::own_task;

const auto same = [](const sdkt::task& one) { return one; };

// Every view of sdkt before and behind every view of range-v3 is a stream.
using every_view =
    decltype(sdkt::task_list{} | ranges::views::drop(1) | views::shuffle(1) | ranges::views::reverse |
             views::limit(2, 1) | ranges::views::take(3) | views::split(2) | ranges::views::transform(same) |
             views::filter({"a"}) | views::rotate(1) | views::take(2));
static_assert(sdkt::TaskStream<every_view> && sdkt::TaskStream<const every_view>);
static_assert(ranges::random_access_range<every_view>);
static_assert(sdkt::TaskStream<decltype(std::declval<every_view>() | views::merge("all"))>);
static_assert(sdkt::TaskStream<decltype(std::declval<every_view>() | views::order({"a"}))>);

sdkt::task_list counted_letters() { return counted_tasks{}.list({"a", "b", "c", "d", "e"}); }

TEST_CASE("sdkt's views and range-v3's go into one pipeline") {
  CHECK(names_of(counted_letters() | ranges::views::drop(1) | views::take(3) | ranges::views::reverse) ==
        "d c b");
  CHECK(names_of(counted_letters() | views::limit(1, 1) | ranges::views::reverse | views::take(2)) == "e d");
  CHECK(names_of(counted_letters() | ranges::views::take(2) | views::split(2) | views::rotate(1)) ==
        "a-2 b-1 b-2 a-1");
  CHECK(names_of(counted_letters() | ranges::views::transform(same) | views::split(3) |
                 ranges::views::drop(13)) == "e-2 e-3");
  CHECK(names_of(counted_letters() | views::merge("all") | views::split(5) | views::filter({"all-4"})) ==
        "all-4");
  CHECK(names_of(counted_letters() | views::filter({"c", "b"}) | views::limit(1, 1) |
                 views::order({"c", "b"})) == "c b");
  const auto closure = views::rotate(1) | views::take(2);
  CHECK(names_of(counted_letters() | closure) == "b c");
}

TEST_CASE("limiting, splitting and merging commute where they should") {
  const auto images = [](const auto& tasks) {
    std::size_t count = 0;
    for (const sdkt::task& one : tasks) count += one.train().size();
    return count;
  };
  const auto contents = [](const auto& tasks) {
    std::string all;
    for (const sdkt::task& one : tasks) all += one.name() + sdkt_test::content_of(one);
    return all;
  };
  CHECK(images(counted_letters() | views::limit(2, 1) | views::split(3)) == 30);
  CHECK(images(counted_letters() | views::split(3) | views::limit(2, 1)) == 30);
  CHECK(images(counted_letters() | views::merge("all") | views::limit(2, 1)) == 30);
  CHECK(images(counted_letters() | views::limit(2, 1) | views::merge("all")) == 30);
  // A limit below a shuffle or a rotation keeps the same images as one above it.
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto below = counted_letters() | views::limit(2, seed) | views::shuffle(seed);
    const auto above = counted_letters() | views::shuffle(seed) | views::limit(2, seed);
    REQUIRE(contents(below) == contents(above));
  }
}

TEST_CASE("a pipeline loads nothing until a task is looked at, and then that task") {
  const counted_tasks counted;
  const auto stream = counted.list({"a", "b", "c", "d"}) | views::rotate(1) | views::shuffle(4) |
                      views::limit(2, 1) | ranges::views::reverse | views::split(2) | views::take(6) |
                      ranges::views::drop(1);
  CHECK(stream.size() == 5);
  std::vector<sdkt::task> handles;
  for (const sdkt::task& one : stream) handles.push_back(one);
  CHECK(counted.loads() == 0);
  CHECK(handles[1].class_names().size() == 2);
  CHECK(counted.loads() == 1);
  CHECK(handles[2].class_names().size() == 1);
  CHECK(handles[0].class_names().size() == 1);
  CHECK(counted.loads() == 2);
  names_of(stream);
  CHECK(counted.loads() == 3);
}

TEST_CASE("a pipeline over filtered names asks for them when it is looked at") {
  const counted_tasks counted;
  const auto stream = counted.list({"a", "b", "c"}) | views::filter({"a", "c"}) | views::limit(1, 1) |
                      views::split(3) | views::shuffle(1);
  CHECK(counted.loads() == 0);
  CHECK(stream.size() == 6);
  CHECK(counted.loads() == 3);  // for the names
}

TEST_CASE("a pipeline of many views that was returned from a function holds all that it needs") {
  const auto made = [] {
    auto local = counted_letters() | views::shuffle(2);
    auto fewer = local | views::limit(1, 1) | views::take(3);
    auto some = fewer | views::filter([](const std::string& name) { return name != "x"; });
    return some | views::split(3) | ranges::views::drop(2);
  };
  const auto stream = made();
  const auto copy = stream;
  const std::string names = names_of(copy);
  CHECK(names.size() == 7 * 3 + 6);
  CHECK(names_of(stream) == names);
  std::optional<sdkt::task> last;
  {
    const auto dying = made();
    last = *(dying.end() - 1);
  }
  CHECK(last->class_names().size() == 1);
  CHECK(last->train().size() == 1);
}

TEST_CASE("iterators of a view are good while one copy of it lives, where those of its base are") {
  std::vector<own_task> tasks{{"a"}, {"b"}, {"c"}};
  auto first = [&] {
    const auto dying = tasks | views::shuffle(1);
    return dying.begin();
  }();
  const std::string name = first->name();
  CHECK(name == (tasks | views::shuffle(1))[0].name());
}

TEST_CASE("annotation files are split, limited and merged where load_tasks is a temporary") {
  const auto files = {sdkt_test::mini_tasks / "digits.json", sdkt_test::mini_tasks / "shapes.json"};
  const auto whole = sdkt::load_tasks(files);
  const auto parts = sdkt::load_tasks(files) | views::take(1) | views::split(5) | views::limit(4, 1);
  CHECK(names_of(parts) == "digits-1 digits-2 digits-3 digits-4 digits-5");
  CHECK(parts[4].class_names().size() == 2);
  CHECK(parts[4].train().size() == 8);
  CHECK(parts[4].prompts()[1] == whole[0].prompts()[9]);
  const auto joint = sdkt::load_tasks(files) | views::merge("joint");
  CHECK(joint[0].train().size() == whole[0].train().size() + whole[1].train().size());
  const sdkt::sample& last = joint[0].test().back();
  CHECK(last.label == whole[1].test().back().label + 10);
  CHECK((last.source->read(last.path) == whole[1].test().back().source->read(last.path)));
}

TEST_CASE("random pipelines give as many tasks as their parts foretell and each loads at most once") {
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    sdkt::random_stream random{{.seed = seed}};
    const counted_tasks counted;
    const auto base = counted.list({"a", "b", "c", "d", "e"}, 4);
    const auto shift = static_cast<std::ptrdiff_t>(random.below(9)) - 4;
    const auto kept = static_cast<std::ptrdiff_t>(random.below(6));
    const auto parts = static_cast<std::int64_t>(1 + random.below(4));
    const auto few = static_cast<std::int64_t>(1 + random.below(4));
    const auto stream = base | views::shuffle(seed) | views::rotate(shift) | views::take(kept) |
                        views::limit(few, seed) | views::split(parts, seed) | ranges::views::reverse |
                        views::shuffle(seed + 1);
    REQUIRE(stream.size() == static_cast<std::size_t>(kept * parts));
    REQUIRE(counted.loads() == 0);
    std::size_t num_images = 0;
    std::size_t num_classes = 0;
    for (int pass = 0; pass < 2; ++pass) {
      for (const sdkt::task& one : stream) {
        num_images += one.train().size();
        num_classes += one.class_names().size();
      }
    }
    REQUIRE(num_classes == static_cast<std::size_t>(2 * kept * 4));
    REQUIRE(num_images == static_cast<std::size_t>(2 * kept * 4 * few));  // 5 images a class
    REQUIRE(counted.loads() == static_cast<int>(kept));
    if (kept == 0) continue;
    const auto joint = stream | views::merge("joint");
    REQUIRE(joint[0].class_names().size() == static_cast<std::size_t>(kept * 4));
    REQUIRE(counted.loads() == static_cast<int>(kept));
  }
}

}  // namespace
