// SPDX-License-Identifier: MIT
//
// Runs on the device: they measure what runs on the CPU measure, and are repeated bit for bit.
#include <cmath>
#include <cstddef>
#include <string>

#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>

#include "../support/small_run.hpp"
#include "device.hpp"
#include <sdkt/presets.hpp>

namespace {

using namespace sdkt_test;

template <class Trainer, class Reference>
auto run_on(Trainer trainer, const Reference& reference, sdkt::compute_device device) {
  trainer = small(std::move(trainer));
  trainer.options.steps = 10;
  trainer.options.device = device;
  return trainer.run(small_tasks(), reference);
}

template <class Trainer, class Reference>
void check_same(const Trainer& trainer, const Reference& reference) {
  INFO(trainer.method);
  device_or_skip();
  const auto device = run_on(trainer, reference, sdkt::compute_device::cuda);
  const auto host = run_on(trainer, reference, sdkt::compute_device::cpu);
  const auto again = run_on(trainer, reference, sdkt::compute_device::cuda);
  REQUIRE(device.record.steps.size() == host.record.steps.size());
  for (std::size_t row = 0; row < host.record.steps.size(); ++row)
    CHECK(std::abs(device.record.steps[row].loss - host.record.steps[row].loss) <
          1e-3 * (1 + host.record.steps[row].loss));
  for (std::size_t stage = 0; stage < host.record.accuracy.trained.size(); ++stage) {
    for (std::size_t task = 0; task < host.record.accuracy.trained[stage].size(); ++task)
      CHECK(std::abs(device.record.accuracy.trained[stage][task] -
                     host.record.accuracy.trained[stage][task]) <= 5.0);  // 2 of 40 images
  }
  CHECK(at::equal(device.model.weights(), again.model.weights()));
}

}  // namespace

TEST_CASE("Select and Distill on the device", "[cuda]") {
  check_same(sdkt::trainer{mini_model()}, small_pool());
}
TEST_CASE("the released program's weights on the device", "[cuda]") {
  check_same(sdkt::presets::snd_released(mini_model()), small_pool());
}
TEST_CASE("fine-tuning on the device", "[cuda]") {
  check_same(sdkt::presets::finetune(mini_model()), sdkt::no_reference{});
}
TEST_CASE("extensions on the device", "[cuda]") {
  check_same(sdkt::presets::ewc(mini_model()), sdkt::no_reference{});
}
TEST_CASE("text towers that train on the device", "[cuda]") {
  check_same(sdkt::presets::lwf(mini_model()), sdkt::own_stream{});
}
TEST_CASE("steps as graphs are the steps as they are called, bit for bit", "[cuda]") {
  device_or_skip();
  for (const auto precision : {sdkt::precision::fp32, sdkt::precision::bf16}) {
    auto trainer = sdkt::trainer{mini_model()};
    trainer.options.precision = precision;
    const auto called = run_on(trainer, small_pool(), sdkt::compute_device::cuda);
    trainer.options.step_graph = true;
    const auto recorded = run_on(trainer, small_pool(), sdkt::compute_device::cuda);
    CHECK(same_steps(called.record, recorded.record));
    CHECK(at::equal(called.model.weights(), recorded.model.weights()));
  }
}
TEST_CASE("bf16 on the device", "[cuda]") {
  auto trainer = sdkt::trainer{mini_model()};
  trainer.options.precision = sdkt::precision::bf16;
  device_or_skip();
  const auto device = run_on(trainer, small_pool(), sdkt::compute_device::cuda);
  const auto host = run_on(trainer, small_pool(), sdkt::compute_device::cpu);
  for (std::size_t row = 0; row < host.record.steps.size(); ++row)
    CHECK(std::abs(device.record.steps[row].loss - host.record.steps[row].loss) <
          0.05 * (1 + host.record.steps[row].loss));
}

TEST_CASE("a repeatable run in bf16 gives the same bytes again", "[cuda]") {
  device_or_skip();
  auto trainer = sdkt::trainer{mini_model()};
  trainer.options.precision = sdkt::precision::bf16;
  trainer.options.repeatable = true;
  const auto first = run_on(trainer, small_pool(), sdkt::compute_device::cuda);
  const auto again = run_on(trainer, small_pool(), sdkt::compute_device::cuda);
  CHECK(same_steps(first.record, again.record));
  CHECK(at::equal(first.model.weights(), again.model.weights()));
}
