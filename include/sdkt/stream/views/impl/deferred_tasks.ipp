// SPDX-License-Identifier: MIT
//
// Definitions of deferred_tasks.hpp.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <gsl/assert>

#include <sdkt/base/mode.hpp>
#include <sdkt/stream/loaded_once.hpp>
#include <sdkt/stream/task.hpp>
#include <sdkt/stream/views/deferred_tasks.hpp>

namespace sdkt::stream {

SDKT_INLINE deferred_tasks::deferred_tasks(std::function<std::vector<task>()> make)
    : made_{std::make_shared<detail::loaded_once<std::vector<task>>>(std::move(make))} {}

SDKT_INLINE const task& deferred_tasks::operator[](std::size_t position) const {
  Expects(position < size());
  return begin()[position];
}

}  // namespace sdkt::stream
