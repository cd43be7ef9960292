// SPDX-License-Identifier: MIT
//
// Checkpoints that sdkt writes, and some whose tables cannot be.
#include <cstdint>

#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>

#include "../../support/bytes.hpp"
#include "seeds.hpp"
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/record/persist_record.hpp>

namespace sdkt_fuzz {

namespace {

std::string written(const sdkt::checkpoints::checkpoint& state) {
  static const input_folder folder;
  const auto path = folder.path() / "seed.safetensors";
  sdkt::checkpoints::write_checkpoint(path, state, {{"method", "\"snd\""}, {"lr", "0.1"}});
  return sdkt_test::read_bytes(path);
}

sdkt::checkpoints::checkpoint small_state() {
  sdkt::run_record record;
  record.tasks = {{"pets", {"cat"}, 10, 2, 3}, {"cars", {"bus"}, 10, 1, 4}};
  record.teacher_names = {"previous", "pretrained"};
  record.steps = {{0, 0, 1e-5, 0.1, 0.2, {0.3, 0.4}, 0.5, 1.5}, {0, 1, 1e-6, 2, 3, {}, {}, 0.25}};
  record.accuracy = {{10, 50}, {{60, 70}}};
  record.distances = {{{0, 0}, {}}, {{0.1, 0.2}, 0.3}};
  record.predictions = {{0, false, 0, "a", 1, 2, 0.5}};
  auto stored = sdkt::archive::storing();
  sdkt::detail::persisted_record part{record, {}};
  stored.part("record", part);
  sdkt::checkpoints::checkpoint state{stored.tensors(), stored.numbers()};
  state.tensors["theta"] = at::zeros({4});
  state.tensors["start"] = at::Tensor{};
  state.numbers["position/step"] = 2;
  return state;
}

}  // namespace

seeds checkpoint_seeds() {
  seeds all{{"whole", written(small_state())}};
  for (const auto& [name, values] : {std::pair{"half_rows", at::zeros({5}, at::kDouble)},
                                     std::pair{"no_counts", at::full({2}, 1e300, at::kDouble)},
                                     std::pair{"of_bytes", at::full({14}, 200, at::kByte)}}) {
    for (const char* table : {"record/steps", "record/num_steps", "record/predictions"}) {
      sdkt::checkpoints::checkpoint state = small_state();
      state.tensors[table] = values;
      all.push_back({std::string{name} + "_in_" + std::string{table}.substr(7), written(state)});
    }
  }
  return all;
}

}  // namespace sdkt_fuzz
