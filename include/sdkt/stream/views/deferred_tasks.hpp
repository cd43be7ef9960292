// SPDX-License-Identifier: MIT
//
// A list of tasks that comes into being when it is first looked at: what views that make tasks give.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <gsl/assert>
#include <range/v3/range/concepts.hpp>
#include <range/v3/view/interface.hpp>

#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/loaded_once.hpp>
#include <sdkt/stream/task.hpp>

namespace sdkt {

/// A view of tasks that it owns together with its copies, made on first access: random access, sized, never
/// dangling while one copy lives. To make them is not to load them: each loads when it is looked at.
///
/// Errors: what making them throws, at every access.
class deferred_tasks : public ranges::view_interface<deferred_tasks, ranges::finite> {
 public:
  deferred_tasks() = default;
  explicit deferred_tasks(std::function<std::vector<task>()> make)
      : made_{std::make_shared<detail::loaded_once<std::vector<task>>>(std::move(make))} {}

  const task* begin() const { return made_ ? made_->get().data() : nullptr; }
  const task* end() const { return begin() + size(); }
  std::size_t size() const { return made_ ? made_->get().size() : 0; }
  const task& operator[](std::size_t position) const {
    Expects(position < size());
    return begin()[position];
  }

 private:
  std::shared_ptr<detail::loaded_once<std::vector<task>>> made_;
};

static_assert(TaskStream<deferred_tasks> && TaskStream<const deferred_tasks>);
static_assert(ranges::view_<deferred_tasks> && ranges::random_access_range<const deferred_tasks>);

}  // namespace sdkt
