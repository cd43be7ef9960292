// SPDX-License-Identifier: MIT
//
// Tasks in training order: the stream that annotation files give, and the start of every pipeline over
// it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include <gsl/assert>
#include <range/v3/view/interface.hpp>
#include <range/v3/view/view.hpp>

#include <sdkt/concepts/task_stream.hpp>
#include <sdkt/stream/annotation.hpp>
#include <sdkt/stream/task.hpp>

namespace sdkt {

/// A view of tasks that owns them together with its copies: random access, sized, cheap to copy, never
/// dangling while one copy lives. A temporary may therefore start a range-v3 pipeline, which a vector may
/// not.
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

/// The list that load_tasks gives.
using task_list = basic_task_list<task>;

static_assert(TaskStream<task_list>);
static_assert(ranges::view_<task_list> && ranges::random_access_range<task_list>);

/// The tasks of annotation files, in the order of the files.
///
/// Every file is read when its task is first looked at; that it exists is checked at once, as is
/// data_root.
/// Errors: file_error for a file or data root that is missing; what is wrong inside one is said when its
/// task is looked at (read_annotation).
/// Example: auto tasks = sdkt::load_tasks({"aircraft.json", "dtd.json"});
inline task_list load_tasks(std::vector<std::filesystem::path> files, task_options options = {}) {
  std::vector<task> tasks;
  tasks.reserve(files.size());
  expect_data_root(options.data_root);
  for (const std::filesystem::path& file : files) expect_file(file);
  for (std::filesystem::path& file : files) {
    tasks.emplace_back([file = std::move(file), options] { return read_annotation(file, options); });
  }
  return task_list{std::move(tasks)};
}

}  // namespace sdkt
