// SPDX-License-Identifier: MIT
//
// Views that leave tasks out or reorder them: take, shuffle, filter.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <range/v3/range/conversion.hpp>
#include <range/v3/view/drop.hpp>
#include <range/v3/view/reverse.hpp>
#include <range/v3/view/transform.hpp>

#include "made_tasks.hpp"
#include <sdkt/base/random.hpp>
#include <sdkt/views.hpp>

namespace {

using sdkt::views::filter;
using sdkt::views::shuffle;
using sdkt::views::take;
using sdkt_test::counted_tasks;
using sdkt_test::names_of;
using sdkt_test::own_task;
using sdkt_test::sentence_of;

using name_predicate = std::function<bool(const std::string&)>;

template <class Tasks>
constexpr bool is_stream = sdkt::TaskStream<Tasks> && sdkt::TaskStream<const Tasks> && ranges::view_<Tasks>;
static_assert(is_stream<decltype(sdkt::task_list{} | take(1))>);
static_assert(is_stream<decltype(sdkt::task_list{} | shuffle(1))>);
static_assert(is_stream<decltype(sdkt::task_list{} | filter(name_predicate{}))>);
static_assert(is_stream<decltype(sdkt::task_list{} | filter({"a"}))>);
static_assert(ranges::random_access_range<decltype(sdkt::task_list{} | shuffle(1) | take(1))>);

using linked_tasks = decltype(std::declval<const std::list<own_task>&>() | shuffle(1));
static_assert(sdkt::TaskStream<linked_tasks> && !ranges::random_access_range<linked_tasks>);
static_assert(sdkt::TaskStream<decltype(std::declval<const std::list<own_task>&>() | take(1))>);

sdkt::task_list letters() { return counted_tasks{}.list({"a", "b", "c", "d", "e"}); }

TEST_CASE("taking keeps the first tasks, all of them if there are fewer") {
  CHECK(names_of(letters() | take(2)) == "a b");
  CHECK(names_of(letters() | take(0)).empty());
  CHECK(names_of(letters() | take(9)) == "a b c d e");
  CHECK((letters() | take(9)).size() == 5);
  CHECK(names_of(sdkt::task_list{} | take(1)).empty());
  CHECK(sentence_of<sdkt::setting_error>([] { static_cast<void>(take(-1)); }) ==
        "views::take: expected a number of tasks, got -1; use 0 or more");
}

TEST_CASE("taking and shuffling copy no task") {
  const std::vector<own_task> tasks{{"a"}, {"b"}, {"c"}};
  CHECK(&*(tasks | take(2)).begin() == &tasks[0]);
  const auto shuffled = tasks | shuffle(3);
  for (const own_task& one : shuffled) CHECK((&one >= tasks.data() && &one < tasks.data() + 3));
}

TEST_CASE("taking and shuffling look at no task, whatever is asked of the stream") {
  const counted_tasks counted;
  const auto stream = counted.list({"a", "b", "c"}) | shuffle(1) | take(2) | shuffle(2);
  CHECK(stream.size() == 2);
  std::vector<sdkt::task> handles;
  for (const sdkt::task& one : stream) handles.push_back(one);
  CHECK(counted.loads() == 0);
  handles[0].name();
  CHECK(counted.loads() == 1);
}

TEST_CASE("shuffling gives every task once, in an order that depends on seed and number alone") {
  for (std::size_t size = 0; size < 7; ++size) {
    std::vector<int> all(size);
    for (std::size_t i = 0; i < size; ++i) all[i] = static_cast<int>(i);
    const std::list<int> list{all.begin(), all.end()};
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const auto expected = sdkt::detail::random_permutation(
          static_cast<std::uint32_t>(size), {.seed = seed, .purpose = sdkt::random_purpose::stream_order});
      const auto shuffled = all | shuffle(seed) | ranges::to<std::vector>();
      REQUIRE(std::equal(shuffled.begin(), shuffled.end(), expected.begin(), expected.end(),
                         [](int value, std::uint32_t place) { return value == static_cast<int>(place); }));
      REQUIRE((list | shuffle(seed) | ranges::to<std::vector>()) == shuffled);
    }
  }
}

