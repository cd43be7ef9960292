// SPDX-License-Identifier: MIT
//
// fixed_factors: the start, closed forms of both directions, what is kept, how it grows, and degenerate cases.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/diag.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/randn_like.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/sentence_of.hpp"
#include "two_layers.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/parameterisation/fixed_factors.hpp>
#include <sdkt/parameterisation/kept_space.hpp>

namespace {

using sdkt_test::largest;
using sdkt_test::two_layers;

/// Passes over imagined tasks: random inputs in few directions, other ones at each call, and random gradients.
struct imagined {
  const two_layers& model;
  std::int64_t directions = 2;
  std::vector<at::Tensor> inputs = {};  ///< of the last call, [6, any] each
  at::Tensor gradient_Q = {};
  int calls = 0;

  sdkt::parameter_passes passes() {
    return {.input_grams =
                [this](const std::vector<sdkt::weight_matrix>& matrices) {
                  ++calls;
                  inputs.clear();
                  std::vector<sdkt::input_gram> grams;
                  for (const auto& matrix : matrices) {
                    inputs.push_back(at::mm(at::randn({matrix.columns, directions}, at::kDouble),
                                            at::randn({directions, 20}, at::kDouble)));
                    grams.push_back({at::mm(inputs.back(), inputs.back().t()), 20});
                  }
                  return grams;
                },
            .mean_gradient =
                [this] {
                  ++calls;
                  return gradient_Q = model.noise();
                }};
  }
};

template <class Directions>
struct tasks_of {
  const two_layers model;
  imagined images{model};
  sdkt::parameter_passes passes = images.passes();
  sdkt::fixed_factors<Directions> parameters{.rank = 2, .matrices = {.fc1 = true}};

  at::Tensor begin(std::int64_t task) {
    auto moment = model.moment(task);
    moment.num_tasks = 4;
    moment.passes = &passes;
    return parameters.begin_task(moment);
  }
  void end(std::int64_t task) {
    parameters.end_task({.task = task,
                         .num_tasks = 4,
                         .start = model.start,
                         .theta = model.theta,
                         .layout = &model.layout,
                         .trained = &model.trained,
                         .passes = &passes});
  }
};

void check_orthonormal_rows(const at::Tensor& A, double length) {
  CHECK(largest(at::mm(A, A.t()).sub(at::eye(A.size(0), at::kDouble).mul(length * length))) < 1e-12);
}

}  // namespace

TEST_CASE("fixed_factors starts at the start, bit for bit, and looks at the images of a task once") {
  tasks_of<sdkt::input_directions> tasks;
  const at::Tensor values = tasks.begin(0);
  CHECK(largest(values) == 0);
  at::Tensor theta = tasks.model.start.clone();
  tasks.parameters.push_forward(values, theta);
  CHECK(at::equal(theta, tasks.model.start));
  CHECK(tasks.parameters.chosen.size() == 4);
  CHECK(tasks.parameters.num_weights(tasks.model.layout, tasks.model.trained) == 3 * 2 * 6 + 2 * 9);
  CHECK(tasks.parameters.num_kept(tasks.model.layout, tasks.model.trained) == 4 * 6 * (2 + 6));
  const std::vector<at::Tensor> factors = tasks.parameters.factors;
  static_cast<void>(tasks.begin(0));  // as when a run continues
  CHECK(tasks.images.calls == 1);
  for (std::size_t place = 0; place < factors.size(); ++place)
    CHECK(at::equal(tasks.parameters.factors[place], factors[place]));
  static_cast<void>(tasks.begin(1));
  CHECK(tasks.images.calls == 2);
}

TEST_CASE("the factors of input_directions are the inputs' leading directions, over the root of 3") {
  tasks_of<sdkt::input_directions> tasks;
  tasks.images.directions = 6;
  static_cast<void>(tasks.begin(0));
  for (std::size_t place = 0; place < 4; ++place) {
    const at::Tensor& A = tasks.parameters.factors[place];
    check_orthonormal_rows(A, 1 / std::sqrt(3.0));
    const at::Tensor U = std::get<0>(at::linalg_svd(tasks.images.inputs[place], false)).narrow(1, 0, 2);
    CHECK(largest(at::mm(U, U.t()).sub(at::mm(A.t(), A).mul(3))) < 1e-10);
  }
}

