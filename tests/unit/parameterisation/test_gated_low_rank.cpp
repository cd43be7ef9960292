// SPDX-License-Identifier: MIT
//
// gated_low_rank: its gradient, its thresholds, and what closed gates do.

#include <cstdint>

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/randn_like.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include "two_layers.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/parameterisation/gated_low_rank.hpp>
#include <sdkt/parameterisation/low_rank.hpp>

namespace {

using sdkt_test::two_layers;

}  // namespace

TEST_CASE("gated_low_rank starts at the start with the factors of low_rank") {
  const two_layers model;
  sdkt::gated_low_rank parameters{.rank = 2};
  sdkt::low_rank plain{.rank = 2, .matrices = parameters.matrices};
  const at::Tensor values = parameters.begin_task(model.moment());
  const at::Tensor factors = plain.begin_task(model.moment());
  CHECK(at::equal(values.narrow(0, 0, factors.size(0)), factors));
  at::Tensor theta = model.start.clone();
  parameters.push_forward(values, theta);
  CHECK(at::equal(theta, model.start));
  // Three of [6, 6] and fc1 [9, 6], with two gates each.
  CHECK(parameters.num_weights(model.layout, model.trained) == 3 * 2 * 13 + 2 * 16);
  CHECK(parameters.gates(values, 0).ne(0).all().item<bool>());
  CHECK_FALSE(at::equal(parameters.gates(values, 0), parameters.gates(values, 1)));
}

TEST_CASE("the gradient of gated_low_rank is that of finite differences") {
  const two_layers model;
  sdkt::gated_low_rank parameters{.rank = 2};
  const at::Tensor values = at::randn_like(parameters.begin_task(model.moment()));
  CHECK(sdkt_test::apart_from_differences(parameters, model, values) < 1e-6);
}

TEST_CASE("gates at 1 are low_rank of scale 1") {
  const two_layers model;
  sdkt::gated_low_rank parameters{.rank = 2};
  sdkt::low_rank plain{.rank = 2, .alpha = 2, .matrices = parameters.matrices};
  at::Tensor values = at::randn_like(parameters.begin_task(model.moment()));
  const std::int64_t size = plain.begin_task(model.moment()).size(0);
  values.narrow(0, size, values.size(0) - size).fill_(1);
  at::Tensor gated = model.start.clone(), ungated = model.start.clone();
  parameters.push_forward(values, gated);
  plain.push_forward(values.narrow(0, 0, size), ungated);
  CHECK(gated.sub(ungated).abs().max().item<double>() < 1e-12);
}

TEST_CASE("thresholds rise in equal parts over the second half of the steps") {
  const two_layers model;
  sdkt::gated_low_rank parameters{.rank = 2, .largest_threshold = 0.4, .thresholds = 5};
  static_cast<void>(parameters.begin_task(model.moment(0, 20)));
  for (std::int64_t step = 0; step < 12; ++step) CHECK(parameters.threshold_at(step) == 0);
  CHECK(parameters.threshold_at(12) == Catch::Approx(0.1));
  CHECK(parameters.threshold_at(13) == Catch::Approx(0.1));
  CHECK(parameters.threshold_at(14) == Catch::Approx(0.2));
  CHECK(parameters.threshold_at(19) == Catch::Approx(0.4));
  parameters.thresholds = 1;
  CHECK(parameters.threshold_at(9) == 0);
  CHECK(parameters.threshold_at(10) == Catch::Approx(0.4));
}

TEST_CASE("a soft threshold shrinks gates, closes small ones, and leaves the factors") {
  const two_layers model;
  sdkt::gated_low_rank parameters{.rank = 2, .largest_threshold = 0.5, .thresholds = 1};
  at::Tensor values = at::randn_like(parameters.begin_task(model.moment()));
  parameters.gates(values, 0).copy_(at::tensor({0.3, -2.0}, at::kDouble));
  const at::Tensor before = values.clone();
  parameters.after_update(values, 9);
  CHECK(parameters.gates(values, 0)[0].item<double>() == 0);
  CHECK(parameters.gates(values, 0)[1].item<double>() == Catch::Approx(-1.5));
  CHECK(at::equal(values.narrow(0, 0, parameters.place_of_gates),
                  before.narrow(0, 0, parameters.place_of_gates)));
}

TEST_CASE("gated_low_rank refuses settings that cannot be") {
  CHECK_THROWS_AS((sdkt::gated_low_rank{.rank = 0}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::gated_low_rank{.largest_threshold = -1}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::gated_low_rank{.thresholds = 0}.check()), sdkt::setting_error);
}
