// SPDX-License-Identifier: MIT
//
// Definitions of evaluation.hpp.
#pragma once

#include <cstddef>
#include <utility>

#include <sdkt/base/mode.hpp>
#include <sdkt/evaluate/evaluation.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::evaluate {

SDKT_INLINE void add_stage(run_record& record, std::size_t stage, evaluation measured) {
  if (stage == 0) {
    record.accuracy.zero_shot = std::move(measured.accuracy);
    record.accuracy_union.zero_shot = std::move(measured.accuracy_union);
  } else {
    record.accuracy.trained.push_back(std::move(measured.accuracy));
    record.accuracy_union.trained.push_back(std::move(measured.accuracy_union));
  }
  record.distances.push_back(std::move(measured.distances));
  record.samples = std::move(measured.samples);
  for (auto& prediction : measured.predictions) {
    prediction.stage = stage;
    record.predictions.push_back(std::move(prediction));
  }
}

}  // namespace sdkt::evaluate
