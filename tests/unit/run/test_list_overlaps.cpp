// SPDX-License-Identifier: MIT
//
// Images that train and test or have two labels are counted, however they are written; and which reference
// images a distance is measured on.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/small_run.hpp"
#include <sdkt/evaluate/distance_sample.hpp>
#include <sdkt/presets.hpp>
#include <sdkt/run/list_overlaps.hpp>

namespace {

using namespace sdkt_test;
using samples = std::vector<sdkt::sample>;

const auto pets_folder = std::make_shared<const sdkt::folder_source>("/data/pets");
const auto same_pets_folder = std::make_shared<const sdkt::folder_source>("/data/./pets/");
const auto cars_folder = std::make_shared<const sdkt::folder_source>("/data/cars");

sdkt::sample listed(const char* path, std::int64_t label = 0,
                    const std::shared_ptr<const sdkt::image_source>& source = pets_folder) {
  return {source, path, label};
}

std::string overlap_sentence(samples train, samples test) {
  sdkt::task_contents contents{.name = "pets", .class_names = {"cat", "dog", "owl"}};
  contents.train = std::move(train);
  contents.test = std::move(test);
  return sdkt::run::sentence_of_overlaps(sdkt::task{std::move(contents)});
}

}  // namespace

TEST_CASE("lists without an image twice, or twice in one list with one label, say nothing") {
  CHECK(overlap_sentence({}, {}).empty());
  CHECK(overlap_sentence({listed("a"), listed("b", 1)}, {listed("c")}).empty());
  CHECK(overlap_sentence({listed("a"), listed("a"), listed("./a")}, {listed("c"), listed("c")}).empty());
  CHECK(overlap_sentence({listed("a")}, {listed("a", 0, cars_folder)}).empty());
  CHECK(overlap_sentence({listed("a/b")}, {listed("ab"), listed("a./b"), listed("A/b")}).empty());
}

TEST_CASE("an image that trains and tests is counted once, whatever its path looks like") {
  for (const char* path :
       {"x/a.jpg", "./x/a.jpg", "x//a.jpg", "x/./a.jpg", "y/../x/a.jpg", "/data/pets/x/a.jpg"}) {
    CAPTURE(path);
    CHECK(overlap_sentence({listed("b"), listed("x/a.jpg")}, {listed(path), listed(path)}) ==
          "task pets: 1 image both trains and tests, x/a.jpg");
  }
  CHECK(overlap_sentence({listed("a")}, {listed("a", 0, same_pets_folder)}) ==
        "task pets: 1 image both trains and tests, a");
  CHECK(overlap_sentence({listed("c"), listed("b"), listed("a")}, {listed("a"), listed("d"), listed("b")}) ==
        "task pets: 2 images both train and test, the first b");
}

TEST_CASE("an image with two labels is counted, in one list and across") {
  CHECK(overlap_sentence({listed("a", 0), listed("./a", 1)}, {listed("b")}) ==
        "task pets: 1 image is listed with two labels, a as \"cat\" and as \"dog\"");
  CHECK(overlap_sentence({listed("b")},
                         {listed("c", 2), listed("d", 1), listed("c", 0), listed("d", 2), listed("d", 0)}) ==
        "task pets: 2 images are listed with two labels, the first c as \"owl\" and as \"cat\"");
  CHECK(overlap_sentence({listed("a", 2)}, {listed("a", 1)}) ==
        "task pets: 1 image both trains and tests, a; 1 image is listed with two labels, a as \"owl\" and as "
        "\"dog\"");
}

TEST_CASE("members of archives are known by archive and name") {
  const sdkt::task_list digits =
      sdkt::load_tasks({mini / "tasks" / "digits.json", mini / "tasks" / "digits.json"});
  const samples& once = digits[0].test();
  const samples& again = digits[1].test();  // its archive has been opened a second time
  REQUIRE(once[0].source != again[0].source);
  const auto found =
      sdkt::run::overlaps_of({once[0], once[1]}, {again[1], {again[2].source, "./" + once[0].path, 9}});
  CHECK(found.in_both == 2);
  CHECK(found.two_labels == (once[0].label == 9 ? 0 : 1));
  CHECK(found.first_in_both == once[0].path);
}

TEST_CASE("the counts are those of comparing every image with every other") {
  const char* spellings[] = {"", "./", "x/../", ".//"};
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    sdkt::random_stream random{{.seed = seed}};
    const auto draw = [&](std::size_t count) {
      samples list;
      for (std::size_t i = 0; i < count; ++i) {
        const std::string path = spellings[random.below(4)] + std::to_string(random.below(40));
        list.push_back({pets_folder, path, static_cast<std::int64_t>(random.below(2))});
      }
      return list;
    };
    const samples train = draw(30), test = draw(20);
    std::int64_t both = 0, two = 0;
    for (int image = 0; image < 40; ++image) {
      std::set<std::int64_t> labels;
      bool trains = false, tests = false;
      const auto is_it = [&](const sdkt::sample& one) {
        return std::filesystem::path{one.path}.lexically_normal() == std::to_string(image);
      };
      for (const auto& one : train) {
        if (!is_it(one)) continue;
        labels.insert(one.label);
        trains = true;
      }
      for (const auto& one : test) {
        if (!is_it(one)) continue;
        labels.insert(one.label);
        tests = true;
      }
      both += trains && tests ? 1 : 0;
      two += labels.size() > 1 ? 1 : 0;
    }
    const auto found = sdkt::run::overlaps_of(train, test);
    CHECK(found.in_both == both);
    CHECK(found.two_labels == two);
  }
}

