// SPDX-License-Identifier: MIT
//
// Definitions of check_data.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/run/check_data.hpp>

namespace sdkt::detail {

SDKT_INLINE void check_labels(const std::string& where, const std::vector<sample>& samples,
                              std::size_t num_classes) {
  for (std::size_t entry = 0; entry < samples.size(); ++entry) {
    const std::int64_t label = samples[entry].label;
    if (label >= 0 && label < static_cast<std::int64_t>(num_classes)) continue;
    throw data_error{where + ", entry " + std::to_string(entry),
                     "the label " + std::to_string(label) + " is not one of the " +
                         std::to_string(num_classes) + " classes",
                     "number the labels from 0 in the order of the class names"};
  }
}

}  // namespace sdkt::detail

namespace sdkt {

SDKT_INLINE void check_classes(const std::string& where, std::size_t num_classes, std::size_t num_prompts) {
  if (num_classes == 0) throw data_error{where, "the list of class names is empty", "give it class names"};
  if (num_prompts != num_classes) {
    throw data_error{where,
                     std::to_string(num_prompts) + " prompts for " + std::to_string(num_classes) + " classes",
                     "give one prompt per class"};
  }
}

SDKT_INLINE void check_train_list(const std::string& where, const std::vector<sample>& samples,
                                  std::size_t num_classes) {
  if (samples.empty()) {
    throw data_error{where + ", training images", "the list of images is empty",
                     "add images to the task, or only evaluate it without training"};
  }
  detail::check_labels(where + ", training images", samples, num_classes);
}

}  // namespace sdkt