TEST_CASE("the factors of gradient_directions are those of the gradient outside the weights' leading ones") {
  tasks_of<sdkt::gradient_directions> tasks;
  static_cast<void>(tasks.begin(0));
  for (std::size_t place = 0; place < 4; ++place) {
    const auto& matrix = tasks.parameters.chosen[place];
    const at::Tensor& kept = tasks.parameters.kept[place];
    REQUIRE(kept.size(1) >= 1);
    const at::Tensor V = std::get<2>(at::linalg_svd(matrix.of(tasks.model.start), false)).t();
    CHECK(largest(at::mm(kept, kept.t())
                      .sub(at::mm(V.narrow(1, 0, kept.size(1)), V.narrow(1, 0, kept.size(1)).t()))) < 1e-10);
    const at::Tensor& A = tasks.parameters.factors[place];
    check_orthonormal_rows(A, 0.5);
    CHECK(largest(at::mm(A, kept)) < 1e-14);
    const at::Tensor rest = matrix.of(tasks.images.gradient_Q);
    const at::Tensor G = rest.sub(at::mm(at::mm(rest, kept), kept.t()));
    const at::Tensor R = std::get<2>(at::linalg_svd(G, false)).narrow(0, 0, 2);
    CHECK(largest(at::mm(R.t(), R).sub(at::mm(A.t(), A).mul(4))) < 1e-10);
  }
}

TEST_CASE("updates after a task leave what a layer gives for that task's inputs") {
  tasks_of<sdkt::input_directions> tasks;
  static_cast<void>(tasks.begin(0));
  tasks.parameters.directions = {.energy = 1};
  tasks.end(0);
  tasks.end(0);  // the first space has one direction less than the energy asks
  const std::vector<at::Tensor> seen = tasks.images.inputs;
  const at::Tensor values = at::randn_like(tasks.begin(1));
  at::Tensor theta = tasks.model.start.clone();
  tasks.parameters.push_forward(values, theta);
  for (std::size_t place = 0; place < 4; ++place) {
    const at::Tensor change = tasks.parameters.chosen[place].of(theta.sub(tasks.model.start));
    CHECK(largest(change) > 0.1);
    CHECK(largest(at::mm(change, seen[place])) < 1e-11);
    check_orthonormal_rows(tasks.parameters.kept[place].t(), 1);
  }
}

TEST_CASE("pull_back of fixed_factors is the gradient, by differences") {
  tasks_of<sdkt::input_directions> tasks;
  const at::Tensor values = at::randn_like(tasks.begin(0));
  at::Tensor padding_free = tasks.begin(0);
  for (std::size_t place = 0; place < 4; ++place)
    tasks.parameters.up(padding_free, place).copy_(tasks.parameters.up(values, place));
  CHECK(sdkt_test::apart_from_differences(tasks.parameters, tasks.model, padding_free) < 1e-6);
}

TEST_CASE("a space grows by the fewest directions that hold the energy") {
  namespace parts = sdkt::parameterisation;
  // Squared singular values 16, 9, 4, 1 of 30.
  const at::Tensor features = at::diag(at::tensor({4.0, 3.0, 2.0, 1.0}, at::kDouble));
  CHECK(parts::grown({}, features, 0.0).size(1) == 1);
  CHECK(parts::grown({}, features, 25.0 / 30 - 1e-9).size(1) == 1);
  CHECK(parts::grown({}, features, 25.0 / 30 + 1e-9).size(1) == 2);
  const at::Tensor first = at::eye(4, at::kDouble).narrow(1, 1, 1);  // holds 9
  CHECK(parts::grown(first, features, 9.0 / 30 - 1e-9).size(1) == 1);
  CHECK(parts::grown(first, features, 9.0 / 30 + 1e-9).size(1) == 2);
  CHECK(parts::grown(first, features, 25.0 / 30 + 1e-9).size(1) == 3);
  CHECK(parts::grown(first, features, 1.0).size(1) == 4);
  const at::Tensor grown = parts::grown(first, features, 0.5);
  CHECK(largest(grown.select(1, 1).abs().sub(at::eye(4, at::kDouble).select(1, 0))) < 1e-14);
  const at::Tensor gram = at::mm(features, features.t());
  CHECK(largest(parts::root_of_gram(gram).sub(features)) < 1e-14);
}

TEST_CASE("rows without features are 0") {
  tasks_of<sdkt::input_directions> tasks;
  tasks.images.directions = 1;
  static_cast<void>(tasks.begin(0));
  for (const at::Tensor& A : tasks.parameters.factors) {
    CHECK(largest(A.select(0, 0)) > 0.1);
    CHECK(largest(A.select(0, 1)) == 0);
  }
}

TEST_CASE("fixed_factors refuses what cannot be") {
  using sdkt_test::sentence_of;
  CHECK(sentence_of<sdkt::setting_error>([] { sdkt::fixed_factors<>{.rank = 0}.check(); }) ==
        "fixed_factors_rank: the value 0 is out of range; use 1 or more");
  CHECK(sentence_of<sdkt::setting_error>([] {
          sdkt::fixed_factors<>{.directions = {.energy = 1.5}}.check();
        }) == "input_directions_energy: the value 1.5 is out of range; use a number from 0 to 1");
  CHECK(sentence_of<sdkt::setting_error>([] {
          sdkt::fixed_factors<sdkt::gradient_directions>{.directions = {.input_energy = -1}}.check();
        }) == "gradient_directions_input_energy: the value -1 is out of range; use a number from 0 to 1");
}