TEST_CASE("a run says what its tasks list twice, and is the run that it would be without a word") {
  std::vector<sdkt::task> tasks = small_tasks();
  sdkt::task_contents contents{.name = "digits", .class_names = tasks[0].class_names()};
  contents.train = tasks[0].train();
  contents.test = tasks[0].test();
  contents.test.push_back(contents.train[5]);
  tasks[0] = sdkt::task{std::move(contents)};
  std::vector<std::string> heard;
  sdkt::run_observer observer;
  observer.on_stage = [&](const sdkt::run_record& record) { heard = record.warnings; };
  const auto record =
      small(sdkt::presets::finetune(mini_model())).run(tasks, sdkt::no_reference{}, observer).record;
  CHECK(heard ==
        std::vector<std::string>{"task digits: 1 image both trains and tests, " + tasks[0].train()[5].path});
  CHECK(*record.settings.find("warnings") == sdkt::setting_value{heard});
  CHECK(record.accuracy.is_complete());
}

namespace {

/// A pool sorted by class: `each` images of every class.
samples sorted_pool(std::size_t classes, std::size_t each) {
  samples pool;
  for (std::size_t label = 0; label < classes; ++label) {
    for (std::size_t image = 0; image < each; ++image)
      pool.push_back({pets_folder, std::to_string(label) + "/" + std::to_string(image), -1});
  }
  return pool;
}

std::vector<std::string> paths_of(const samples& list) {
  std::vector<std::string> paths;
  for (const auto& one : list) paths.push_back(one.path);
  return paths;
}

}  // namespace

TEST_CASE("distances are measured on images of all classes of a sorted pool") {
  const samples pool = sorted_pool(1000, 13);
  const samples drawn = sdkt::evaluate::distance_sample(pool, 2048, 1102);
  REQUIRE(drawn.size() == 2048);
  std::set<std::string> classes;
  for (const auto& one : drawn) classes.insert(one.path.substr(0, one.path.find('/')));
  CHECK(classes.size() > 800);  // 871 are expected
  // In the order of the pool, each image once.
  const auto all = paths_of(pool), some = paths_of(drawn);
  std::size_t place = 0;
  for (const auto& path : some) {
    while (place < all.size() && all[place] != path) ++place;
    REQUIRE(place < all.size());
    ++place;
  }
}

TEST_CASE("the sample is a function of seed, count and size, and a smaller one is part of a larger one") {
  const samples pool = sorted_pool(20, 50);
  CHECK(paths_of(sdkt::evaluate::distance_sample(pool, 100, 1)) ==
        paths_of(sdkt::evaluate::distance_sample(pool, 100, 1)));
  CHECK(paths_of(sdkt::evaluate::distance_sample(pool, 100, 1)) !=
        paths_of(sdkt::evaluate::distance_sample(pool, 100, 2)));
  const auto small = paths_of(sdkt::evaluate::distance_sample(pool, 30, 1)),
             large = paths_of(sdkt::evaluate::distance_sample(pool, 90, 1));
  const std::set<std::string> within{large.begin(), large.end()};
  CHECK(std::all_of(small.begin(), small.end(), [&](const auto& path) { return within.count(path) == 1; }));
  CHECK(sdkt::evaluate::distance_sample(pool, 0, 1).empty());
  for (const std::int64_t count : {1000, 1001, 1'000'000})
    CHECK(paths_of(sdkt::evaluate::distance_sample(pool, count, 1)) == paths_of(pool));
}

TEST_CASE("every image is drawn equally often") {
  const samples pool = sorted_pool(4, 5);
  std::vector<int> times(20);
  constexpr int seeds = 4000;
  for (int seed = 0; seed < seeds; ++seed) {
    const auto drawn = paths_of(sdkt::evaluate::distance_sample(pool, 5, static_cast<std::uint64_t>(seed)));
    for (std::size_t i = 0; i < pool.size(); ++i)
      times[i] += std::find(drawn.begin(), drawn.end(), pool[i].path) != drawn.end() ? 1 : 0;
  }
  for (const int count : times) CHECK((count > 850 && count < 1150));  // 1000, give or take five deviations
}

TEST_CASE("a run measures on its sample, says which, and on nothing where none is wanted") {
  auto trainer = small(sdkt::presets::finetune(mini_model()));
  const auto pool = small_pool();
  const auto all = trainer.run(small_tasks(), pool).record;
  CHECK(all.settings.find("distance_sample_fingerprint") == nullptr);

  trainer.options.distance_images = 20;
  const auto some = trainer.run(small_tasks(), pool).record;
  const auto wanted = sdkt::evaluate::distance_sample(pool.samples(), 20, trainer.options.seed);
  CHECK(*some.settings.find("distance_sample_fingerprint") ==
        sdkt::setting_value{sdkt::detail::fingerprint_of(wanted)});
  const auto given = trainer.run(small_tasks(), sdkt::reference_set{wanted}).record;
  REQUIRE(some.distances.back().reference.has_value());
  CHECK(some.distances.back().reference == given.distances.back().reference);
  CHECK(some.distances.back().reference != all.distances.back().reference);
  CHECK(same_accuracies(some, all));

  trainer.options.distance_images = 0;
  CHECK_FALSE(trainer.run(small_tasks(), pool).record.distances.back().reference.has_value());
}
