// SPDX-License-Identifier: MIT
//
// Definitions of evaluator.hpp.
#pragma once

#include <cstdint>
#include <utility>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/image_loading.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/evaluate/evaluator.hpp>
#include <sdkt/options/options.hpp>

namespace sdkt::evaluate {

SDKT_INLINE evaluation_options evaluation_of(const trainer_options& options, bool text_tower_trains,
                                             distributed::processes group) {
  const std::int64_t batch_size = batch::evaluation_batch_of(options);
  return {.batch_size = batch_size,
          .loading = batch::loading_of(options, batch_size),
          .keep_predictions = options.save_predictions,
          .text_tower_trains = text_tower_trains,
          .group = std::move(group)};
}

}  // namespace sdkt::evaluate
