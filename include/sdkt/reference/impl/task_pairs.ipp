// SPDX-License-Identifier: MIT
//
// Definitions of task_pairs.hpp.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <gsl/assert>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/reference/own_reference.hpp>
#include <sdkt/reference/reference_pairs.hpp>
#include <sdkt/reference/task_pairs.hpp>
#include <sdkt/stream/shared_vector.hpp>

namespace sdkt::detail {

/// The empty list, for task_pairs without sets.
SDKT_INLINE const std::vector<std::string>& no_texts() {
  static const std::vector<std::string> none;
  return none;
}

}  // namespace sdkt::detail

namespace sdkt {

SDKT_INLINE const std::vector<sample>& task_pairs::samples() const& noexcept {
  return sets_->empty() ? detail::no_samples() : sets_->front().samples();
}

SDKT_INLINE const std::vector<std::string>& task_pairs::texts() const& noexcept {
  return sets_->empty() ? detail::no_texts() : sets_->front().texts();
}

SDKT_INLINE void task_pairs::check_tasks(std::size_t count) const {
  if (count <= sets_->size()) return;
  throw data_error{"reference",
                   "there are no pairs for task " + std::to_string(sets_->size() + 1) +
                       " in training order: expected at least " + std::to_string(count) +
                       " sets, one per task, got " + std::to_string(sets_->size()),
                   "give a set for every task"};
}

SDKT_INLINE task_reference task_pairs::for_task(const task_begin& begin) const {
  Expects(begin.task >= 0);
  const auto position = static_cast<std::size_t>(begin.task);
  check_tasks(position + 1);
  const reference_pairs& set = (*sets_)[position];
  return {.samples = &set.samples(), .texts = &set.texts()};
}

}  // namespace sdkt
