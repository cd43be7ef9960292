// SPDX-License-Identifier: MIT
//
// Exemplars that are trained on: which images join, under which labels, and how names survive a checkpoint.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>

#include "images.hpp"
#include <sdkt/extension/exemplar_replay.hpp>

namespace {

using namespace sdkt_test;
using indices = std::vector<std::int64_t>;
using names = std::vector<std::string>;

sdkt::exemplar_replay after(sdkt::exemplar_replay extension, std::size_t count) {
  for (std::size_t task = 0; task < count; ++task) {
    image_lists lists{four_tasks, task};
    extension.on_task_begin(lists.begin);
    extension.on_task_end(lists.end(four_tasks[task]));
  }
  return extension;
}

/// What the second of two tasks of 25 images begins with: its classes, and how many exemplars have which
/// label.
struct second_task {
  names class_names;
  std::map<std::int64_t, int> exemplars;
};

/// With two exemplars of each class of the first.
second_task second_of(const std::vector<image_task>& tasks) {
  sdkt::exemplar_replay extension{.per_class = 2};
  image_lists first{tasks, 0};
  extension.on_task_begin(first.begin);
  extension.on_task_end(first.end(tasks[0]));
  image_lists lists{tasks, 1};
  extension.on_task_begin(lists.begin);
  second_task second{lists.class_names, {}};
  for (std::size_t i = 25; i < lists.samples.size(); ++i) ++second.exemplars[lists.samples[i].label];
  return second;
}

/// The same lists, whatever is behind their addresses.
bool same(const image_lists& left, const image_lists& right) {
  const auto equal = [](const sdkt::sample& a, const sdkt::sample& b) {
    return a.path == b.path && a.label == b.label;
  };
  return std::equal(left.samples.begin(), left.samples.end(), right.samples.begin(), right.samples.end(),
                    equal) &&
         left.class_names == right.class_names && left.prompts == right.prompts;
}

}  // namespace

TEST_CASE("on the first task nothing joins") {
  image_lists lists{four_tasks, 0};
  sdkt::exemplar_replay extension;
  extension.on_task_begin(lists.begin);
  CHECK(same(lists, image_lists{four_tasks, 0}));
}

TEST_CASE("each class keeps its herded images, all of them where it has fewer") {
  const sdkt::exemplar_replay extension = after({.per_class = 4}, 3);
  REQUIRE(extension.sets.size() == 3);
  CHECK(extension.sets[0].size() == 12);
  CHECK(extension.sets[1].size() == 12);
  CHECK(extension.sets[2].size() == 7);
  for (std::size_t task = 0; task < 2; ++task) {
    for (std::int64_t c = 0; c < 3; ++c) {
      indices images, wanted;
      for (std::int64_t i = c; i < four_tasks[task].size; i += 3) images.push_back(i);
      const at::Tensor own = at::index_select(four_tasks[task].features_NE, 0, at::tensor(images, at::kLong));
      for (const std::int64_t pick : sdkt::extension::herd(own, 4)) {
        wanted.push_back(images[static_cast<std::size_t>(pick)]);
      }
      const auto place = extension.sets[task].begin() + 4 * c;
      CHECK(indices{place, place + 4} == wanted);
    }
  }
}

TEST_CASE("exemplars join behind the task's own images, with classes and prompts behind its own") {
  sdkt::exemplar_replay extension = after({.per_class = 4}, 2);
  image_lists lists{four_tasks, 2};
  extension.on_task_begin(lists.begin);
  REQUIRE(lists.samples.size() == 7 + 12 + 12);
  CHECK(lists.class_names == names{"c class 0", "c class 1", "c class 2", "a class 0", "a class 1",
                                   "a class 2", "b class 0", "b class 1", "b class 2"});
  CHECK(lists.prompts.size() == 9);
  for (std::size_t c = 0; c < 9; ++c) {
    CHECK(lists.prompts[c] == "a photo of a " + lists.class_names[c] + ".");
  }
  for (std::size_t i = 0; i < lists.samples.size(); ++i) {
    // An image's name says its task and number, and its number its label there.
    const std::string& path = lists.samples[i].path;
    const std::string wanted = path.substr(0, 1) + " class " + std::to_string(std::stoll(path.substr(1)) % 3);
    CHECK(lists.class_names.at(static_cast<std::size_t>(lists.samples[i].label)) == wanted);
    if (i < 7) CHECK(path == four_tasks[2].images[i].path);
  }
}

