// SPDX-License-Identifier: MIT
//
// A list of tasks that is made on first access: the result of views that make tasks.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include <range/v3/range/concepts.hpp>
#include <range/v3/view/interface.hpp>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/loaded_once.hpp>
#include <sdkt/stream/task.hpp>

namespace sdkt::stream {

/// A view of tasks that are made on first access and whose ownership its copies share: random access, sized,
/// valid as long as one copy exists. Making the tasks does not load them; each task loads on its own first
/// access.
///
/// Errors: those of making the tasks, at every access.
class deferred_tasks : public ranges::view_interface<deferred_tasks, ranges::finite> {
 public:
  deferred_tasks() = default;
  explicit deferred_tasks(std::function<std::vector<task>()> make);

  const task* begin() const { return made_ ? made_->get().data() : nullptr; }
  const task* end() const { return begin() + size(); }
  std::size_t size() const { return made_ ? made_->get().size() : 0; }
  const task& operator[](std::size_t position) const;

 private:
  std::shared_ptr<detail::loaded_once<std::vector<task>>> made_;
};

static_assert(TaskStream<deferred_tasks> && TaskStream<const deferred_tasks>);
static_assert(ranges::view_<deferred_tasks> && ranges::random_access_range<const deferred_tasks>);

}  // namespace sdkt::stream

#if SDKT_HAS_DEFINITIONS
#include <sdkt/stream/views/impl/deferred_tasks.ipp>
#endif
