// SPDX-License-Identifier: MIT
//
// The movement of the model: mean distance of its image features to those of the pre-trained model.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::report {

/// A chart and a table over the stages: tasks trained so far, tasks not yet trained, reference images.
std::string distances(const run_record& record);

}  // namespace sdkt::report

#if SDKT_HAS_DEFINITIONS
#include <sdkt/report/run/impl/distances.ipp>
#endif
