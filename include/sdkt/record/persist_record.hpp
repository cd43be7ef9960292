// SPDX-License-Identifier: MIT
//
// The measurements of a run in an archive, so that an interrupted run continues with them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::detail {

/// Converts a number of a checkpoint that must be whole and small enough to be exact.
///
/// Errors: format_error if it is not.
std::int64_t whole(double number);

/// Stores or restores numbers as a double tensor [size].
void persist_numbers(archive& state, const std::string& name, std::vector<double>& values);

/// Stores or restores whole numbers up to 2^53 as a double tensor [size].
void persist_numbers(archive& state, const std::string& name, std::vector<std::int64_t>& values);

/// Returns the name of a test image, given its task and its position in the task's list.
using test_path = std::function<std::string(std::size_t task, std::size_t image)>;

/// Stores or restores predictions. Those of one stage and label space are in the order of the tasks' test
/// images, so the names of the images are not stored.
void persist_predictions(archive& state, std::vector<prediction_record>& predictions,
                         const test_path& path_of);

/// Stores or restores everything that a run adds to its record.
void persist_record(archive& state, run_record& record, const test_path& path_of);

/// A record as a part of an archive.
struct persisted_record {
  run_record& record;
  test_path path_of;

  void persist(archive& state) { persist_record(state, record, path_of); }
};

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/record/impl/persist_record.ipp>
#endif
