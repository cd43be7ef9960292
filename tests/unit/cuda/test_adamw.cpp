// SPDX-License-Identifier: MIT
//
// The kernel's CPU twin against LibTorch's fused AdamW, and what it does besides in the same pass.

#include <cstdint>
#include <cstring>
#include <vector>

#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "buffers.hpp"
#include <sdkt/cuda/kernel/adamw.cuh>
#include <sdkt/cuda/twin.hpp>

namespace {

using namespace sdkt_test;

constexpr std::int64_t size = 1'003;
constexpr double rate = 3e-3, decay = 5e-2;

/// The kernel's state, and the same in double for LibTorch.
struct both {
  at::Tensor theta = at::randn({size}, at::kFloat).to(at::kDouble);
  odd_buffer weights{theta}, gradient{size}, first{at::zeros({size})}, second{at::zeros({size})};
  at::Tensor moment1 = at::zeros({size}, at::kDouble), moment2 = at::zeros({size}, at::kDouble);
  at::Tensor count = at::zeros({}, at::kFloat);
  float learning_rate = static_cast<float>(rate), step = 0;
  sdkt::cuda::adamw_call call{};

  both() {
    call.theta = weights.data();
    call.gradient = gradient.data();
    call.first_moment = first.data();
    call.second_moment = second.data();
    call.size = size;
    call.learning_rate = &learning_rate;
    call.step = &step;
    call.weight_decay = static_cast<float>(decay);
  }

  /// Returns the gradient of this step; `more` is added to it for LibTorch alone.
  void update(const at::Tensor& slope, const at::Tensor& more = {}) {
    for (std::int64_t index = 0; index < size; ++index)
      gradient.data()[index] = slope.const_data_ptr<float>()[index];
    step += 1;
    sdkt::cuda::twin::adamw(call);
    count.add_(1);
    const at::Tensor whole = more.defined() ? slope.to(at::kDouble) + more : slope.to(at::kDouble);
    at::_fused_adamw_({theta}, {whole}, {moment1}, {moment2}, {}, {count}, rate, 0.9, 0.999, decay, 1e-8,
                      false, false);
  }
};

}  // namespace

TEST_CASE("the AdamW kernel equals LibTorch's over many steps") {
  both run;
  for (int step = 0; step < 50; ++step) {
    run.update(at::randn({size}, at::kFloat));
    run.learning_rate *= 1;
  }
  CHECK(relative_error(run.weights.tensor({size}), run.theta) < 1e-5);
  CHECK(relative_error(run.first.tensor({size}), run.moment1) < 1e-5);
  CHECK(relative_error(run.second.tensor({size}), run.moment2) < 1e-5);
  CHECK((run.weights.guards_hold() && run.first.guards_hold() && run.second.guards_hold()));
}

TEST_CASE("the shadow is the weight rounded to bfloat16 as LibTorch rounds it") {
  both run;
  std::vector<std::uint16_t> shadow(size, 0xFFFF);
  run.call.shadow = shadow.data();
  run.update(at::randn({size}, at::kFloat));
  const at::Tensor rounded = run.weights.tensor({size}).to(at::kFloat).to(at::kBFloat16);
  CHECK(std::memcmp(shadow.data(), rounded.data_ptr(), size * sizeof(std::uint16_t)) == 0);
}

TEST_CASE("rounding to bfloat16 keeps infinities, ties to even, and what is no number") {
  const auto rounded = [](float value) {
    const std::uint32_t bits = static_cast<std::uint32_t>(sdkt::cuda::to_bf16(value)) << 16U;
    float back = 0;
    std::memcpy(&back, &bits, sizeof back);
    return back;
  };
  CHECK(rounded(1.0F) == 1.0F);
  CHECK(rounded(1.00390625F) == 1.0F);       // halfway between two: the even one
  CHECK(rounded(1.01171875F) == 1.015625F);  // halfway, the even one is above
  CHECK(rounded(-INFINITY) == -INFINITY);
  CHECK(rounded(3.4e38F) == INFINITY);
  CHECK(std::isnan(rounded(NAN)));
}

TEST_CASE("an average follows the weights in the same pass") {
  both run;
  const at::Tensor before = run.theta.clone();
  odd_buffer average{before};
  run.call.average = average.data();
  run.call.average_decay = 0.9F;
  run.update(at::randn({size}, at::kFloat));
  CHECK(relative_error(average.tensor({size}), before * 0.9 + run.theta * 0.1) < 1e-6);
}

TEST_CASE("a pull towards previous weights is part of the gradient") {
  both run;
  const at::Tensor previous_values = at::randn({size}, at::kFloat).to(at::kDouble);
  odd_buffer previous{previous_values};
  run.call.previous = previous.data();
  run.call.pull = 0.25F;
  for (int step = 0; step < 5; ++step)
    run.update(at::randn({size}, at::kFloat), (run.theta - previous_values) * 0.5);
  CHECK(relative_error(run.weights.tensor({size}), run.theta) < 1e-5);
}

TEST_CASE("a gradient that is not a number reaches its own weight and no other") {
  both run;
  at::Tensor slope = at::randn({size}, at::kFloat);
  slope[7] = NAN;
  run.update(slope);
  CHECK(std::isnan(run.weights[7]));
  CHECK((std::isfinite(run.weights[6]) && std::isfinite(run.weights[8])));
}
