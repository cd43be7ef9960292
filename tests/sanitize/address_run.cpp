// SPDX-License-Identifier: MIT
//
// A small run of Select and Distill under the address and undefined-behaviour sanitisers: decoding, training,
// evaluation, a checkpoint after every step, an interruption, the folder and the report.

#include <cstdio>
#include <exception>
#include <memory>

#include <ATen/ops/equal.h>

#include "../support/small_run.hpp"
#include "../support/temporary_folder.hpp"
#include <sdkt/presets/select_and_distill.hpp>

int main() {
  using namespace sdkt_test;
  try {
    const temporary_folder scratch;
    auto trainer = small(sdkt::presets::snd(mini_model()));
    trainer.options.save_predictions = true;
    const auto whole = trainer.run(small_tasks(), small_pool());
    trainer.options.checkpoints = {.folder = scratch / "run/checkpoint", .seconds = 0, .resume = true};
    sdkt::run_observer observer;
    observer.wants_stop = [left = std::make_shared<int>(9)] { return --*left == 0; };
    try {
      static_cast<void>(trainer.run(small_tasks(), small_pool(), observer));
      std::puts("the run was not stopped");
      return 1;
    } catch (const sdkt::run_stopped& stopped) {
      std::puts(stopped.what());
    }
    const auto parted = trainer.run(small_tasks(), small_pool());
    parted.save(scratch / "saved");
    const bool is_same = at::equal(parted.model.weights(), whole.model.weights());
    std::puts(is_same ? "the same bits" : "other bits");
    return is_same ? 0 : 1;
  } catch (const std::exception& problem) {
    std::puts(problem.what());
    return 1;
  }
}
