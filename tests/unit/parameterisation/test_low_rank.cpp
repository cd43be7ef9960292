// SPDX-License-Identifier: MIT
//
// low_rank: closed forms of both directions, the start, padding, ranks that a matrix does not have, and random numbers.

#include <cmath>
#include <cstdint>
#include <string_view>
#include <tuple>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn_like.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "two_layers.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/parameterisation/low_rank.hpp>
#include <sdkt/parameterisation/matrices.hpp>

namespace {

using sdkt_test::largest;
using sdkt_test::two_layers;

}  // namespace

TEST_CASE("low_rank starts at the start, bit for bit, and each task with other factors") {
  const two_layers model;
  sdkt::low_rank parameters{.rank = 2, .matrices = {.fc1 = true}};
  const at::Tensor values = parameters.begin_task(model.moment());
  at::Tensor theta = model.start.clone();
  parameters.push_forward(values, theta);
  CHECK(at::equal(theta, model.start));
  CHECK(parameters.pairs.size() == 4);  // query, key, value, fc1
  CHECK(parameters.num_weights(model.layout, model.trained) == 3 * 2 * 12 + 2 * 15);
  for (const auto& pair : parameters.pairs) {
    CHECK(largest(pair.up(values)) == 0);
    CHECK(largest(pair.down(values)) <= 1 / std::sqrt(6.0));
    CHECK(largest(pair.down(values)) > 0.1);
  }
  CHECK(at::equal(parameters.begin_task(model.moment()), values));
  CHECK_FALSE(at::equal(parameters.begin_task(model.moment(1)), values));
}

TEST_CASE("low_rank adds alpha / rank times B A, and its gradients are those of the product") {
  const two_layers model;
  sdkt::low_rank parameters{.rank = 2, .alpha = 6, .matrices = {.fc1 = true}};
  const at::Tensor values = at::randn_like(parameters.begin_task(model.moment()));
  at::Tensor theta = model.start.clone();
  parameters.push_forward(values, theta);
  const at::Tensor gradient = model.noise();
  const at::Tensor pulled = parameters.pull_back(values, gradient);
  at::Tensor rest = theta.sub(model.start);
  for (const auto& pair : parameters.pairs) {
    const at::Tensor change = at::mm(pair.up(values), pair.down(values)).mul(3);
    CHECK(largest(pair.matrix.of(rest).sub(change)) < 1e-14);
    pair.matrix.of(rest).zero_();
    const at::Tensor dW = pair.matrix.of(gradient);
    CHECK(largest(pair.up(pulled).sub(at::mm(dW, pair.down(values).t()).mul(3))) < 1e-13);
    CHECK(largest(pair.down(pulled).sub(at::mm(pair.up(values).t(), dW).mul(3))) < 1e-13);
  }
  CHECK(largest(rest) == 0);  // nothing else has changed, padding neither
}

TEST_CASE("the gradient of low_rank is that of finite differences, and 0 in the padding") {
  const two_layers model;
  sdkt::low_rank parameters{.rank = 3, .alpha = 2, .matrices = {.fc1 = true}};
  const at::Tensor values = at::randn_like(parameters.begin_task(model.moment()));
  CHECK(sdkt_test::apart_from_differences(parameters, model, values) < 1e-6);
  at::Tensor pulled = parameters.pull_back(values, model.noise());
  for (const auto& pair : parameters.pairs) {
    pair.down(pulled).zero_();
    pair.up(pulled).zero_();
  }
  CHECK(largest(pulled) == 0);
}

TEST_CASE("a rank is at most the smaller side of a matrix") {
  const two_layers model;
  sdkt::low_rank parameters{.rank = 50, .matrices = {.fc1 = true}};
  static_cast<void>(parameters.begin_task(model.moment()));
  for (const auto& pair : parameters.pairs) CHECK(pair.rank == 6);
  CHECK(parameters.num_weights(model.layout, model.trained) == 3 * 6 * 12 + 6 * 15);
}

TEST_CASE("low_rank refuses settings that cannot be") {
  CHECK_THROWS_AS((sdkt::low_rank{.rank = 0}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::low_rank{.alpha = -1}.check()), sdkt::setting_error);
  CHECK_THROWS_AS((sdkt::low_rank{.alpha = std::nan("")}.check()), sdkt::setting_error);
  CHECK_NOTHROW((sdkt::low_rank{.rank = 1, .alpha = 0}.check()));
}

TEST_CASE("matrices are chosen by kind, and query, key and value are thirds") {
  const two_layers model;
  using sdkt::parameterisation::matrices_of;
  const auto chosen = [&](const sdkt::matrix_choice& choice) { return matrices_of(model.trained, choice); };
  const auto only = [](bool query, bool key, bool value) {
    return sdkt::matrix_choice{.query = query, .key = key, .value = value, .out = false};
  };
  const std::int64_t begin = *model.trained.place(0);
  CHECK(chosen(only(true, false, false)).at(0).place == begin);
  CHECK(chosen(only(false, true, false)).at(0).place == begin + 36);
  CHECK(chosen(only(false, false, true)).at(0).place == begin + 72);
  CHECK(chosen({}).size() == 3);
  CHECK(chosen({.fc1 = true, .fc2 = true}).size() == 4);
  const auto picked =
      chosen({.picks = [](std::string_view name) { return name.find("embed") != std::string_view::npos; }});
  REQUIRE(picked.size() == 1);
  CHECK(std::tuple{picked[0].rows, picked[0].columns} == std::tuple{5, 6});
  CHECK_THROWS_AS(chosen({.query = false, .key = false, .value = false, .out = true}), sdkt::setting_error);

  // Weights that do not train are not chosen either.
  const sdkt::trained_slices of_mlp{model.layout, {0, model.layout.size()}, [](std::string_view name) {
                                      return name.find("mlp") != std::string_view::npos;
                                    }};
  CHECK(matrices_of(of_mlp, {.fc1 = true}).size() == 1);
  CHECK(matrices_of(of_mlp, {.fc1 = true}).at(0).place == 0);
  CHECK_THROWS_AS(matrices_of(of_mlp, {}), sdkt::setting_error);
  CHECK(sdkt::weights::hidden_matrices_of(model.trained).size() == 2);
}

TEST_CASE("random factors are functions of their key") {
  constexpr std::int64_t count = 40'000;
  const at::Tensor one = at::empty({count}, at::kDouble), same = one.clone(), other = one.clone();
  const auto check = [&](const auto& fill, double variance) {
    fill(one, 0);
    fill(same, 0);
    fill(other, 1);
    CHECK(at::equal(one, same));
    CHECK_FALSE(at::equal(one, other));
    // Five standard errors of a mean, and of a mean square.
    CHECK(std::abs(one.mean().item<double>()) < 5 * std::sqrt(variance / count));
    CHECK(std::abs(one.square().mean().item<double>() - variance) < 5 * variance * std::sqrt(2.0 / count));
  };
  check(
      [](const at::Tensor& part, std::uint32_t index) {
        sdkt::parameterisation::fill_uniform(part, 3, {.seed = 5, .index = index});
      },
      3.0);  // 3^2 / 3
  CHECK(largest(one) < 3);
  check([](const at::Tensor& part,
           std::uint32_t index) { sdkt::parameterisation::fill_normal(part, {.seed = 5, .index = index}); },
        1.0);
}
