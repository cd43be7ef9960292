// SPDX-License-Identifier: MIT
//
// Few-shot streams.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "made_tasks.hpp"
#include <sdkt/views.hpp>

namespace {

using sdkt::views::limit;
using sdkt_test::content_of;
using sdkt_test::counted_tasks;
using sdkt_test::made_contents;
using sdkt_test::made_samples;
using sdkt_test::names_of;
using sdkt_test::own_task;
using sdkt_test::sentence_of;
using sdkt_test::written;

static_assert(sdkt::TaskStream<decltype(sdkt::task_list{} | limit(1, 1))>);
static_assert(sdkt::TaskStream<decltype(std::declval<std::vector<own_task>&>() | limit(1, 1))>);

/// The paths of a task's training images with a label.
std::vector<std::string> paths(const sdkt::task& one, std::int64_t label) {
  std::vector<std::string> all;
  for (const sdkt::sample& image : one.train()) {
    if (image.label == label) all.push_back(image.path);
  }
  return all;
}

bool is_subsequence(const std::vector<sdkt::sample>& some, const std::vector<sdkt::sample>& all) {
  auto next = all.begin();
  for (const sdkt::sample& one : some) {
    next = std::find_if(next, all.end(), [&](const sdkt::sample& other) {
      return other.path == one.path && other.label == one.label && other.source == one.source;
    });
    if (next == all.end()) return false;
    ++next;
  }
  return true;
}

TEST_CASE("a limit leaves so many images of every class, or all where there are fewer, in their order") {
  const sdkt::task whole{made_contents("a", 3, 20)};  // 7, 7 and 6 images
  const sdkt::task_list tasks{{whole}};
  for (std::int64_t count = 1; count < 10; ++count) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const auto few = tasks | limit(count, seed);
      REQUIRE(few.size() == 1);
      for (std::int64_t label = 0; label < 3; ++label) {
        REQUIRE(paths(few[0], label).size() ==
                std::min(static_cast<std::size_t>(count), paths(whole, label).size()));
      }
      REQUIRE(is_subsequence(few[0].train(), whole.train()));
    }
  }
}

TEST_CASE("a limit changes nothing but the training images, and not those if it is high") {
  const sdkt::task whole{made_contents("a")};
  const auto few = sdkt::task_list{{whole}} | limit(2, 5);
  CHECK(few[0].name() == "a");
  CHECK(few[0].class_names() == whole.class_names());
  CHECK(few[0].prompts() == whole.prompts());
  CHECK(written(few[0].test()) == written(whole.test()));
  CHECK(written(few[0].validation()) == written(whole.validation()));
  CHECK(content_of((sdkt::task_list{{whole}} | limit(7, 5))[0]) == content_of(whole));
}

TEST_CASE("a higher limit adds images to those of a lower one") {
  const sdkt::task_list tasks{{sdkt::task{made_contents("a", 2, 30)}}};
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    for (std::int64_t count = 1; count < 15; ++count) {
      const auto fewer = tasks | limit(count, seed);
      const auto more = tasks | limit(count + 1, seed);
      REQUIRE(is_subsequence(fewer[0].train(), more[0].train()));
    }
  }
}

TEST_CASE("which images stay depends on seed, task and class, and on nothing else in the stream") {
  const counted_tasks counted;
  const auto alone = counted.list({"b"}) | limit(2, 9);
  const auto among = counted.list({"a", "c", "b"}) | sdkt::views::rotate(1) | limit(2, 9);
  CHECK(written(among[1].train()) == written(alone[0].train()));
  CHECK(written((counted.list({"b"}) | limit(2, 10))[0].train()) != written(alone[0].train()));

  const auto places = [](const sdkt::task& one, std::int64_t label) {
    std::string text;
    for (const std::string& path : paths(one, label)) text += path.substr(path.rfind('/')) + " ";
    return text;
  };
  int num_equal_tasks = 0;
  int num_equal_classes = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const sdkt::task_list tasks{
        {sdkt::task{made_contents("a", 1, 40)}, sdkt::task{made_contents("b", 1, 40)}}};
    const auto few = tasks | limit(3, seed);
    num_equal_tasks += places(few[0], 0) == places(few[1], 0);
    sdkt::task_contents twins = made_contents("t", 2, 40);
    for (std::size_t image = 0; image < 20; ++image) {  // the same paths in both classes
      twins.train[image].label = 0;
      twins.train[image + 20].label = 1;
      twins.train[image + 20].path = twins.train[image].path;
    }
    const auto one = sdkt::task_list{{sdkt::task{twins}}} | limit(3, seed);
    num_equal_classes += places(one[0], 0) == places(one[0], 1);
  }
  CHECK(num_equal_tasks < 3);  // by chance 50 / 9880
  CHECK(num_equal_classes < 3);
}

TEST_CASE("every image stays about equally often over the seeds") {
  const sdkt::task_list tasks{{sdkt::task{made_contents("a", 1, 4)}}};
  std::map<std::string, int> counts;
  for (std::uint64_t seed = 0; seed < 1600; ++seed) ++counts[written((tasks | limit(1, seed))[0].train())];
  REQUIRE(counts.size() == 4);
  for (const auto& [image, count] : counts) CHECK((count > 320 && count < 480));  // 400, deviation 17
}

TEST_CASE("a limited task loads its whole when it is looked at, and once") {
  const counted_tasks counted;
  const auto few = counted.list({"a", "b", "c"}) | limit(1, 1);
  const auto copy = few;
  CHECK(few.size() == 3);
  CHECK(counted.loads() == 0);
  CHECK(few[1].train().size() == 3);
  CHECK(copy[1].name() == "b");
  CHECK(counted.loads() == 1);
  CHECK(names_of(copy) == "a b c");
  CHECK(counted.loads() == 3);
}

TEST_CASE("a limit takes tasks of any type") {
  const std::vector<own_task> tasks{{"x"}, {"y"}};
  const auto few = tasks | limit(1, 1);
  CHECK(names_of(few) == "x y");
  CHECK(few[0].train().size() == 2);
  CHECK(written(few[0].test()) == written(tasks[0].test()));
  CHECK(few[0].validation().empty());
  const std::list<own_task> list{{"x"}, {"y"}};
  CHECK(written((list | limit(1, 1))[1].train()) == written(few[1].train()));
}

TEST_CASE("a limit below one is refused at once, an inconsistent task when it is looked at") {
  const std::string sentence = "; use at least one";
  CHECK(sentence_of<sdkt::setting_error>([] { static_cast<void>(limit(0, 1)); }) ==
        "views::limit: expected a number of images per class, got 0" + sentence);
  CHECK(sentence_of<sdkt::setting_error>([] { static_cast<void>(limit(-3, 1)); }) ==
        "views::limit: expected a number of images per class, got -3" + sentence);
  own_task wrong{"x"};
  wrong.train_images[4].label = 2;
  const std::vector<own_task> tasks{wrong};
  const auto few = tasks | limit(1, 1);
  CHECK(
      sentence_of<sdkt::data_error>([&] { few[0].name(); }) ==
      "task x, train entry 4: expected a label from 0 to 1 for 2 classes, got 2; number the classes from 0 in the order "
      "of their names");
  wrong.train_images[4].label = -1;
  const std::vector<own_task> unlabelled{wrong};
  CHECK_THROWS_AS((unlabelled | limit(1, 1))[0].train(), sdkt::data_error);
}

}  // namespace
