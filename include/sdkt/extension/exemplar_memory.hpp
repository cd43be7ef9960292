// SPDX-License-Identifier: MIT
//
// Images of earlier tasks, used as the reference set.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/setting_range.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/concepts/extension.hpp>
#include <sdkt/extension/herding.hpp>
#include <sdkt/extension/persist_lists.hpp>

namespace sdkt {

namespace detail {

/// One image of an earlier task.
///
/// Errors: data_error if the task's list has no such image, because it is not the list from which the image
/// was chosen.
inline const sample& exemplar_at(const task_begin& begin, std::size_t task, std::int64_t index) {
  const bool has_task = task < begin.earlier.size() && begin.earlier[task] != nullptr;
  const std::size_t size = has_task ? begin.earlier[task]->size() : 0;
  if (index < 0 || static_cast<std::uint64_t>(index) >= size) {
    throw data_error{"exemplars",
                     "one is image " + std::to_string(index) + " of task " + std::to_string(task + 1) +
                         ", which has " + std::to_string(size) + " images",
                     "resume a run with the tasks that it was started with"};
  }
  return (*begin.earlier[task])[static_cast<std::size_t>(index)];
}

}  // namespace detail

/// The reference of a task is the exemplars of all earlier tasks, in stored order, repeatedly. The first task
/// has none, so nobody guides it. After task t every set of exemplars is cut to its first floor(capacity / t)
/// images, and the new set gets at most as many.
///
/// The exemplars of a task are herded over all its classes together, from its first herd_from images, with
/// the features of the model just trained. Those of the first task are simply its first images unless
/// herds_first is set. Exemplars keep their labels. Images added by other extensions are never chosen.
///
/// Result: at most `capacity` images.
/// Cost: a forward pass over up to herd_from images at a task's end, and a herding of them.
/// Memory: only the indices of the images are stored.
/// Errors: setting_error before the first task if capacity or herd_from is below 1, and at a task's start if there is no
/// reference.
/// Source: iCaRL (arXiv 1611.07725) as in ZSCL's code for CLIP (ICCV 2023), with capacity 10,000.
/// Differs: that code gives the new set of task t up to capacity - floor(capacity / t) images.
/// See also: exemplar_replay, whose exemplars are trained on.
struct exemplar_memory {
  std::int64_t capacity = 10000;
  std::int64_t herd_from = 30000;
  bool herds_first = false;

  std::vector<std::vector<std::int64_t>> sets = {};  ///< state: images of each past task, best first
  std::vector<sample> exemplars = {};                ///< of the current task; rebuilt at each task's start

  static constexpr std::string_view name = "exemplar_memory";

  void check() const {
    detail::require_at_least("exemplar_memory_capacity", capacity, 1);
    detail::require_at_least("exemplar_memory_herd_from", herd_from, 1);
  }

  void on_task_begin(const task_begin& begin) {
    if (begin.reference == nullptr) {
      throw setting_error{"exemplar_memory", "this run has no reference for the exemplars to replace",
                          "use it in a composition with a teacher"};
    }
    exemplars.clear();
    for (std::size_t task = 0; task < sets.size(); ++task) {
      for (const std::int64_t index : sets[task])
        exemplars.push_back(detail::exemplar_at(begin, task, index));
    }
    *begin.reference = {};
    begin.reference->is_shuffled = false;
    if (!exemplars.empty()) begin.reference->samples = &exemplars;
  }

  void on_task_end(const task_end& end) {
    const bool is_first = sets.empty();
    const std::int64_t share = capacity / static_cast<std::int64_t>(sets.size() + 1);
    for (auto& set : sets) {
      set.resize(std::min(set.size(), static_cast<std::size_t>(share)));
    }
    sets.emplace_back();
    if (is_first && !herds_first) {
      sets.back().resize(static_cast<std::size_t>(std::min(end.own_images, share)));
      std::iota(sets.back().begin(), sets.back().end(), std::int64_t{0});
    } else if (share > 0) {
      sets.back() = extension::herd(detail::features_of(end, std::min(herd_from, end.own_images)), share);
    }
  }

  void describe(setting_list& settings) const {
    settings.set("exemplar_memory_capacity", capacity);
    settings.set("exemplar_memory_herd_from", herd_from);
    settings.set("exemplar_memory_herds_first", herds_first);
  }
  void persist(archive& state) { detail::persist_list(state, "sets", sets); }
};

static_assert(Extension<exemplar_memory>);

}  // namespace sdkt
