// SPDX-License-Identifier: MIT
//
// The precisions of a run by name, how near bf16 stays to fp32, and TF32 where there is no CUDA device.

#include <cmath>
#include <cstddef>
#include <cstdint>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/ops/bitwise_and.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/rand.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/small_run.hpp"
#include <sdkt/device/repeatable_operators.hpp>
#include <sdkt/presets.hpp>

using namespace sdkt_test;
using Catch::Matchers::WithinAbs;

namespace {

/// The embedded model with weights moved at random by up to 2^-12 of themselves.
///
/// Half-precision weights, as the file has them, hold one in eight half-way between two bf16 numbers. The
/// first step of a run, however small, moves all of those to the side it pulls to, and the loss of the next
/// steps differs by up to a tenth from fp32's (docs/speed.md). Weights that have trained are not of that
/// kind.
sdkt::clip::model off_the_half_grid() {
  const at::Tensor fp16 = mini_model().weights();
  at::Generator generator = at::detail::createCPUGenerator(7);
  const at::Tensor share = at::rand(fp16.sizes(), generator).sub_(0.5).mul_(1.0 / 2048).add_(1);
  return mini_model().with_weights(fp16.mul(share));
}

/// The fraction of values exactly half-way between two bf16 numbers, where rounding to nearest takes the
/// even.
double halfway_to_bf16(const at::Tensor& weights_P) {
  const at::Tensor low_bits = weights_P.view(at::kInt).bitwise_and(0xffff);
  return low_bits.eq(0x8000).to(at::kDouble).mean().item<double>();
}

}  // namespace

TEST_CASE("a run in bf16 stays near fp32", "[train][precision]") {
  const sdkt::clip::model model = off_the_half_grid();
  for (const std::uint64_t seed : {1102U, 1U}) {
    CAPTURE(seed);
    auto trainer = small(sdkt::trainer{model});
    trainer.options.seed = seed;
    const auto whole = trainer.run(small_tasks(), small_pool());
    trainer.options.precision = sdkt::precision::bf16;
    const auto half = trainer.run(small_tasks(), small_pool());
    REQUIRE(half.record.steps.size() == whole.record.steps.size());
    for (std::size_t row = 0; row < half.record.steps.size(); ++row) {
      CAPTURE(row);
      const double expected = whole.record.steps[row].cross_entropy;
      CHECK_THAT(half.record.steps[row].cross_entropy,
                 WithinAbs(expected, (row == 0 ? 0.01 : 0.03) * expected));
      CHECK(std::isfinite(half.record.steps[row].loss));
    }
    CHECK(half.model.weights().scalar_type() == at::kFloat);
  }
}

TEST_CASE("one half-precision weight in eight lies half-way between two bf16 numbers", "[train][precision]") {
  CHECK_THAT(halfway_to_bf16(mini_model().weights()), WithinAbs(1.0 / 8, 0.01));
  CHECK(halfway_to_bf16(off_the_half_grid().weights()) < 0.001);
}

TEST_CASE("the first loss in bf16 is fp32's within a percent, half-precision weights or not",
          "[train][precision]") {
  auto trainer = small(sdkt::trainer{mini_model()});
  trainer.options.steps = 1;
  const auto whole = trainer.run(small_tasks(), small_pool());
  trainer.options.precision = sdkt::precision::bf16;
  const double expected = whole.record.steps[0].cross_entropy;
  CHECK_THAT(trainer.run(small_tasks(), small_pool()).record.steps[0].cross_entropy,
             WithinAbs(expected, 0.01 * expected));
}

TEST_CASE("TF32 is refused on a CPU before anything is computed", "[train][precision]") {
  sdkt::trainer trainer = small(sdkt::trainer{mini_model()});
  trainer.options.precision = sdkt::precision::tf32;
  CHECK(sentence_of([&] { static_cast<void>(trainer.run(small_tasks(), small_pool())); }) ==
        "precision: tf32 needs a CUDA device, but this run is on cpu; use fp32 or bf16");
}

TEST_CASE("LibTorch's TF32 setting is as it was after a run on a CPU", "[train][precision]") {
  const bool before = at::globalContext().allowTF32CuBLAS();
  { const sdkt::device::tf32_products products{sdkt::precision::fp32, c10::Device{c10::DeviceType::CPU}}; }
  CHECK(at::globalContext().allowTF32CuBLAS() == before);
}

TEST_CASE("operators repeat on a device for as long as is wanted, and LibTorch's settings come back",
          "[train][precision]") {
  const c10::Device cuda{c10::DeviceType::CUDA, 0};
  at::Context& context = at::globalContext();
  const auto is_deterministic = [&] { return context.deterministicAlgorithms(); };
  const bool cudnn = context.userEnabledCuDNNSDP(), fills = context.deterministicFillUninitializedMemory();
  CHECK_FALSE(is_deterministic());
  {
    const sdkt::device::repeatable_operators operators{true, cuda};
    CHECK(is_deterministic());
    CHECK_FALSE(context.deterministicAlgorithmsWarnOnly());
    CHECK_FALSE(context.userEnabledCuDNNSDP());
    CHECK_FALSE(context.deterministicFillUninitializedMemory());
  }
  CHECK_FALSE(is_deterministic());
  CHECK(context.userEnabledCuDNNSDP() == cudnn);
  CHECK(context.deterministicFillUninitializedMemory() == fills);
  {
    const sdkt::device::repeatable_operators unwanted{false, cuda};
    const sdkt::device::repeatable_operators on_cpu{true, c10::Device{c10::DeviceType::CPU}};
    CHECK_FALSE(is_deterministic());
  }
}

TEST_CASE("a step runs where operators without a repeatable variant are refused", "[train][precision]") {
  // LibTorch refuses by operator, on every device: what the CPU's step asks for is what a device's asks for.
  sdkt::trainer trainer = small(sdkt::trainer{mini_model()});
  const auto usual = trainer.run(small_tasks(), small_pool());
  const sdkt::device::repeatable_operators operators{true, c10::Device{c10::DeviceType::CUDA, 0}};
  const auto repeatable = trainer.run(small_tasks(), small_pool());
  CHECK(same_steps(usual.record, repeatable.record));
  static_cast<void>(small(sdkt::presets::lwf(mini_model())).run(small_tasks(), sdkt::own_images{}));
}

TEST_CASE("Precisions have the names that options and config.json use", "[train][precision]") {
  CHECK(sdkt::name_of(sdkt::precision::fp32) == "fp32");
  CHECK(sdkt::name_of(sdkt::precision::tf32) == "tf32");
  CHECK(sdkt::name_of(sdkt::precision::bf16) == "bf16");
}
