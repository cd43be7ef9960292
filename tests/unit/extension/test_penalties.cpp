// SPDX-License-Identifier: MIT
//
// The pulls towards a task's start: ZSCL's, the same on every weight, and GIFT's, as the distillation feels
// it.

#include <cmath>
#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "moments.hpp"
#include <sdkt/extension/instant_fisher.hpp>
#include <sdkt/extension/l2_to_start.hpp>

namespace {

using namespace sdkt_test;

/// Three tensors of 5, 64 and 1 weights, and the padding between them.
sdkt::weight_layout three_tensors() {
  sdkt::weight_layout layout;
  layout.add("first", {5});
  layout.add("second", {8, 8});
  layout.add("third", {1});
  return layout;
}

/// A vector over that layout whose padding is 0, as it is in a run.
at::Tensor over(const sdkt::weight_layout& layout, std::uint64_t seed) {
  at::Tensor values = at::zeros({layout.size()}, at::kDouble);
  for (const auto& slice : layout.slices()) {
    values.narrow(0, slice.offset, slice.numel).copy_(random_numbers({slice.numel}, ++seed));
  }
  return values;
}

/// What begins a task over that layout.
struct gift_task {
  sdkt::weight_layout layout = three_tensors();
  sdkt::trained_slices trained{layout, {0, layout.size()}};
  at::Tensor start = over(layout, 1);
  at::Tensor theta = over(layout, 100);

  sdkt::instant_fisher begun(double strength = 1) const {
    sdkt::instant_fisher extension{.strength = strength};
    sdkt::task_begin begin = begin_of(0, start, start);
    begin.trained = &trained;
    extension.on_task_begin(begin);
    return extension;
  }
};

}  // namespace

TEST_CASE("ZSCL's penalty adds 2 strength (theta - start) to the gradient") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const at::Tensor start = random_numbers({50}, seed), theta = random_numbers({50}, seed + 100);
    const at::Tensor gradient = random_numbers({50}, seed + 200);
    sdkt::l2_to_start extension{.strength = 0.25 * static_cast<double>(seed)};
    extension.on_task_begin(begin_of(1, start, random_numbers({50}, 7)));
    const at::Tensor wanted = gradient.add(theta.sub(start), 0.5 * static_cast<double>(seed));
    CHECK(largest_difference(gradient_after(extension, theta, gradient), wanted) < 1e-14);
  }
}

TEST_CASE("ZSCL's penalty has the gradient that finite differences of sum (theta - start)^2 measure") {
  const at::Tensor start = random_numbers({12}, 1), theta = random_numbers({12}, 2);
  sdkt::l2_to_start extension{.strength = 1.7};
  extension.on_task_begin(begin_of(0, start, start));
  const auto value = [&](const at::Tensor& place) {
    return 1.7 * place.sub(start).square().sum().item<double>();
  };
  const at::Tensor gradient = added_gradient(extension, theta);
  for (std::int64_t i = 0; i < 12; ++i) {
    at::Tensor above = theta.clone(), below = theta.clone();
    above.narrow(0, i, 1).add_(1e-5);
    below.narrow(0, i, 1).sub_(1e-5);
    CHECK(std::abs((value(above) - value(below)) / 2e-5 - gradient[i].item<double>()) < 1e-8);
  }
}

TEST_CASE("at the first step of a task both penalties are 0") {
  const at::Tensor start = random_numbers({50}, 1), gradient = random_numbers({50}, 2);
  sdkt::l2_to_start l2;
  l2.on_task_begin(begin_of(3, start, random_numbers({50}, 3)));
  CHECK(at::equal(gradient_after(l2, start, gradient), gradient));

  const gift_task task;
  sdkt::instant_fisher gift = task.begun();
  gift.on_distillation_end({.step = 0, .theta = task.start, .gradient = over(task.layout, 50)});
  CHECK(at::equal(gradient_after(gift, task.start, task.theta), task.theta));
}

TEST_CASE("with strength 0 the L2 and the instant Fisher leave the gradient as it is, bit for bit") {
  at::Tensor gradient = random_numbers({70}, 1);
  gradient.narrow(0, 3, 2).fill_(-0.0);  // adding +0 to -0 would change its sign
  sdkt::l2_to_start l2{.strength = 0};
  l2.on_task_begin(begin_of(0, random_numbers({70}, 2), random_numbers({70}, 3)));
  CHECK(same_bits(gradient_after(l2, random_numbers({70}, 4), gradient), gradient));

  sdkt::instant_fisher gift{.strength = 0};
  gift.on_task_begin(begin_of(0, random_numbers({70}, 2), random_numbers({70}, 3)));
  gift.on_distillation_end({.step = 0, .theta = gradient, .gradient = random_numbers({70}, 5)});
  CHECK(same_bits(gradient_after(gift, random_numbers({70}, 4), gradient), gradient));
}

TEST_CASE("ZSCL's start is a copy: the student's steps do not move it") {
  const at::Tensor theta = random_numbers({10}, 1);
  sdkt::l2_to_start extension;
  extension.on_task_begin(begin_of(0, theta, theta));
  theta.add_(1);
  CHECK(largest_difference(added_gradient(extension, theta), at::full({10}, 2.0, at::kDouble)) < 1e-14);
}

