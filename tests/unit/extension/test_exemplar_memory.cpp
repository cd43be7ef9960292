// SPDX-License-Identifier: MIT
//
// The exemplar memory as reference: its sizes over tasks, what is herded and what is not, and how it is found
// again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <catch2/catch_test_macros.hpp>

#include "images.hpp"
#include <sdkt/extension/exemplar_memory.hpp>
#include <sdkt/extension/unguided_tasks.hpp>

namespace {

using namespace sdkt_test;
using indices = std::vector<std::int64_t>;

/// The extension after this many of the four_tasks.
sdkt::exemplar_memory after(sdkt::exemplar_memory extension, std::size_t count) {
  for (std::size_t task = 0; task < count; ++task) {
    image_lists lists{four_tasks, task};
    extension.on_task_begin(lists.begin);
    extension.on_task_end(lists.end(four_tasks[task]));
  }
  return extension;
}

std::vector<std::size_t> sizes_of(const sdkt::exemplar_memory& extension) {
  std::vector<std::size_t> sizes;
  for (const auto& set : extension.sets) sizes.push_back(set.size());
  return sizes;
}

indices first_of(const indices& set, std::size_t count) {
  return {set.begin(), set.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

TEST_CASE("after task t every set has at most floor(capacity / t) images") {
  using sizes = std::vector<std::size_t>;
  const sdkt::exemplar_memory memory{.capacity = 32};
  CHECK(sizes_of(after(memory, 1)) == sizes{32});
  CHECK(sizes_of(after(memory, 2)) == sizes{16, 16});
  CHECK(sizes_of(after(memory, 3)) == sizes{10, 10, 7});
  CHECK(sizes_of(after(memory, 4)) == sizes{8, 8, 7, 8});
  CHECK(sizes_of(after({.capacity = 3}, 4)) == sizes{0, 0, 0, 0});
  CHECK(sizes_of(after({.capacity = 1000}, 4)) == sizes{40, 25, 7, 30});
}

TEST_CASE("the first task's set is its first images, the others are herded") {
  const sdkt::exemplar_memory memory = after({.capacity = 20}, 2);
  CHECK(memory.sets[0] == indices{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(memory.sets[1] == sdkt::extension::herd(four_tasks[1].features_NE, 10));
  const sdkt::exemplar_memory herded = after({.capacity = 20, .herds_first = true}, 2);
  CHECK(herded.sets[0] == sdkt::extension::herd(four_tasks[0].features_NE, 10));
  CHECK(herded.sets[1] == memory.sets[1]);
}

TEST_CASE("a set that is cut keeps its first images, and so is the smaller herding") {
  const sdkt::exemplar_memory two = after({.capacity = 20}, 2), four = after({.capacity = 20}, 4);
  for (std::size_t task = 0; task < 2; ++task) CHECK(four.sets[task] == first_of(two.sets[task], 5));
  CHECK(four.sets[1] == sdkt::extension::herd(four_tasks[1].features_NE, 5));
}

TEST_CASE("only the first herd_from images are looked at") {
  const sdkt::exemplar_memory memory = after({.capacity = 20, .herd_from = 12}, 2);
  CHECK(memory.sets[1] == sdkt::extension::herd(four_tasks[1].features_NE.narrow(0, 0, 12), 10));
  CHECK(sizes_of(after({.capacity = 60, .herd_from = 12}, 2)) == std::vector<std::size_t>{30, 12});
}

TEST_CASE("on the first task nobody guides") {
  image_lists lists{four_tasks, 0};
  lists.reference = {&four_tasks[3].images, &four_tasks[3].prompts};
  sdkt::exemplar_memory memory;
  memory.on_task_begin(lists.begin);
  CHECK(lists.reference.samples == nullptr);
  CHECK(lists.reference.texts == nullptr);
}

TEST_CASE("later tasks are guided by the exemplars of all earlier ones, in stored order, with their labels") {
  sdkt::exemplar_memory memory = after({.capacity = 12}, 3);
  image_lists lists{four_tasks, 3};
  lists.reference = {&four_tasks[3].images, &four_tasks[3].prompts};
  memory.on_task_begin(lists.begin);
  REQUIRE(lists.reference.samples != nullptr);
  CHECK(!lists.reference.is_shuffled);
  CHECK(lists.reference.texts == nullptr);
  std::vector<std::string> paths;
  std::vector<std::int64_t> labels;
  for (std::size_t task = 0; task < 3; ++task) {
    for (const std::int64_t index : memory.sets[task]) {
      paths.push_back(four_tasks[task].name + std::to_string(index));
      labels.push_back(index % 3);
    }
  }
  CHECK(paths.size() == 12);
  CHECK(paths_of(*lists.reference.samples) == paths);
  for (std::size_t i = 0; i < 12; ++i) CHECK((*lists.reference.samples)[i].label == labels[i]);
  // The task's own lists are left alone.
  CHECK(paths_of(lists.samples) == paths_of(four_tasks[3].images));
  CHECK(lists.class_names == four_tasks[3].class_names);
}

TEST_CASE("a memory that is stored and restored goes on as if nothing had happened, from fp32 too") {
  for (std::size_t interrupted = 1; interrupted < 4; ++interrupted) {
    sdkt::exemplar_memory before = after({.capacity = 20}, interrupted);
    auto checkpoint = stored(before);
    for (auto& [name, tensor] : checkpoint.first) tensor = tensor.to(at::kFloat);
    sdkt::exemplar_memory later = restored(sdkt::exemplar_memory{.capacity = 20}, checkpoint);
    CHECK(later.sets == before.sets);
    for (std::size_t task = interrupted; task < 4; ++task) {
      image_lists lists{four_tasks, task};
      later.on_task_begin(lists.begin);
      // Inside the task, too: the reference is made again at the begin that a new process tells.
      const auto inside = stored(later);
      sdkt::exemplar_memory again = restored(sdkt::exemplar_memory{.capacity = 20}, inside);
      image_lists fresh{four_tasks, task};
      again.on_task_begin(fresh.begin);
      CHECK(paths_of(*fresh.reference.samples) == paths_of(*lists.reference.samples));
      later = std::move(again);
      later.on_task_end(lists.end(four_tasks[task]));
    }
    CHECK(later.sets == after({.capacity = 20}, 4).sets);
  }
}

TEST_CASE("exemplars that the tasks do not have are refused") {
  sdkt::exemplar_memory memory{.sets = {{0}, {24}, {7}}};
  image_lists lists{four_tasks, 3};
  CHECK(sentence_of<sdkt::data_error>([&] { memory.on_task_begin(lists.begin); }) ==
        "exemplars: one is image 7 of task 3, which has 7 images; resume a run with the tasks that it was "
        "started with");
  memory.sets = {{0}, {0}, {0}, {0}};
  CHECK(sentence_of<sdkt::data_error>([&] { memory.on_task_begin(lists.begin); }) ==
        "exemplars: one is image 0 of task 4, which has 0 images; resume a run with the tasks that it was "
        "started with");
}

TEST_CASE("a run without a reference has no place for exemplars") {
  image_lists lists{four_tasks, 0};
  lists.begin.reference = nullptr;
  sdkt::exemplar_memory memory;
  CHECK(sentence_of<sdkt::setting_error>([&] { memory.on_task_begin(lists.begin); }) ==
        "exemplar_memory: this run has no reference for the exemplars to replace; use it in a composition "
        "with a teacher");
}

TEST_CASE("unguided_tasks takes the reference from the first tasks and from no other") {
  for (const std::int64_t count : {0, 1, 3}) {
    const sdkt::unguided_tasks extension{.count = count};
    for (std::size_t task = 0; task < 4; ++task) {
      image_lists lists{four_tasks, task};
      lists.reference = {&four_tasks[3].images, &four_tasks[3].prompts, false};
      extension.on_task_begin(lists.begin);
      CHECK((lists.reference.samples == nullptr) == (lists.begin.task < count));
      CHECK(!lists.reference.is_shuffled);
      CHECK(lists.samples.size() == four_tasks[task].images.size());
    }
  }
  image_lists lists{four_tasks, 0};
  lists.begin.reference = nullptr;
  CHECK_NOTHROW(sdkt::unguided_tasks{}.on_task_begin(lists.begin));
}
