// SPDX-License-Identifier: MIT
//
// Runs in pieces: stopped wherever they can be stopped, and continued each time.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/small_run.hpp"
#include "../../support/temporary_folder.hpp"
#include <sdkt/presets.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/record/record_json.hpp>

namespace sdkt_test {

/// Everything in a record but the seconds, as text.
inline std::string text_of(sdkt::run_record record) {
  for (auto& step : record.steps) step.seconds = 0;
  return sdkt::record::steps_lines(record) + sdkt::record::accuracy_csv(record, record.accuracy) +
         sdkt::record::accuracy_csv(record, record.accuracy_union) + sdkt::record::distance_csv(record) +
         sdkt::record::predictions_csv(record) + sdkt::record::selection_csv(record) +
         sdkt::record::samples_json(record);
}

/// Images and texts apart.
inline auto texts() {
  return sdkt::with_texts(small_pool(), {"a photo of a cat", "seven", "a red circle", "grass"});
}

/// Asks a run to stop at the n-th chance outside or inside of extensions' passes, which begin again when they
/// are stopped.
inline sdkt::run_observer stopping_at(int n, bool in_passes = false) {
  using phase = sdkt::run_progress::phase;
  sdkt::run_observer observer;
  const auto now = std::make_shared<phase>(phase::evaluating);
  observer.on_progress = [now](const sdkt::run_progress& progress) { *now = progress.now; };
  observer.wants_stop = [=, left = std::make_shared<int>(n)] {
    return (*now == phase::looking_back) == in_passes && --*left <= 0;
  };
  return observer;
}

/// Runs until the end in as many pieces as there are chances to stop, `each` of them at a time. Returns how
/// many pieces there were.
template <class Trainer, class Reference>
int in_pieces(const Trainer& trainer, const Reference& reference, int each, sdkt::run_record& record,
              at::Tensor& weights) {
  for (int pieces = 1; pieces < 200; ++pieces) {
    try {
      auto result = trainer.run(small_tasks(), reference, stopping_at(each));
      record = result.record;
      weights = result.model.weights();
      return pieces;
    } catch (const sdkt::run_stopped&) {
    }
  }
  return 0;
}

/// Checks that pieces of one chance, and of a few, add up to the whole.
template <class Trainer, class Reference>
void check_pieces(Trainer trainer, const Reference& reference) {
  INFO(trainer.method);
  trainer = small(std::move(trainer));
  trainer.options.save_predictions = true;
  trainer.options.log_interval = 2;
  const auto whole = trainer.run(small_tasks(), reference);
  int chances = 0;
  for (const int each : {1, 4}) {
    INFO("stopped at every chance number " << each);
    temporary_folder scratch;
    trainer.options.checkpoints = {.folder = scratch / "run/checkpoint", .seconds = 1e8, .resume = true};
    sdkt::run_record record;
    at::Tensor weights;
    const int pieces = in_pieces(trainer, reference, each, record, weights);
    if (each == 1) chances = pieces - 1;
    CHECK(chances >= 12);  // 6 steps, and at least two batches a stage
    CHECK(pieces == chances / each + 1);
    CHECK(text_of(record) == text_of(whole.record));
    CHECK((weights.defined() && at::equal(weights, whole.model.weights())));
  }
}

}  // namespace sdkt_test
