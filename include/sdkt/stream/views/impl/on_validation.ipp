// SPDX-License-Identifier: MIT
//
// Definitions of on_validation.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/views/on_validation.hpp>
#include <sdkt/stream/views/task_parts.hpp>

namespace sdkt::detail {

SDKT_INLINE void hold_out(std::vector<sample>& train, std::vector<sample>& held_out, std::size_t num_classes,
                          double fraction, std::uint64_t seed, const std::string& task_name) {
  std::vector<std::vector<std::size_t>> entries(num_classes);
  for (std::size_t entry = 0; entry < train.size(); ++entry) {
    entries[static_cast<std::size_t>(train[entry].label)].push_back(entry);
  }
  std::vector<bool> is_held_out(train.size(), false);
  for (std::size_t label = 0; label < num_classes; ++label) {
    const std::vector<std::size_t>& own = entries[label];
    if (own.size() < 2) continue;
    const auto share = static_cast<std::size_t>(std::llround(fraction * static_cast<double>(own.size())));
    const std::size_t count = std::clamp(share, std::size_t{1}, own.size() - 1);
    const auto order = random_permutation(static_cast<std::uint32_t>(own.size()),
                                          key_of(view_draw::validation_images, seed, task_name, label));
    for (std::size_t place = 0; place < count; ++place) is_held_out[own[order[place]]] = true;
  }
  std::vector<sample> kept;
  for (std::size_t entry = 0; entry < train.size(); ++entry) {
    (is_held_out[entry] ? held_out : kept).push_back(train[entry]);
  }
  train = std::move(kept);
}

SDKT_INLINE void test_on_validation(task_contents& contents, std::optional<double> fraction,
                                    std::uint64_t seed) {
  if (contents.tests_on_validation) return;
  if (contents.validation.empty() && fraction) {
    hold_out(contents.train, contents.validation, contents.class_names.size(), *fraction, seed,
             contents.name);
  }
  if (contents.validation.empty()) {
    throw data_error{"task " + contents.name,
                     fraction ? "no class has two training images of which one could validate"
                              : "it has no validation images to be evaluated on",
                     fraction ? "add training images, or a list of validation images"
                              : "add a list \"val\", or hold out training images with --val-fraction "
                                "(views::on_validation)"};
  }
  contents.test = std::move(contents.validation);
  contents.validation.clear();
  contents.tests_on_validation = true;
}

}  // namespace sdkt::detail
