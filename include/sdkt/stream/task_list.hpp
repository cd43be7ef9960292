// SPDX-License-Identifier: MIT
//
// Tasks in training order: the start of every pipeline over them.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <gsl/assert>
#include <range/v3/view/interface.hpp>
#include <range/v3/view/view.hpp>

#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/task.hpp>

namespace sdkt::stream {

/// A view of tasks that shares ownership of them with its copies: random access, sized, cheap to copy, valid
/// as long as one copy exists. So, unlike a vector, a temporary task list may start a range-v3 pipeline.
template <Task T>
class basic_task_list : public ranges::view_interface<basic_task_list<T>, ranges::finite> {
 public:
  basic_task_list() = default;
  explicit basic_task_list(std::vector<T> tasks)
      : tasks_{std::make_shared<const std::vector<T>>(std::move(tasks))} {}

  const T* begin() const noexcept { return tasks_ ? tasks_->data() : nullptr; }
  const T* end() const noexcept { return begin() + size(); }
  std::size_t size() const noexcept { return tasks_ ? tasks_->size() : 0; }
  const T& operator[](std::size_t position) const {
    Expects(position < size());
    return begin()[position];
  }

 private:
  std::shared_ptr<const std::vector<T>> tasks_;
};

}  // namespace sdkt::stream

namespace sdkt {

/// The result of load_tasks.
using task_list = stream::basic_task_list<task>;

static_assert(TaskStream<task_list>);
static_assert(ranges::view_<task_list> && ranges::random_access_range<task_list>);

}  // namespace sdkt
