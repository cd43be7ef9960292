// SPDX-License-Identifier: MIT
//
// null_space: which directions it moves in, its gradient, and what it refuses.

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn_like.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "two_layers.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/parameterisation/energy.hpp>
#include <sdkt/parameterisation/null_space.hpp>

namespace {

using sdkt_test::largest;
using sdkt_test::two_layers;

}  // namespace

TEST_CASE("null_space starts at the start, and its cores begin with 0") {
  const two_layers model;
  sdkt::null_space parameters{.rank = 3, .energy = 0, .matrices = {.fc1 = true}};
  const at::Tensor values = parameters.begin_task(model.moment());
  CHECK(largest(values) == 0);
  at::Tensor theta = model.start.clone();
  parameters.push_forward(values, theta);
  CHECK(at::equal(theta, model.start));
  // query, key, value and fc1: four cores of 3 x 3.
  CHECK(parameters.subspaces.size() == 4);
  CHECK(parameters.num_weights(model.layout, model.trained) == 36);
}

TEST_CASE("null_space leaves what a matrix does with its leading inputs") {
  for (int draw = 0; draw < 20; ++draw) {
    const two_layers model;
    sdkt::null_space parameters{.rank = 2, .energy = 0, .matrices = {.fc1 = true}};
    const at::Tensor values = at::randn_like(parameters.begin_task(model.moment()));
    at::Tensor theta = model.start.clone();
    parameters.push_forward(values, theta);
    for (const auto& one : parameters.subspaces) {
      const auto [U, S, Vh] = at::linalg_svd(one.matrix.of(model.start), false);
      const at::Tensor change = one.matrix.of(theta).sub(one.matrix.of(model.start));
      const at::Tensor leading = Vh.narrow(0, 0, Vh.size(0) - 2);
      CHECK(largest(at::mm(change, leading.t())) < 1e-12);
      CHECK(largest(change) > 1e-3);
      CHECK(largest(at::mm(one.U.t(), one.U).sub(at::eye(2, at::kDouble))) < 1e-12);
      CHECK(largest(at::mm(one.V.t(), one.V).sub(at::eye(2, at::kDouble))) < 1e-12);
    }
  }
}

TEST_CASE("null_space leaves out directions that hold the energy even if the rank reaches them") {
  const two_layers model;
  sdkt::null_space parameters{
      .rank = 6, .energy = 0.6, .matrices = {.query = false, .key = false, .value = false, .fc1 = true}};
  const at::Tensor values = at::randn_like(parameters.begin_task(model.moment()));
  at::Tensor theta = model.start.clone();
  parameters.push_forward(values, theta);
  const auto& one = parameters.subspaces.at(0);
  const auto [U, S, Vh] = at::linalg_svd(one.matrix.of(model.start), false);
  const auto leading = sdkt::parameterisation::num_leading(S.square(), 0.6);
  REQUIRE(leading > 0);
  REQUIRE(leading < 6);
  const at::Tensor change = one.matrix.of(theta).sub(one.matrix.of(model.start));
  CHECK(largest(at::mm(change, Vh.narrow(0, 0, leading).t())) < 1e-12);
  CHECK(largest(at::mm(change, Vh.narrow(0, leading, 6 - leading).t())) > 1e-3);
}

TEST_CASE("the gradient of null_space is that of finite differences") {
  const two_layers model;
  sdkt::null_space parameters{.rank = 3, .energy = 0.5, .matrices = {.fc1 = true}};
  const at::Tensor values = at::randn_like(parameters.begin_task(model.moment()));
  CHECK(sdkt_test::apart_from_differences(parameters, model, values) < 1e-7);
}

TEST_CASE("null_space refuses settings that cannot be") {
  CHECK_THROWS_AS((sdkt::null_space{.rank = 0}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::null_space{.energy = 1}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::null_space{.energy = -0.1}.check()), sdkt::setting_error);
  CHECK_NOTHROW((sdkt::null_space{.rank = 1, .energy = 0}.check()));
}

TEST_CASE("the leading entries that hold a share are the fewest") {
  const at::Tensor spectrum = at::tensor({4.0, 3.0, 2.0, 1.0}, at::kDouble);
  using sdkt::parameterisation::num_leading;
  CHECK(num_leading(spectrum, 0) == 0);
  CHECK(num_leading(spectrum, 0.3) == 1);
  CHECK(num_leading(spectrum, 0.4) == 1);
  CHECK(num_leading(spectrum, 0.41) == 2);
  CHECK(num_leading(spectrum, 0.9) == 3);
  CHECK(num_leading(spectrum, 1) == 4);
  CHECK(num_leading(at::zeros({3}, at::kDouble), 0.5) == 0);
}
