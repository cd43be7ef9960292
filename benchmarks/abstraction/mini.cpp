// SPDX-License-Identifier: MIT
//
// The comparison over the embedded CLIP and its images.

#include <filesystem>

#include "comparison.hpp"
#include "composed.hpp"
#include "hand_written.hpp"
#include <sdkt/clip/load.hpp>
#include <sdkt/dataset/load_tasks.hpp>
#include <sdkt/stream/task_list.hpp>

namespace abstraction {

namespace {

/// Two tasks of the benchmark with few test images.
std::vector<sdkt::task> mini_tasks(const std::filesystem::path& folder) {
  std::vector<sdkt::task> tasks;
  for (const sdkt::task& whole : sdkt::load_tasks({folder / "digits.json", folder / "shapes.json"})) {
    sdkt::task_contents contents;
    contents.name = whole.name();
    contents.class_names = whole.class_names();
    contents.train.assign(whole.train().begin(), whole.train().begin() + 96);
    contents.test.assign(whole.test().begin(), whole.test().begin() + 8);
    tasks.emplace_back(std::move(contents));
  }
  return tasks;
}

template <bool Distils>
comparison compare_mini(std::string method) {
  const std::filesystem::path folder = std::filesystem::path{SDKT_MINI_DIR} / "tasks";
  const sdkt::clip::model model = sdkt::clip::load(std::filesystem::path{SDKT_MINI_DIR} / "model");
  const std::vector<sdkt::task> tasks = mini_tasks(folder);
  const sdkt::reference_set pool = sdkt::load_reference(folder / "reference.json", {.size = 128});
  return {
      "mini", std::move(method),
      [=](std::int64_t steps) { return run_composed<Distils>(model, tasks, pool, compared_options(steps)); },
      [=](std::int64_t steps) { return run_by_hand<Distils>(model, tasks, pool, compared_options(steps)); }};
}

}  // namespace

std::vector<comparison> mini_comparisons() {
  return {compare_mini<false>("finetune"), compare_mini<true>("snd")};
}

}  // namespace abstraction
