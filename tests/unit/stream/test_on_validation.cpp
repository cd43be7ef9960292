// SPDX-License-Identifier: MIT
//
// Streams that are evaluated on validation images.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "made_tasks.hpp"
#include <sdkt/views.hpp>

namespace {

using sdkt::views::on_validation;
using sdkt_test::counted_tasks;
using sdkt_test::made_contents;
using sdkt_test::made_samples;
using sdkt_test::names_of;
using sdkt_test::own_task;
using sdkt_test::sentence_of;
using sdkt_test::written;

static_assert(sdkt::TaskStream<decltype(sdkt::task_list{} | on_validation())>);
static_assert(sdkt::TaskStream<decltype(std::declval<std::vector<own_task>&>() | on_validation(0.5))>);

/// Contents without validation images, with a given number of training images of each class.
sdkt::task_contents unvalidated(const std::string& name, std::size_t num_classes, std::size_t num_train) {
  sdkt::task_contents contents = made_contents(name, num_classes, num_train);
  contents.validation.clear();
  return contents;
}

std::set<std::string> paths_of(const std::vector<sdkt::sample>& images) {
  std::set<std::string> paths;
  for (const sdkt::sample& image : images) paths.insert(image.path);
  return paths;
}

std::size_t count_of(const std::vector<sdkt::sample>& images, std::int64_t label) {
  return static_cast<std::size_t>(std::count_if(
      images.begin(), images.end(), [&](const sdkt::sample& image) { return image.label == label; }));
}

TEST_CASE("validation images take the place of the test images, and nothing else changes") {
  const sdkt::task whole{made_contents("a")};
  for (const auto& fraction : {std::optional<double>{}, std::optional<double>{0.5}}) {
    const auto tuning = sdkt::task_list{{whole}} | on_validation(fraction);
    REQUIRE(tuning.size() == 1);
    CHECK(tuning[0].name() == "a");
    CHECK(tuning[0].class_names() == whole.class_names());
    CHECK(tuning[0].prompts() == whole.prompts());
    CHECK(written(tuning[0].train()) == written(whole.train()));
    CHECK(written(tuning[0].test()) == written(whole.validation()));
    CHECK(tuning[0].validation().empty());
    CHECK(tuning[0].tests_on_validation());
  }
  CHECK_FALSE(whole.tests_on_validation());
}

TEST_CASE("a task without validation images holds out a share of every class, which leaves training") {
  const sdkt::task whole{unvalidated("a", 3, 20)};  // 7, 7 and 6 images
  for (const double fraction : {0.01, 0.1, 0.25, 0.5, 0.9, 0.999}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const auto tuning = sdkt::task_list{{whole}} | on_validation(fraction, seed);
      const auto kept = paths_of(tuning[0].train());
      const auto held_out = paths_of(tuning[0].test());
      std::set<std::string> both = kept;
      both.insert(held_out.begin(), held_out.end());
      REQUIRE(both == paths_of(whole.train()));
      REQUIRE(kept.size() + held_out.size() == 20);
      for (std::int64_t label = 0; label < 3; ++label) {
        const double all = label == 2 ? 6 : 7;
        const double wanted = std::clamp(std::round(fraction * all), 1.0, all - 1);
        REQUIRE(static_cast<double>(count_of(tuning[0].test(), label)) == wanted);
      }
      for (const std::string& path : paths_of(whole.test())) REQUIRE_FALSE(held_out.contains(path));
      const auto by_number = [](const sdkt::sample& one, const sdkt::sample& other) {
        const auto number = [](const sdkt::sample& each) {
          return std::stoi(each.path.substr(each.path.rfind('/') + 1));
        };
        return number(one) < number(other);
      };
      REQUIRE(std::is_sorted(tuning[0].train().begin(), tuning[0].train().end(), by_number));
      REQUIRE(std::is_sorted(tuning[0].test().begin(), tuning[0].test().end(), by_number));
    }
  }
}

TEST_CASE("a larger share adds images to those of a smaller one") {
  const sdkt::task_list tasks{{sdkt::task{unvalidated("a", 2, 40)}}};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::set<std::string> smaller;
    for (const double fraction : {0.1, 0.2, 0.4, 0.8}) {
      const std::set<std::string> larger = paths_of((tasks | on_validation(fraction, seed))[0].test());
      REQUIRE(std::includes(larger.begin(), larger.end(), smaller.begin(), smaller.end()));
      smaller = larger;
    }
  }
}

