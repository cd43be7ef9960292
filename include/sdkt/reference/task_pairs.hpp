// SPDX-License-Identifier: MIT
//
// Other image-text pairs in every task.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <gsl/assert>

#include <sdkt/base/error.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/reference/own_reference.hpp>
#include <sdkt/reference/reference_pairs.hpp>
#include <sdkt/stream/shared_vector.hpp>

namespace sdkt {

namespace detail {

/// For references that have no texts yet.
inline const std::vector<std::string>& no_texts() {
  static const std::vector<std::string> none;
  return none;
}

}  // namespace detail

/// A set of pairs for every task, by its position in training order. Satisfies ReferenceSource; copies share
/// the sets.
///
/// samples() and texts() are those of the first set, so that distances to the pre-trained model are measured
/// on the same images throughout a run; without any set they are empty.
/// Errors: data_error before the first step where there are fewer sets than tasks; more are no error.
/// Source: Wu et al., Synthetic Data is an Elegant GIFT for Continual Vision-Language Models (CVPR 2025).
/// Example: sdkt::task_pairs{{sdkt::load_pairs("first.tar"), sdkt::load_pairs("second.tar")}}
class task_pairs {
 public:
  static constexpr bool has_texts = true;
  static constexpr bool has_pairs = true;

  explicit task_pairs(std::vector<reference_pairs> sets) : sets_{std::move(sets)} {}

  /// The number of sets.
  std::size_t size() const noexcept { return sets_->size(); }

  const std::vector<sample>& samples() const& noexcept {
    return sets_->empty() ? detail::no_samples() : sets_->front().samples();
  }
  const std::vector<std::string>& texts() const& noexcept {
    return sets_->empty() ? detail::no_texts() : sets_->front().texts();
  }
  /// Copies of a temporary's lists.
  std::vector<sample> samples() && { return std::as_const(*this).samples(); }
  std::vector<std::string> texts() && { return std::as_const(*this).texts(); }

  void check_tasks(std::size_t count) const {
    if (count <= sets_->size()) return;
    throw data_error{"reference",
                     "there are no pairs for task " + std::to_string(sets_->size() + 1) +
                         " in training order: expected at least " + std::to_string(count) +
                         " sets, one a task, got " + std::to_string(sets_->size()),
                     "give a set for every task"};
  }

  task_reference for_task(const task_begin& begin) const {
    Expects(begin.task >= 0);
    const auto position = static_cast<std::size_t>(begin.task);
    check_tasks(position + 1);
    const reference_pairs& set = (*sets_)[position];
    return {.samples = &set.samples(), .texts = &set.texts()};
  }

 private:
  detail::shared_vector<reference_pairs> sets_;
};

static_assert(ReferenceSource<task_pairs> && has_paired_texts<task_pairs>);

}  // namespace sdkt
