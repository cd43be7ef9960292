// SPDX-License-Identifier: MIT
//
// null_projected: the first task, what later tasks may change, the null space, and settings.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/diag.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/sentence_of.hpp"
#include "two_layers.hpp"
#include <sdkt/base/error.hpp>
#include <sdkt/parameterisation/null_projected.hpp>

namespace {

using sdkt_test::largest;
using sdkt_test::two_layers;

struct tasks {
  const two_layers model;
  at::Tensor gram;  ///< [6, 6] of the next end of a task
  sdkt::parameter_passes passes{.input_grams =
                                    [this](const std::vector<sdkt::weight_matrix>& matrices) {
                                      return std::vector<sdkt::input_gram>(matrices.size(), {gram, 1});
                                    },
                                .mean_gradient = {}};
  sdkt::null_projected parameters{.share = 0.5, .matrices = {.picks = [](std::string_view name) {
                                                  return name.ends_with("mlp.fc1.weight");
                                                }}};

  void begin(std::int64_t task) {
    auto moment = model.moment(task);
    moment.passes = &passes;
    CHECK(parameters.begin_task(moment).is_same(model.theta));
  }
  void end(std::int64_t task, const at::Tensor& seen) {
    gram = seen;
    parameters.end_task({.task = task,
                         .start = model.start,
                         .theta = model.theta,
                         .layout = &model.layout,
                         .trained = &model.trained,
                         .passes = &passes});
  }
};

}  // namespace

TEST_CASE("the first task trains everything") {
  tasks all;
  all.begin(0);
  const at::Tensor gradient = all.model.noise();
  at::Tensor theta = all.model.noise();
  const at::Tensor before = theta.clone();
  CHECK(at::equal(all.parameters.pull_back(theta, gradient.clone()), gradient));
  all.parameters.push_forward(theta, theta);
  CHECK(at::equal(theta, before));
}

TEST_CASE("later tasks change the chosen matrices alone, and they only in the null space") {
  tasks all;
  all.begin(0);
  const at::Tensor inputs = at::randn({6, 3}, at::kDouble);
  all.end(0, at::mm(inputs, inputs.t()));
  all.parameters.share = 1e-6;  // directions without inputs alone
  all.begin(1);
  const sdkt::weight_matrix& fc1 = all.parameters.chosen.at(0);
  REQUIRE(all.parameters.used[0].size(1) == 3);
  const at::Tensor gradient = all.model.noise();
  const at::Tensor pulled = all.parameters.pull_back({}, gradient.clone());
  const at::Tensor G = fc1.of(pulled);
  CHECK(largest(at::mm(G, inputs)) < 1e-12);
  CHECK(largest(G) > 0.1);
  CHECK(largest(at::mm(fc1.of(gradient).sub(G), G.t())) < 1e-12);  // a projection
  CHECK(largest(pulled.abs().sum().sub(G.abs().sum())) < 1e-12);
  at::Tensor theta = all.model.noise();
  const at::Tensor before = theta.clone();
  all.parameters.push_forward(theta, theta);
  CHECK(at::equal(fc1.of(theta), fc1.of(before)));
  fc1.of(theta).copy_(fc1.of(all.model.start));
  CHECK(at::equal(theta, all.model.start));
}

TEST_CASE("the null space has less than the share of the sum of normed Gram matrices") {
  tasks all;
  all.begin(0);
  all.end(0, at::diag(at::tensor({3.0, 4.0, 0.0, 0.0, 0.0, 0.0}, at::kDouble)));
  all.end(1, at::diag(at::tensor({0.0, 0.0, 30.0, 0.0, 0.0, 40.0}, at::kDouble)));
  // 0.6, 0.8, 0.6, 0, 0, 0.8 of 2.8
  const auto used = [&](double share) {
    all.parameters.share = share;
    all.begin(2);
    return all.parameters.used[0];
  };
  CHECK(largest(all.parameters.seen[0].diagonal().sub(
            at::tensor({0.6, 0.8, 0.6, 0.0, 0.0, 0.8}, at::kDouble))) < 1e-14);
  CHECK(used(1e-3).size(1) == 4);
  CHECK(used(0.6 / 2.8 + 1e-6).size(1) == 3);
  CHECK(used(1.2 / 2.8 - 1e-6).size(1) == 3);
  CHECK(used(1.2 / 2.8 + 1e-6).size(1) == 2);
  CHECK(used(0.999).size(1) == 1);
  CHECK_FALSE(used(1).defined());
}

TEST_CASE("null_projected refuses what cannot be") {
  using sdkt_test::sentence_of;
  CHECK(sentence_of<sdkt::setting_error>([] { sdkt::null_projected{.share = 0}.check(); }) ==
        "null_projected_share: the value 0 is out of range; use a number above 0 up to 1");
  const two_layers model;
  sdkt::null_projected parameters;  // an image tower's matrices, which this model has not
  CHECK_THROWS_AS(parameters.begin_task(model.moment()), sdkt::setting_error);
}
