// SPDX-License-Identifier: MIT
//
// Definitions of check_data.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/run/check_data.hpp>
#include <sdkt/stream/class_checks.hpp>

namespace sdkt::detail {

SDKT_INLINE void check_labels(const std::string& where, const std::vector<sample>& samples,
                              std::size_t num_classes) {
  for (std::size_t entry = 0; entry < samples.size(); ++entry) {
    expect_label(samples[entry].label, num_classes,
                 [&] { return where + ", entry " + std::to_string(entry); });
  }
}

}  // namespace sdkt::detail

namespace sdkt::run {

SDKT_INLINE void check_classes(const std::string& where, std::size_t num_classes, std::size_t num_prompts) {
  if (num_classes == 0) throw data_error{where, "the list of class names is empty", "give it class names"};
  detail::expect_prompts(where, num_prompts, num_classes);
}

SDKT_INLINE void check_train_list(const std::string& where, const std::vector<sample>& samples,
                                  std::size_t num_classes) {
  if (samples.empty()) {
    throw data_error{where + ", training images", "the list of images is empty",
                     "add images to the task, or only evaluate it without training"};
  }
  detail::check_labels(where + ", training images", samples, num_classes);
}

}  // namespace sdkt::run
