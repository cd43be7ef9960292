// SPDX-License-Identifier: MIT
//
// Tasks of named images with features, for the tests of exemplars.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/linalg_vector_norm.h>

#include "moments.hpp"
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/sample.hpp>

namespace sdkt_test {

/// A task of n images, labelled 0, 1, .., classes - 1, 0, 1, .., with random unit features.
struct image_task {
  std::string name;
  std::int64_t size = 0, classes = 3;
  std::vector<sdkt::sample> images = {};
  std::vector<std::string> class_names = {}, prompts = {};
  at::Tensor features_NE = {};

  image_task(std::string its_name, std::int64_t its_size, std::uint64_t seed)
      : name{std::move(its_name)}, size{its_size} {
    for (std::int64_t i = 0; i < size; ++i) images.push_back({{}, name + std::to_string(i), i % classes});
    for (std::int64_t c = 0; c < classes; ++c) {
      class_names.push_back(name + " class " + std::to_string(c));
      prompts.push_back("a photo of a " + class_names.back() + ".");
    }
    const at::Tensor values = random_numbers({size, 5}, seed).add(0.2);
    features_NE = values.div(at::linalg_vector_norm(values, 2, at::IntArrayRef{1}, /*keepdim=*/true));
  }

  /// The pass of a trainer over lists that begin with this task's images, in batches of 4.
  sdkt::features_pass pass() const {
    return [this](std::int64_t limit, const auto& visit) {
      for (std::int64_t first = 0; first < std::min(limit, size); first += 4) {
        const std::int64_t count = std::min<std::int64_t>(4, std::min(limit, size) - first);
        visit(first, features_NE.narrow(0, first, count).clone());
      }
    };
  }
};

/// What a trainer holds for one task, and an extension may change.
struct image_lists {
  std::vector<sdkt::sample> samples;
  std::vector<std::string> class_names, prompts;
  sdkt::task_reference reference;
  sdkt::task_begin begin;

  image_lists(const std::vector<image_task>& tasks, std::size_t task)
      : samples{tasks[task].images}, class_names{tasks[task].class_names}, prompts{tasks[task].prompts} {
    begin.task = static_cast<std::int64_t>(task);
    begin.samples = &samples;
    begin.own_images = static_cast<std::int64_t>(samples.size());
    begin.class_names = &class_names;
    begin.prompts = &prompts;
    begin.reference = &reference;
    for (std::size_t k = 0; k < task; ++k) begin.earlier.push_back(&tasks[k].images);
  }
  image_lists(const image_lists&) = delete;
  image_lists& operator=(const image_lists&) = delete;

  sdkt::task_end end(const image_task& task) const {
    sdkt::task_end moment;
    moment.task = begin.task;
    moment.samples = &samples;
    moment.own_images = begin.own_images;
    moment.class_names = &class_names;
    moment.features = task.pass();
    return moment;
  }
};

inline const std::vector<image_task> four_tasks{{"a", 40, 1}, {"b", 25, 2}, {"c", 7, 3}, {"d", 30, 4}};

inline std::vector<std::string> paths_of(const std::vector<sdkt::sample>& samples) {
  std::vector<std::string> paths;
  for (const auto& one : samples) paths.push_back(one.path);
  return paths;
}

}  // namespace sdkt_test
