// SPDX-License-Identifier: MIT
//
// Optimisers: closed forms, decay, what they remember, and what they refuse.

#include <map>
#include <string>
#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <catch2/catch_test_macros.hpp>

#include <sdkt/base/error.hpp>
#include <sdkt/concepts/archive.hpp>
#include <sdkt/optimiser.hpp>
#include <sdkt/step/optimiser.hpp>

namespace {

/// Stops an optimiser after some updates and lets another one go on with what it has stored.
template <class Optimiser>
void check_goes_on(const Optimiser& fresh) {
  at::Tensor values = at::randn({60}, at::kDouble);
  const sdkt::optimiser_begin begin{.values = values, .weight_decay = 0.1, .matrices = {{"matrix", 4, 5, 7}}};
  Optimiser first = fresh;
  first.begin_task(begin);
  for (int step = 0; step < 3; ++step) first.update_values(values, at::randn({60}, at::kDouble), 0.01);
  sdkt::archive stored = sdkt::archive::storing();
  first.persist(stored);

  at::Tensor again = values.clone();
  Optimiser second = fresh;
  second.begin_task({.values = again, .weight_decay = 0.1, .matrices = begin.matrices});
  std::map<std::string, at::Tensor> copies;
  for (const auto& [name, tensor] : stored.tensors())
    copies[name] = tensor.defined() ? tensor.clone() : tensor;
  sdkt::archive restored = sdkt::archive::restoring(copies, stored.numbers());
  second.persist(restored);
  for (int step = 0; step < 3; ++step) {
    const at::Tensor gradient = at::randn({60}, at::kDouble);
    first.update_values(values, gradient.clone(), 0.02);
    second.update_values(again, gradient.clone(), 0.02);
    CHECK(at::equal(values, again));
  }
}

}  // namespace

TEST_CASE("optimisers go on with what they have stored") {
  check_goes_on(sdkt::adamw{});
  check_goes_on(sdkt::sgd{});
  check_goes_on(sdkt::sgd{.momentum = 0});
  check_goes_on(sdkt::muon{});
}

TEST_CASE("the policy adamw is the optimiser of a run, bit for bit") {
  at::Tensor values = at::randn({100}), theirs = values.clone();
  sdkt::adamw policy{.beta1 = 0.8, .beta2 = 0.99};
  policy.begin_task({.values = values, .weight_decay = 0.1});
  sdkt::step::adamw of_runs{theirs, {.beta1 = 0.8, .beta2 = 0.99, .weight_decay = 0.1}};
  for (int step = 0; step < 5; ++step) {
    const at::Tensor gradient = at::randn({100});
    of_runs.set_learning_rate(0.01);
    of_runs.update(theirs, gradient);
    policy.update_values(values, gradient, 0.01);
    CHECK(at::equal(values, theirs));
  }
}

TEST_CASE("the decay of sgd shrinks values by rate times decay, whatever the momentum") {
  at::Tensor values = at::randn({9}, at::kDouble);
  const at::Tensor start = values.clone();
  sdkt::sgd optimiser;
  optimiser.begin_task({.values = values, .weight_decay = 0.5});
  optimiser.update_values(values, at::zeros_like(values), 0.1);
  CHECK(values.sub(start.mul(0.95)).abs().max().item<double>() < 1e-15);
}

TEST_CASE("near_orthogonal keeps singular vectors and brings singular values near 1") {
  for (const auto& [rows, columns] : {std::pair{5, 8}, {8, 5}, {6, 6}, {1, 4}}) {
    const at::Tensor matrix = at::randn({rows, columns}, at::kDouble);
    const at::Tensor result = sdkt::near_orthogonal(matrix, 5);
    const auto [U, S, Vh] = at::linalg_svd(matrix, false);
    const at::Tensor core = U.t().matmul(result).matmul(Vh.t());
    CHECK(core.sub(core.diagonal().diag()).abs().max().item<double>() < 1e-9);
    const at::Tensor values = core.diagonal();
    CHECK(values.max().item<double>() < 1.3);
    // Values that are a small part of the norm take more iterations.
    CHECK(values[0].item<double>() > 0.6);
  }
  CHECK(sdkt::near_orthogonal(at::zeros({3, 4}, at::kDouble), 5).eq(0).all().item<bool>());
}

TEST_CASE("muon without matrices is adamw") {
  at::Tensor values = at::randn({50}), theirs = values.clone();
  sdkt::muon optimiser;
  sdkt::adamw adamw;
  optimiser.begin_task({.values = values, .weight_decay = 0.1});
  adamw.begin_task({.values = theirs, .weight_decay = 0.1});
  for (int step = 0; step < 3; ++step) {
    const at::Tensor gradient = at::randn({50});
    optimiser.update_values(values, gradient, 0.01);
    adamw.update_values(theirs, gradient, 0.01);
  }
  CHECK(at::equal(values, theirs));
}

TEST_CASE("optimisers refuse settings that cannot be") {
  CHECK_THROWS_AS((sdkt::adamw{.beta1 = 1}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::adamw{.beta2 = -0.1}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::adamw{.epsilon = 0}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::sgd{.momentum = 1}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::muon{.momentum = -1}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::muon{.iterations = 0}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::muon{.rest = {.beta1 = 2}}.check()), sdkt::setting_error);
  CHECK_NOTHROW((sdkt::muon{}.check()));
}
