// SPDX-License-Identifier: MIT
//
// What a run asks of a device: recordings that fail, memory, waits, and operators that repeat.
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <thread>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/sum.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <catch2/catch_test_macros.hpp>

#include "../support/small_run.hpp"
#include "device.hpp"
#include <sdkt/device/repeatable_operators.hpp>
#include <sdkt/device/upload.hpp>
#include <sdkt/step/step_graphs.hpp>

namespace {

using namespace sdkt_test;

/// Bytes that LibTorch's allocator holds of a device.
std::int64_t reserved_bytes() {
  const auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(0);
  return stats.reserved_bytes[static_cast<std::size_t>(c10::CachingAllocator::StatType::AGGREGATE)].current;
}

/// While it lives, an operator that makes the host wait for the device throws.
class no_waits {
 public:
  no_waits() { set(c10::cuda::SyncDebugMode::L_ERROR); }
  no_waits(const no_waits&) = delete;
  no_waits& operator=(const no_waits&) = delete;
  ~no_waits() { set(c10::cuda::SyncDebugMode::L_DISABLED); }

 private:
  static void set(c10::cuda::SyncDebugMode mode) { c10::cuda::warning_state().set_sync_debug_mode(mode); }
};

/// From the end of one step on to that of another nothing may wait.
struct watched_steps {
  std::int64_t first = 2, last = 102;
  mutable std::shared_ptr<no_waits> watch = {};
  void on_step_end(const sdkt::step_end& end) const {
    if (end.step == first) watch = std::make_shared<no_waits>();
    if (end.step == last) watch.reset();
  }
};

}  // namespace

TEST_CASE("pinned memory that another thread allocates does not spoil a recording", "[cuda][graph]") {
  const side device = on_device();
  const sdkt::step::own_stream_of_device stream{device.device, /*is_wanted=*/true};
  at::Tensor counter = at::full({1 << 20}, 1.0F, at::TensorOptions{}.device(device.device));
  counter.add_(0);  // its kernel is loaded before the recording
  bool has_pinned = false;
  const auto recorded = device.kernels.record([&] {
    counter.add_(1);
    std::thread other{[&] {  // of a size that no cache has
      const auto options = at::TensorOptions{}.dtype(at::kByte).pinned_memory(true);
      has_pinned = at::empty({(std::int64_t{1} << 26) + 12345}, options).is_pinned();
    }};
    other.join();
    counter.mul_(2);
  });
  CHECK(has_pinned);
  recorded->replay();
  recorded->replay();
  CHECK(counter.min().item<float>() == 10.0F);  // ((1 + 1) * 2 + 1) * 2
  CHECK(counter.max().item<float>() == 10.0F);
}

TEST_CASE("after a recording that failed, memory goes back and steps go on as they are called",
          "[cuda][graph]") {
  const side device = on_device();
  const sdkt::step::own_stream_of_device stream{device.device, /*is_wanted=*/true};
  const sdkt::device::upload to_device{device.device};
  double seen = 0;
  sdkt::step::step_graphs steps{&device.kernels, [&](const sdkt::batch::training_batch& batch) {
                                  const at::Tensor sum = batch.pixels.sum();
                                  seen = sum.item<double>();  // the host waits, which cannot be recorded
                                  return sdkt::step::step_terms{.loss = sum, .cross_entropy = sum};
                                }};
  const auto make = [&](float value) {
    const at::Tensor pixels = to_device(at::full({1 << 22}, value));
    steps({pixels, to_device(at::ones({4}, at::kLong)), {}, {}});
    CHECK(seen == value * (1 << 22));
  };
  for (int step = 0; step < 10; ++step) make(1.0F);  // the third fails to be recorded
  CHECK_FALSE(steps.are_recorded());
  const std::int64_t before = reserved_bytes();
  for (int step = 0; step < 50; ++step) make(2.0F);
  CHECK(reserved_bytes() <= before);
  c10::cuda::CUDACachingAllocator::emptyCache();  // which asserts that no capture is under way
  const auto recorded =
      device.kernels.record([&] { at::ones({4}, at::TensorOptions{}.device(device.device)); });
  recorded->replay();
}

TEST_CASE("a hundred steps make the host wait for nothing", "[cuda][sync]") {
  device_or_skip();
  for (const auto precision : {sdkt::precision::fp32, sdkt::precision::bf16}) {
    auto trainer = small(sdkt::trainer{mini_model(), sdkt::dual_teacher{}, sdkt::distance_sigmoid{},
                                       sdkt::feature_distance{}, watched_steps{}});
    trainer.options.steps = 110;
    trainer.options.log_interval = 1000;
    trainer.options.precision = precision;
    trainer.options.device = sdkt::compute_device::cuda;
    CHECK(trainer.run(small_tasks(), small_pool()).record.steps.size() == 220);
  }
}

TEST_CASE("what waits is found by that test", "[cuda][sync]") {
  const side device = on_device();
  const at::Tensor one = at::ones({}, at::TensorOptions{}.device(device.device));
  const no_waits watch;
  CHECK_THROWS_AS(one.item<float>(), std::exception);
}

TEST_CASE("attention over more than two blocks of keys repeats bit for bit where that is asked for",
          "[cuda]") {
  const side device = on_device();
  const sdkt::device::repeatable_operators operators{true, device.device};
  for (const auto type : {at::kBFloat16, at::kFloat}) {
    for (const std::int64_t positions : {17, 197, 257, 577}) {
      CAPTURE(positions);
      std::vector<at::Tensor> inputs;
      for (int part = 0; part < 3; ++part)
        inputs.push_back(at::randn({2, 12, positions, 64}).to(device.device, type).requires_grad_());
      const auto gradients = [&] {
        const at::AutoGradMode enabled{true};
        for (at::Tensor& input : inputs) input.mutable_grad() = at::Tensor{};
        at::scaled_dot_product_attention(inputs[0], inputs[1], inputs[2]).square().sum().backward();
        return std::vector<at::Tensor>{inputs[0].grad(), inputs[1].grad(), inputs[2].grad()};
      };
      const auto first = gradients();
      for (int time = 0; time < 5; ++time) {
        const auto again = gradients();
        for (std::size_t part = 0; part < 3; ++part) CHECK(at::equal(first[part], again[part]));
      }
    }
  }
}