TEST_CASE("exemplars are never exemplars of the task that they joined") {
  const sdkt::exemplar_replay extension = after({.per_class = 100}, 4);
  for (std::size_t task = 0; task < 4; ++task) {
    CHECK(extension.sets[task].size() == four_tasks[task].images.size());
    const std::set<std::int64_t> different{extension.sets[task].begin(), extension.sets[task].end()};
    CHECK(different.size() == four_tasks[task].images.size());
  }
}

TEST_CASE("a class whose prompt is there already is that class") {
  std::vector<image_task> twice{four_tasks[0], four_tasks[1]};
  twice[1].prompts[2] = twice[0].prompts[1];
  const second_task second = second_of(twice);
  CHECK(second.class_names == names{"b class 0", "b class 1", "b class 2", "a class 0", "a class 2"});
  CHECK(second.exemplars == std::map<std::int64_t, int>{{3, 2}, {2, 2}, {4, 2}});
}

TEST_CASE("a class whose prompt differs in case, white space or normal form only is that class too") {
  std::vector<image_task> twice{four_tasks[0], four_tasks[1]};
  twice[0].prompts = {"A  photo of a caf\xC3\xA9. ", "a photo of a dog", "a photo of a Dog"};
  twice[1].prompts = {"a photo of an owl", "a photo of a bat", "a photo of a cafe\xCC\x81."};
  const second_task second = second_of(twice);
  CHECK(second.class_names == names{"b class 0", "b class 1", "b class 2", "a class 1"});
  CHECK(second.exemplars == std::map<std::int64_t, int>{{2, 2}, {3, 4}});
}

TEST_CASE("stored and restored it goes on as if nothing had happened, inside a task and from fp32 too") {
  std::vector<image_task> named = four_tasks;
  named[0].class_names = {"", "Z\xC3\xBCrich \"1\"", "new\nline\t\xFF"};
  named[0].prompts = {"an empty name: .", "Z\xC3\xBCrich", ""};
  const sdkt::exemplar_replay settings{.per_class = 4};
  for (std::size_t interrupted = 0; interrupted < 4; ++interrupted) {
    for (const bool inside : {false, true}) {
      sdkt::exemplar_replay whole = settings, parted = settings;
      for (std::size_t task = 0; task < 4; ++task) {
        image_lists lists{named, task}, own{named, task};
        whole.on_task_begin(lists.begin);
        parted.on_task_begin(own.begin);
        if (task == interrupted) {
          auto checkpoint = stored(inside ? parted : whole);
          for (auto& [name, tensor] : checkpoint.first) tensor = tensor.to(at::kFloat);
          parted = restored(settings, checkpoint);
          if (inside) {  // a new process tells the begin of the task once more
            image_lists again{named, task};
            parted.on_task_begin(again.begin);
            parted = restored(parted, checkpoint);
            CHECK(same(lists, again));
          }
        }
        CHECK(same(lists, own));
        whole.on_task_end(lists.end(named[task]));
        parted.on_task_end(own.end(named[task]));
      }
      CHECK(whole.sets == parted.sets);
      CHECK(whole.class_names == parted.class_names);
      CHECK(whole.prompts == parted.prompts);
    }
  }
}

TEST_CASE("exemplars of other tasks than those of the run are refused") {
  std::vector<image_task> other = four_tasks;
  sdkt::exemplar_replay extension = after({.per_class = 2}, 1);
  other[0].images[static_cast<std::size_t>(extension.sets[0][0])].label = 7;
  image_lists lists{other, 1};
  CHECK(sentence_of<sdkt::data_error>([&] { extension.on_task_begin(lists.begin); }) ==
        "exemplars: one of task 1 has the label 7 of 3 classes; resume a run with the tasks that it was "
        "started with");
}