TEST_CASE("a class with one image keeps it") {
  sdkt::task_contents contents = unvalidated("a", 3, 4);  // 2, 1 and 1 images
  const auto tuning = sdkt::task_list{{sdkt::task{contents}}} | on_validation(0.9);
  CHECK(tuning[0].train().size() == 3);
  CHECK(count_of(tuning[0].test(), 0) == 1);
  CHECK(tuning[0].test().size() == 1);
}

TEST_CASE("which images are held out depends on seed, task and class, and on nothing else in the stream") {
  std::vector<sdkt::task> some, other;
  for (const char* name : {"a", "b", "c"}) some.emplace_back(unvalidated(name, 2, 40));
  other.emplace_back(unvalidated("b", 2, 40));
  const auto among = sdkt::task_list{some} | sdkt::views::rotate(2) | on_validation(0.25, 4);
  const auto alone = sdkt::task_list{other} | on_validation(0.25, 4);
  CHECK(written(among[2].test()) == written(alone[0].test()));
  CHECK(written((sdkt::task_list{other} | on_validation(0.25, 5))[0].test()) != written(alone[0].test()));
  // Not the images that views::limit takes first with the same seed.
  const auto few = sdkt::task_list{other} | sdkt::views::limit(5, 4);
  CHECK(paths_of(few[0].train()) != paths_of(alone[0].test()));
}

TEST_CASE("a task is changed when it is looked at, and once") {
  const counted_tasks counted;
  const auto tuning = counted.list({"a", "b"}) | on_validation();
  CHECK(tuning.size() == 2);
  CHECK(counted.loads() == 0);
  CHECK(tuning[1].test().size() == 5);
  CHECK(counted.loads() == 1);
  const auto twice = tuning | on_validation();
  CHECK(written(twice[1].test()) == written(tuning[1].test()));
  CHECK(written(twice[1].train()) == written(tuning[1].train()));
}

TEST_CASE("later views keep what a task is evaluated on") {
  const auto tuning = sdkt::task_list{{sdkt::task{made_contents("a")}}} | on_validation();
  CHECK((tuning | sdkt::views::limit(2, 1))[0].tests_on_validation());
  CHECK((tuning | sdkt::views::split(2))[1].tests_on_validation());
  CHECK((tuning | sdkt::views::merge("all"))[0].tests_on_validation());
  CHECK_FALSE((sdkt::task_list{{sdkt::task{made_contents("a")}}} | sdkt::views::merge("all"))[0]
                  .tests_on_validation());
}

TEST_CASE("tasks of any type hold images out") {
  const std::vector<own_task> tasks{{"x"}, {"y"}};
  const auto tuning = tasks | on_validation(0.34);
  CHECK(names_of(tuning) == "x y");
  CHECK(tuning[0].train().size() == 4);
  CHECK(tuning[0].test().size() == 2);
}

TEST_CASE("what cannot be held out is refused") {
  for (const double wrong : {0.0, 1.0, -0.5, 1.5}) {
    CHECK_THROWS_AS(on_validation(wrong), sdkt::setting_error);
  }
  CHECK(sentence_of<sdkt::setting_error>([] { static_cast<void>(on_validation(2.0)); }) ==
        "views::on_validation, fraction: the value 2 is out of range; use a number above 0 and below 1");
  const sdkt::task_list without{{sdkt::task{unvalidated("a", 3, 20)}}};
  CHECK(sentence_of<sdkt::data_error>([&] { (without | on_validation())[0].name(); }) ==
        "task a: it has no validation images to be evaluated on; add a list \"val\", or hold out training "
        "images with --val-fraction (views::on_validation)");
  const sdkt::task_list thin{{sdkt::task{unvalidated("a", 3, 3)}}};
  CHECK(
      sentence_of<sdkt::data_error>([&] { (thin | on_validation(0.5))[0].name(); }) ==
      "task a: no class has two training images of which one could validate; add training images, or a list "
      "of validation images");
}

}  // namespace