TEST_CASE("GIFT's F has mean 1 over each tensor and is 0 in the padding") {
  const gift_task task;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const at::Tensor gradient = over(task.layout, 10 * seed);
    sdkt::instant_fisher extension = task.begun();
    extension.on_distillation_end({.step = 0, .theta = task.theta, .gradient = gradient});
    double sum = 0;
    for (const auto& slice : task.layout.slices()) {
      const at::Tensor own = extension.fisher.narrow(0, slice.offset, slice.numel);
      CHECK(std::abs(own.mean().item<double>() - 1) < 1e-14);
      const at::Tensor g = gradient.narrow(0, slice.offset, slice.numel);
      CHECK(largest_difference(own, g.square().div(g.square().mean())) < 1e-14);
      sum += own.sum().item<double>();
    }
    CHECK(std::abs(extension.fisher.sum().item<double>() - sum) < 1e-12);
  }
}

TEST_CASE("GIFT's F does not change if the distillation is scaled") {
  const gift_task task;
  const at::Tensor gradient = over(task.layout, 3);
  sdkt::instant_fisher once = task.begun(), scaled = task.begun();
  once.on_distillation_end({.step = 0, .theta = task.theta, .gradient = gradient});
  for (const double factor : {1e-6, 0.25, -3.0, 1e8}) {
    scaled.on_distillation_end({.step = 0, .theta = task.theta, .gradient = gradient.mul(factor)});
    CHECK(largest_difference(once.fisher, scaled.fisher) < 1e-13);
  }
}

TEST_CASE("a tensor that the distillation does not reach has F 0, and no NaN") {
  const gift_task task;
  at::Tensor gradient = over(task.layout, 3);
  gradient.narrow(0, task.layout[1].offset, 64).zero_();
  sdkt::instant_fisher extension = task.begun();
  extension.on_distillation_end({.step = 0, .theta = task.theta, .gradient = gradient});
  CHECK(extension.fisher.narrow(0, task.layout[1].offset, 64).abs().max().item<double>() == 0);
  CHECK(std::abs(extension.fisher.narrow(0, 0, 5).mean().item<double>() - 1) < 1e-14);

  // Nobody guides: the gradient of the distillation is 0 everywhere, and so is the penalty.
  extension.on_distillation_end({.step = 1, .theta = task.theta, .gradient = at::zeros_like(gradient)});
  CHECK(at::equal(gradient_after(extension, task.theta, gradient), gradient));
}

TEST_CASE("GIFT's penalty adds 2 strength F (theta - start), with the F of this step alone") {
  const gift_task task;
  sdkt::instant_fisher extension = task.begun(0.7);
  for (std::int64_t step = 0; step < 4; ++step) {
    const at::Tensor gradient = over(task.layout, 20 + static_cast<std::uint64_t>(step));
    extension.on_distillation_end({.step = step, .theta = task.theta, .gradient = gradient});
    at::Tensor wanted = task.theta.sub(task.start).mul(1.4);
    for (const auto& slice : task.layout.slices()) {
      const at::Tensor g = gradient.narrow(0, slice.offset, slice.numel);
      wanted.narrow(0, slice.offset, slice.numel).mul_(g.square().div(g.square().mean()));
    }
    CHECK(largest_difference(added_gradient(extension, task.theta), wanted) < 1e-13);
  }
}

TEST_CASE("GIFT's penalty with a gradient of one size everywhere is ZSCL's") {
  const gift_task task;
  sdkt::instant_fisher gift = task.begun(0.7);
  sdkt::l2_to_start l2{.strength = 0.7};
  l2.on_task_begin(begin_of(0, task.start, task.start));
  gift.on_distillation_end(
      {.step = 0, .theta = task.theta, .gradient = at::ones_like(task.theta).mul(-0.125)});
  CHECK(same_bits(added_gradient(gift, task.theta), added_gradient(l2, task.theta)));
}

TEST_CASE("without a table of tensors GIFT's F has mean 1 over the whole vector") {
  const at::Tensor start = random_numbers({30}, 1);
  sdkt::instant_fisher extension;
  extension.on_task_begin(begin_of(0, start, start));
  extension.on_distillation_end({.step = 0, .theta = start, .gradient = random_numbers({30}, 2)});
  CHECK(std::abs(extension.fisher.mean().item<double>() - 1) < 1e-14);
}

TEST_CASE("vectors longer than a part are worked through to their last element") {
  constexpr std::int64_t size = 2 * (1 << 20) + 3;
  const at::Tensor start = at::arange(size).to(at::kFloat).sin(),
                   theta = at::arange(size).to(at::kFloat).cos();
  sdkt::l2_to_start l2;
  l2.on_task_begin(begin_of(0, start, start));
  CHECK(at::equal(added_gradient(l2, theta), theta.sub(start).mul(2)));
  const double sum = theta.to(at::kDouble).mul(start).sum().item<double>();
  CHECK(std::abs(sdkt::detail::sum_of_products(theta, start) - sum) < 1e-6);
}
