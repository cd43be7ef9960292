// SPDX-License-Identifier: MIT
//
// projected: what it fixes after a task, that this stays fixed, and that it goes on where it was stopped.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>
#include <catch2/catch_test_macros.hpp>

#include "two_layers.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/parameterisation/projected.hpp>

namespace {

using sdkt_test::largest;
using sdkt_test::two_layers;

/// The gradient of linear layers whose inputs are the rows of inputs_BN: each matrix gets dY^T X.
at::Tensor gradient_of(const sdkt::projected& parameters, const two_layers& model,
                       const at::Tensor& inputs_BN) {
  at::Tensor gradient = model.noise();
  for (const auto& one : parameters.matrices) {
    const at::Tensor outputs = at::randn({inputs_BN.size(0), one.matrix.rows}, at::kDouble);
    one.matrix.of(gradient).copy_(at::mm(outputs.t(), inputs_BN));
  }
  return gradient;
}

/// One update that, like AdamW's, divides entry by entry.
void update(sdkt::projected& parameters, two_layers& model, const at::Tensor& inputs_BN) {
  const at::Tensor gradient = parameters.pull_back(model.theta, gradient_of(parameters, model, inputs_BN));
  model.theta.sub_(gradient.sign().mul(0.01));
  parameters.push_forward(model.theta, model.theta);
}

}  // namespace

TEST_CASE("projected changes nothing in the first task, and knows matrices from embeddings") {
  two_layers model;
  sdkt::projected parameters;
  CHECK(parameters.begin_task(model.moment()).is_same(model.theta));
  CHECK(parameters.matrices.size() == 2);  // in_proj and fc1, not the embedding
  const at::Tensor gradient = model.noise();
  const at::Tensor before = gradient.clone();
  CHECK(at::equal(parameters.pull_back(model.theta, gradient), before));
  const at::Tensor theta = model.theta.clone();
  parameters.push_forward(model.theta, model.theta);
  CHECK(at::equal(model.theta, theta));
  CHECK(parameters.num_weights(model.layout, model.trained) == model.trained.num_weights());
}

TEST_CASE("in the second task, outputs for inputs of the first one do not change") {
  for (int draw = 0; draw < 20; ++draw) {
    two_layers model;
    sdkt::projected parameters{.energy = 1 - 1e-9};
    const at::Tensor earlier = at::randn({2, 6}, at::kDouble);  // inputs that span two dimensions
    static_cast<void>(parameters.begin_task(model.moment()));
    for (int step = 0; step < 5; ++step) update(parameters, model, earlier);

    model.start = model.theta.clone();
    static_cast<void>(parameters.begin_task(model.moment(1)));
    for (int step = 0; step < 5; ++step) {
      update(parameters, model, at::randn({8, 6}, at::kDouble));
      for (const auto& one : parameters.matrices) {
        REQUIRE(one.V.defined());
        CHECK(one.V.size(1) == 2);
        CHECK(largest(at::mm(one.V.t(), one.V).sub(at::eye(2, at::kDouble))) < 1e-12);
        const at::Tensor change = one.matrix.of(model.theta).sub(one.matrix.of(model.start));
        CHECK(largest(at::mm(change, one.V)) < 1e-12);
        CHECK(largest(at::mm(change, earlier.t())) < 1e-7);
        CHECK(largest(change) > 1e-3);
      }
    }
  }
}

TEST_CASE("the sum over steps is that of normalised gradients before the projection") {
  two_layers model;
  sdkt::projected parameters{.energy = 0.5};
  static_cast<void>(parameters.begin_task(model.moment()));
  at::Tensor sum;
  for (int step = 0; step < 4; ++step) {
    const at::Tensor gradient = model.noise();
    const at::Tensor G = parameters.matrices[0].matrix.of(gradient).clone();
    const at::Tensor seen = at::mm(G.t(), G).div(G.square().sum());
    sum = sum.defined() ? sum.add(seen) : seen;
    static_cast<void>(parameters.pull_back(model.theta, gradient));
    if (step == 1)
      static_cast<void>(parameters.begin_task(model.moment(1)));  // from here on with a projection
  }
  REQUIRE(parameters.matrices[0].V.defined());
  CHECK(largest(parameters.matrices[0].C.sub(sum)) < 1e-12);
}

TEST_CASE("a gradient of 0 adds nothing, and no NaN") {
  two_layers model;
  sdkt::projected parameters;
  static_cast<void>(parameters.begin_task(model.moment()));
  static_cast<void>(parameters.pull_back(model.theta, at::zeros_like(model.theta)));
  CHECK(largest(parameters.matrices[0].C) == 0);
  static_cast<void>(parameters.begin_task(model.moment(1)));
  CHECK_FALSE(parameters.matrices[0].V.defined());
}

TEST_CASE("with energy 0 nothing is fixed, bit for bit") {
  two_layers model;
  sdkt::projected parameters{.energy = 0};
  for (std::int64_t task = 0; task < 2; ++task) {
    static_cast<void>(parameters.begin_task(model.moment(task)));
    const at::Tensor gradient = model.noise();
    const at::Tensor before = gradient.clone();
    CHECK(at::equal(parameters.pull_back(model.theta, gradient), before));
    const at::Tensor theta = model.theta.clone();
    parameters.push_forward(model.theta, model.theta);
    CHECK(at::equal(model.theta, theta));
  }
}

TEST_CASE("what was fixed within a task is restored, and not what its later steps would fix") {
  two_layers model;
  sdkt::projected parameters{.energy = 0.6};
  static_cast<void>(parameters.begin_task(model.moment()));
  for (int step = 0; step < 3; ++step) update(parameters, model, at::randn({2, 6}, at::kDouble));
  model.start = model.theta.clone();
  static_cast<void>(parameters.begin_task(model.moment(1)));
  for (int step = 0; step < 3; ++step) update(parameters, model, at::randn({8, 6}, at::kDouble));

  sdkt::archive stored = sdkt::archive::storing();
  parameters.persist(stored);
  sdkt::projected again{.energy = 0.6};
  sdkt::archive first = sdkt::archive::restoring(stored.tensors(), stored.numbers());
  again.persist(first);
  static_cast<void>(again.begin_task(model.moment(1)));
  sdkt::archive second = sdkt::archive::restoring(stored.tensors(), stored.numbers());
  again.persist(second);
  for (std::size_t place = 0; place < parameters.matrices.size(); ++place) {
    CHECK(at::equal(again.matrices[place].C, parameters.matrices[place].C));
    CHECK(at::equal(again.matrices[place].V, parameters.matrices[place].V));
  }
}

TEST_CASE("projected refuses an energy that is no share") {
  CHECK_THROWS_AS((sdkt::projected{.energy = 1.1}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::projected{.energy = -0.1}.check()), sdkt::setting_error);
}

TEST_CASE("projected refuses a model of which no matrix trains") {
  const two_layers model;
  const sdkt::trained_slices none{
      model.layout, {0, model.layout.size()}, [](std::string_view name) { return name.ends_with("bias"); }};
  CHECK_THROWS_AS(sdkt::projected{}.num_weights(model.layout, none), sdkt::setting_error);
}
