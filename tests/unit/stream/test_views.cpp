// SPDX-License-Identifier: MIT
//
// Orders of a stream, over views over views.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <range/v3/iterator/concepts.hpp>
#include <range/v3/range/conversion.hpp>
#include <range/v3/view/drop.hpp>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/reverse.hpp>
#include <range/v3/view/subrange.hpp>
#include <range/v3/view/take.hpp>
#include <range/v3/view/transform.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/base/random.hpp>
#include <sdkt/views.hpp>

namespace {

using sdkt::views::order;
using sdkt::views::rotate;
using sdkt_test::sentence_of;

using rotated_tasks = decltype(sdkt::task_list{} | rotate(1));
static_assert(sdkt::TaskStream<rotated_tasks> && sdkt::TaskStream<const rotated_tasks>);
static_assert(ranges::view_<rotated_tasks> && ranges::random_access_range<rotated_tasks>);
static_assert(sdkt::TaskStream<decltype(sdkt::task_list{} | rotate(1) | ranges::views::take(2))>);
static_assert(sdkt::TaskStream<decltype(sdkt::task_list{} | order({}))>);

using linked = decltype(ranges::views::all(std::declval<const std::list<int>&>()) | rotate(1));
static_assert(ranges::forward_range<linked> && !ranges::random_access_range<linked>);

sdkt::task empty_task(const std::string& name) {
  return sdkt::task{sdkt::task_contents{.name = name, .class_names = {"thing"}}};
}

sdkt::task_list five_letters() {
  return sdkt::task_list{
      {empty_task("a"), empty_task("b"), empty_task("c"), empty_task("d"), empty_task("e")}};
}

template <class Tasks>
std::string names(Tasks&& tasks) {
  std::string all;
  for (const sdkt::task& one : tasks) all += one.name();
  return all;
}

std::vector<int> numbers(std::size_t size) {
  std::vector<int> all(size);
  std::iota(all.begin(), all.end(), 0);
  return all;
}

/// What rotating must give.
std::vector<int> rotated(std::vector<int> all, std::ptrdiff_t shift) {
  const auto size = static_cast<std::ptrdiff_t>(all.size());
  if (size > 0) std::rotate(all.begin(), all.begin() + (shift % size + size) % size, all.end());
  return all;
}

TEST_CASE("rotating starts with the k-th task and ends with the one before it") {
  CHECK(names(five_letters() | rotate(0)) == "abcde");
  CHECK(names(five_letters() | rotate(2)) == "cdeab");
  CHECK(names(five_letters() | rotate(5)) == "abcde");
  CHECK(names(five_letters() | rotate(12)) == "cdeab");
  CHECK(names(five_letters() | rotate(-1)) == "eabcd");
  CHECK(names(five_letters() | rotate(-12)) == "deabc");
  CHECK(names(sdkt::task_list{} | rotate(3)).empty());
}

TEST_CASE("rotated streams go on in pipelines") {
  CHECK(names(five_letters() | rotate(3) | ranges::views::take(4)) == "deab");
  CHECK(names(five_letters() | rotate(3) | ranges::views::drop(1) | ranges::views::take(2)) == "ea");
  CHECK(names(five_letters() | ranges::views::take(3) | rotate(1)) == "bca");
  CHECK(names(five_letters() | ranges::views::drop(1) | rotate(1) | ranges::views::take(3)) == "cde");
  CHECK(names(five_letters() | rotate(2) | rotate(2)) == "eabcd");
  CHECK(names(five_letters() | rotate(1) | ranges::views::reverse) == "aedcb");
  CHECK(names(five_letters() | ranges::views::reverse | rotate(1)) == "dcbae");
}

TEST_CASE("a pipeline that was returned from a function holds all that it needs") {
  const auto made = [] {
    auto local = five_letters() | rotate(1);
    auto longer = local | rotate(1) | ranges::views::take(4);
    return longer | rotate(1);
  };
  const auto stream = made();
  const auto copy = stream;
  CHECK(names(copy) == "deac");
  CHECK(names(stream) == "deac");
}

TEST_CASE("a rotated stream is random access, sized and const iterable where its base is") {
  const auto stream = five_letters() | rotate(3);
  CHECK(stream.size() == 5);
  CHECK(stream[0].name() == "d");
  CHECK(stream[4].name() == "c");
  CHECK(stream.end() - stream.begin() == 5);
  CHECK((stream.end() - 1)->name() == "c");
  CHECK((stream.begin() + 2)->name() == "a");
  CHECK(&stream[0] == &stream[0]);  // the tasks themselves, no copies
}

TEST_CASE("rotating equals std::rotate for every size and shift, on vectors and lists") {
  for (std::size_t size = 0; size < 8; ++size) {
    const std::vector<int> all = numbers(size);
    const std::list<int> list{all.begin(), all.end()};
    for (std::ptrdiff_t shift = -20; shift <= 20; ++shift) {
      REQUIRE((all | rotate(shift) | ranges::to<std::vector>()) == rotated(all, shift));
      REQUIRE((list | rotate(shift) | ranges::to<std::vector>()) == rotated(all, shift));
    }
  }
}

TEST_CASE("rotating a rotation adds the shifts, over many seeds and views between") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    sdkt::random_stream random{{.seed = seed}};
    const std::vector<int> all = numbers(1 + random.below(10));
    const auto first = static_cast<std::ptrdiff_t>(random.below(30)) - 15;
    const auto second = static_cast<std::ptrdiff_t>(random.below(30)) - 15;
    const auto doubled = [](int x) { return 2 * x; };
    const auto lazily = all | rotate(first) | ranges::views::transform(doubled) | rotate(second);
    const auto at_once = all | rotate(first + second) | ranges::views::transform(doubled);
    REQUIRE((lazily | ranges::to<std::vector>()) == (at_once | ranges::to<std::vector>()));
  }
}

TEST_CASE("rotating copies nothing: it shows what the base holds now") {
  std::vector<int> all = numbers(4);
  auto view = all | rotate(1);
  all[1] = 10;
  CHECK(*view.begin() == 10);
  *view.begin() = 20;
  CHECK(all[1] == 20);
}

TEST_CASE("tasks are picked by name, in the order of the names") {
  CHECK(names(five_letters() | order({"d", "a"})) == "da");
  CHECK(names(five_letters() | order({})).empty());
  CHECK(names(five_letters() | rotate(1) | order({"a", "e", "b"}) | rotate(1)) == "eba");
  const std::vector<sdkt::task> own{empty_task("x"), empty_task("y")};
  CHECK(names(own | order({"y", "x"})) == "yx");
}

TEST_CASE("an unknown name is refused with the names there are") {
  CHECK(sentence_of<sdkt::setting_error>([] { five_letters() | order({"a", "dtd"}); }) ==
        "views::order: there is no task called dtd; the tasks are a, b, c, d, e");
}

TEST_CASE("a name that is given twice or that two tasks have is refused") {
  CHECK(sentence_of<sdkt::setting_error>([] { five_letters() | order({"a", "b", "a"}); }) ==
        "views::order: the task a is named twice; list every task once");
  CHECK(sentence_of<sdkt::setting_error>([] {
          sdkt::task_list{{empty_task("a"), empty_task("a")}} | order({"a"});
        }) == "views::order: two tasks of the stream are called a; give every task a unique name");
}

}  // namespace
