// SPDX-License-Identifier: MIT
//
// What the tests of identities share: runs of methods under one protocol, and what makes two runs one.
#pragma once

#include <utility>
#include <vector>

#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/small_run.hpp"
#include <sdkt/presets.hpp>

namespace sdkt_test {

/// A small run without anything of a preset's own protocol.
template <class Trainer>
Trainer alike(Trainer trainer, sdkt::trained_part trains = sdkt::trained_part::image_tower) {
  trainer.options = {};
  trainer.options.trains = trains;
  return small(std::move(trainer));
}

inline std::vector<sdkt::task> first_task() { return {small_tasks()[0]}; }

/// Two results are one, bit for bit: steps, accuracies and weights.
template <class Left, class Right>
void require_one_run(const Left& left, const Right& right) {
  CHECK(same_steps(left.record, right.record));
  CHECK(same_accuracies(left.record, right.record));
  CHECK(at::equal(left.model.weights(), right.model.weights()));
}

}  // namespace sdkt_test
