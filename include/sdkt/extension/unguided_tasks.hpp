// SPDX-License-Identifier: MIT
//
// The first tasks are trained without teachers.
#pragma once

#include <cstdint>
#include <string_view>

#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/extension.hpp>

namespace sdkt {

/// Removes the reference images of the first `count` tasks, so that nobody guides these tasks.
///
/// For methods whose first task is plain fine-tuning, such as ZAF.
///
/// Errors: setting_error before the first task if the count is negative.
struct unguided_tasks {
  std::int64_t count = 1;

  static constexpr std::string_view name = "unguided_tasks";

  void check() const { detail::require_at_least("unguided_tasks", count, 0); }

  void on_task_begin(const task_begin& begin) const {
    if (begin.task < count && begin.reference != nullptr) begin.reference->samples = nullptr;
  }

  void describe(setting_list& settings) const { settings.set("unguided_tasks", count); }
};

static_assert(Extension<unguided_tasks>);

}  // namespace sdkt
