// SPDX-License-Identifier: MIT
//
// Other image-text pairs in each task.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/reference/reference_pairs.hpp>
#include <sdkt/stream/shared_vector.hpp>

namespace sdkt {

/// One set of pairs per task, in training order. Satisfies ReferenceSource; copies share the sets.
///
/// samples() and texts() are those of the first set, so that distances to the pre-trained model are measured
/// on the same images throughout a run. Without sets they are empty.
///
/// Errors: data_error before the first step if there are fewer sets than tasks. More sets are not an error.
/// Source: Wu et al., Synthetic Data is an Elegant GIFT for Continual Vision-Language Models (CVPR 2025).
/// Example: sdkt::task_pairs{{sdkt::load_pairs("first.tar"), sdkt::load_pairs("second.tar")}}
class task_pairs {
 public:
  static constexpr bool has_texts = true;
  static constexpr bool has_pairs = true;

  explicit task_pairs(std::vector<reference_pairs> sets) : sets_{std::move(sets)} {}

  /// The number of sets.
  std::size_t size() const noexcept { return sets_->size(); }

  const std::vector<sample>& samples() const& noexcept;
  const std::vector<std::string>& texts() const& noexcept;
  /// Copies of a temporary's lists.
  std::vector<sample> samples() && { return std::as_const(*this).samples(); }
  std::vector<std::string> texts() && { return std::as_const(*this).texts(); }

  void check_tasks(std::size_t count) const;

  task_reference for_task(const task_begin& begin) const;

 private:
  detail::shared_vector<reference_pairs> sets_;
};

static_assert(ReferenceSource<task_pairs> && compose::has_paired_texts<task_pairs>);

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/reference/impl/task_pairs.ipp>
#endif
