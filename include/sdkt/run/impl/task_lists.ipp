// SPDX-License-Identifier: MIT
//
// Definitions of task_lists.hpp.
#pragma once

#include <cstdint>
#include <string>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/run/check_data.hpp>
#include <sdkt/run/task_lists.hpp>

namespace sdkt::run {

SDKT_INLINE void task_lists::check(const std::string& task_name, bool is_own_batch) const {
  if (is_own_batch && reference.samples != nullptr && reference.samples != &samples) {
    throw setting_error{"reference",
                        "an extension provides images, but the reference is the task's own batch",
                        "use sdkt::from_extension{} instead of sdkt::own_images{}"};
  }
  const std::string where = "task " + task_name + ", as changed by extensions";
  check_classes(where, class_names.size(), prompts.size());
  check_train_list(where, samples, class_names.size());
}

}  // namespace sdkt::run
