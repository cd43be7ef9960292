// SPDX-License-Identifier: MIT
//
// The tasks of a run, and the images that its report shows, as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::detail {

std::string json_array(const std::vector<std::string>& values, std::string (*write)(std::string_view));

}  // namespace sdkt::detail

namespace sdkt::record {

/// tasks.json: the tasks in training order with their class names, and the teachers. The position of a
/// class name is its label in predictions.csv. If tasks share classes, the file also has the positions of
/// their classes in the union.
std::string tasks_json(const run_record& record);

/// samples.json: the images that the report shows, with their JPEG thumbnails in base64.
std::string samples_json(const run_record& record);

}  // namespace sdkt::record

#if SDKT_HAS_DEFINITIONS
#include <sdkt/record/impl/record_json.ipp>
#endif