TEST_CASE("every order of three tasks is about equally frequent over the seeds") {
  std::map<std::string, int> counts;
  const sdkt::task_list tasks = counted_tasks{}.list({"a", "b", "c"});
  for (std::uint64_t seed = 0; seed < 1200; ++seed) ++counts[names_of(tasks | shuffle(seed))];
  REQUIRE(counts.size() == 6);
  for (const auto& [order, count] : counts) CHECK((count > 140 && count < 260));  // 200, deviation 13
}

TEST_CASE("a shuffled stream stays in its order, and its copies with it") {
  const auto stream = letters() | shuffle(5);
  const std::string order = names_of(stream);
  const auto copy = stream;
  CHECK(names_of(copy) == order);
  CHECK(names_of(letters() | shuffle(5)) == order);
  CHECK(stream[4].name() == order.substr(8));
  CHECK(stream.end() - stream.begin() == 5);
  CHECK(names_of(stream | ranges::views::reverse | ranges::views::reverse) == order);
  CHECK(names_of(stream | ranges::views::drop(3)) == order.substr(6));
}

TEST_CASE("filtering keeps the tasks with a wanted name, in the order of the stream") {
  CHECK(names_of(letters() | filter({"d", "a"})) == "a d");
  CHECK(names_of(letters() | filter([](const std::string& name) { return name > "c"; })) == "d e");
  CHECK(names_of(letters() | filter(std::vector<std::string>{})).empty());
  const std::vector<own_task> tasks{{"a"}, {"b"}};
  const auto of_own = tasks | filter({"b"});
  CHECK(&of_own[0] == &tasks[1]);
  const std::list<own_task> list{{"a"}, {"b"}, {"c"}};
  CHECK(names_of(list | filter({"c", "a"})) == "a c");
}

TEST_CASE("filtering asks for names when the stream is first looked at, and once") {
  int num_asked = 0;
  const counted_tasks counted;
  const auto stream = counted.list({"a", "b", "c"}) | filter([&num_asked](const std::string& name) {
                        ++num_asked;
                        return name != "b";
                      });
  const auto longer = stream | take(1) | shuffle(1);
  CHECK(num_asked == 0);
  CHECK(counted.loads() == 0);
  CHECK(longer.size() == 1);
  CHECK(num_asked == 3);
  CHECK(names_of(stream) == "a c");
  CHECK(names_of(longer) == "a");
  CHECK(num_asked == 3);
  CHECK(counted.loads() == 3);
}

TEST_CASE("a predicate may count") {
  const auto stream = letters() | filter([left = 2](const std::string&) mutable { return left-- > 0; });
  CHECK(names_of(stream) == "a b");
  CHECK(names_of(stream) == "a b");
}

TEST_CASE("filtering keeps both tasks of one name") {
  const std::vector<own_task> tasks{{"a"}, {"b"}, {"a"}};
  CHECK(names_of(tasks | filter({"a"})) == "a a");
}

TEST_CASE("a name that no task has is refused when the stream is looked at, a name given twice at once") {
  const auto stream = letters() | filter({"a", "dtd"});
  const std::string sentence = "views::filter: there is no task called dtd; the tasks are a, b, c, d, e";
  CHECK(sentence_of<sdkt::setting_error>([&] { static_cast<void>(stream.size()); }) == sentence);
  CHECK(sentence_of<sdkt::setting_error>([&] { names_of(stream); }) == sentence);
  CHECK(sentence_of<sdkt::setting_error>([] { static_cast<void>(filter({"a", "b", "a"})); }) ==
        "views::filter: the task a is named twice; list every task once");
}

}  // namespace
