// SPDX-License-Identifier: MIT
//
// A run of seconds: the embedded model, two tasks of 64 training and 40 test images, and 60 reference images.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "sentence_of.hpp"
#include <sdkt/trainer.hpp>

namespace sdkt_test {

inline const std::filesystem::path mini = std::filesystem::path{SDKT_SOURCE_DIR} / "examples" / "mini";

inline const sdkt::clip::model& mini_model() {
  static const sdkt::clip::model model = sdkt::clip::load(mini / "model");
  return model;
}

inline sdkt::task small_task(const std::string& name) {
  const sdkt::task_list whole = sdkt::load_tasks({mini / "tasks" / (name + ".json")});
  const auto first = [](const std::vector<sdkt::sample>& samples, std::ptrdiff_t count) {
    return std::vector<sdkt::sample>{samples.begin(), samples.begin() + count};
  };
  sdkt::task_contents contents;
  contents.name = name;
  contents.class_names = whole[0].class_names();
  contents.train = first(whole[0].train(), 64);
  contents.test = first(whole[0].test(), 40);
  return sdkt::task{std::move(contents)};
}

inline const std::vector<sdkt::task>& small_tasks() {
  static const std::vector<sdkt::task> tasks{small_task("digits"), small_task("shapes")};
  return tasks;
}

inline sdkt::reference_set small_pool() {
  return sdkt::load_reference(mini / "tasks" / "reference.json", {.size = 60});
}

constexpr std::int64_t num_steps = 3;

/// Settings of a small run.
template <class Trainer>
Trainer small(Trainer trainer) {
  trainer.options.steps = num_steps;
  trainer.options.batch_size = 16;
  trainer.options.reference_batch_size = 24;
  trainer.options.learning_rate = 3e-4;
  trainer.options.device = sdkt::compute_device::cpu;
  return trainer;
}

/// Whether two runs measured the same, all but the seconds.
inline bool same_steps(const sdkt::run_record& left, const sdkt::run_record& right) {
  if (left.steps.size() != right.steps.size()) return false;
  for (std::size_t row = 0; row < left.steps.size(); ++row) {
    const auto& a = left.steps[row];
    const auto& b = right.steps[row];
    if (a.task != b.task || a.step != b.step || a.learning_rate != b.learning_rate || a.loss != b.loss ||
        a.cross_entropy != b.cross_entropy || a.distillation != b.distillation ||
        a.mean_selection != b.mean_selection) {
      return false;
    }
  }
  return true;
}

inline bool same_accuracies(const sdkt::run_record& left, const sdkt::run_record& right) {
  return left.accuracy.zero_shot == right.accuracy.zero_shot &&
         left.accuracy.trained == right.accuracy.trained &&
         left.accuracy_union.zero_shot == right.accuracy_union.zero_shot &&
         left.accuracy_union.trained == right.accuracy_union.trained;
}

}  // namespace sdkt_test
