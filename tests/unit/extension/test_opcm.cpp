// SPDX-License-Identifier: MIT
//
// OPCM: what is left of a change beside a known one, the norm of the merge, and which tensors are matrices.

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "moments.hpp"
#include <sdkt/extension/opcm.hpp>
#include <sdkt/weights/layout.hpp>

namespace {

using Catch::Matchers::WithinAbs;
using sdkt::opcm;
using namespace sdkt_test;
using sdkt_test::numbers;

/// What the rule leaves of a change beside a known one.
at::Tensor left_of(double energy, const at::Tensor& change, const at::Tensor& known) {
  at::Tensor left = change.clone();
  opcm{.energy = energy}.take_away(left, known);
  return left;
}

/// The same as the source writes it, with complete U and V.
at::Tensor by_complete_bases(double energy, const at::Tensor& change, const at::Tensor& known) {
  const auto [U, S, V] = at::linalg_svd(known, /*full_matrices=*/true);
  at::Tensor P = at::matmul(at::matmul(U.t(), change), V.t());
  P.diagonal().fill_(0);
  double sum = 0;
  const double all = S.sum().item<double>();
  std::int64_t r = 0;
  while (r < S.numel() && (sum += S[r].item<double>()) <= energy * all) ++r;
  P.narrow(0, 0, r).narrow(1, 0, r).fill_(0);
  return at::matmul(at::matmul(U, P), V);
}

at::Tensor matrix(std::int64_t rows, std::int64_t columns, std::uint64_t seed) {
  return random_numbers({rows, columns}, seed);
}

double norm(const at::Tensor& x) { return x.norm().item<double>(); }

/// A layout of a matrix, a bias, an embedding table, a packed attention and a convolution.
struct small_model {
  sdkt::weight_layout layout;
  sdkt::trained_slices trained;

  small_model() {
    layout.add("fc1.weight", {5, 3});
    layout.add("fc1.bias", {5});
    layout.add("position_embedding.weight", {4, 3});
    layout.add("self_attn.in_proj.weight", {9, 3});
    layout.add("patch.weight", {2, 3, 2, 2});
    trained = {layout, {0, layout.size()}};
  }

  at::Tensor random(std::uint64_t seed) const {
    const at::Tensor theta = at::zeros({layout.size()}, at::kDouble);
    for (const auto& slice : layout.slices())
      part(theta, slice.name).copy_(random_numbers({slice.numel}, seed++));
    return theta;
  }
  at::Tensor part(const at::Tensor& theta, const std::string& name) const {
    const auto& slice = layout[*layout.find(name)];
    return theta.narrow(0, slice.offset, slice.numel);
  }
  opcm rule(double energy = 0.5) const {
    opcm made{.energy = energy};
    made.set_tensors(trained);
    return made;
  }
};

}  // namespace

TEST_CASE("beside a diagonal matrix a change loses its diagonal and the block of the largest") {
  const at::Tensor known = numbers({4, 0, 0, 0, 3, 0, 0, 0, 1}).view({3, 3});
  const at::Tensor change = numbers({1, 2, 3, 4, 5, 6, 7, 8, 9}).view({3, 3});
  // Of 8 in all: 4 is half of it, 7 more than three quarters.
  const at::Tensor without_diagonal = numbers({0, 2, 3, 4, 0, 6, 7, 8, 0}).view({3, 3});
  const at::Tensor without_block = numbers({0, 0, 3, 0, 0, 6, 7, 8, 0}).view({3, 3});
  for (const double energy : {0.0, 0.49, 0.5, 0.75, 0.87}) {
    CAPTURE(energy);
    CHECK(largest_difference(left_of(energy, change, known), without_diagonal) < 1e-14);
  }
  for (const double energy : {0.88, 0.99}) {
    CAPTURE(energy);
    CHECK(largest_difference(left_of(energy, change, known), without_block) < 1e-14);
  }
}

TEST_CASE("what is left has no diagonal and no first block in the bases of the known matrix, and the rest") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const auto& [rows, columns] : {std::pair{6, 6}, std::pair{4, 7}, std::pair{8, 3}, std::pair{1, 5}}) {
      for (const double energy : {0.0, 0.3, 0.5, 0.9}) {
        CAPTURE(seed, rows, columns, energy);
        const at::Tensor known = matrix(rows, columns, seed), change = matrix(rows, columns, 50 + seed);
        const at::Tensor left = left_of(energy, change, known);
        CHECK(largest_difference(left, by_complete_bases(energy, change, known)) < 1e-12);
        CHECK(norm(left) <= norm(change) + 1e-12);
        // A second time there is nothing to take.
        CHECK(largest_difference(left_of(energy, left, known), left) < 1e-12);
      }
    }
  }
}

TEST_CASE("of a change that is the known one nothing is left, and beside no change all of it") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const at::Tensor known = matrix(5, 4, seed);
    CHECK(norm(left_of(0.5, known.mul(-3), known)) < 1e-12);
    CHECK(same_bits(left_of(0.5, known, at::zeros({5, 4}, at::kDouble)), known));
  }
}

TEST_CASE("after one task the merge is that task, and so is theta") {
  const small_model model;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const at::Tensor change = model.random(seed);
    opcm rule = model.rule();
    rule.add(change, change.numel());
    CHECK(same_bits(rule.merged(), change));
    sdkt::merge_task_vectors extension{opcm{}, sdkt::merge_start::independent};
    const at::Tensor pretrained = model.random(100 + seed), trained_to = pretrained.add(change);
    sdkt::task_begin begin = begin_of(0, pretrained.clone(), pretrained);
    begin.trained = &model.trained;
    extension.on_task_begin(begin);
    const at::Tensor theta = trained_to.clone();
    at::Tensor next_start;
    sdkt::task_end end = end_of(0, theta, pretrained, pretrained);
    end.next_start = &next_start;
    extension.on_task_end(end);
    CHECK(largest_difference(theta, trained_to) < 1e-15);
    CHECK(same_bits(next_start, pretrained));
  }
}

TEST_CASE("the norm of the merge is the mean norm of the task vectors") {
  const small_model model;
  opcm rule = model.rule();
  double sum = 0;
  for (std::uint64_t task = 0; task < 5; ++task) {
    const at::Tensor change = model.random(10 * task).mul(1 + static_cast<double>(task));
    rule.add(change, change.numel());
    sum += norm(change);
    CHECK_THAT(norm(rule.merged()), WithinAbs(sum / static_cast<double>(task + 1), 1e-12));
  }
}

TEST_CASE("matrices are projected, each for itself; biases, embeddings and convolutions add up") {
  const small_model model;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const at::Tensor first = model.random(seed), second = model.random(30 + seed);
    opcm rule = model.rule();
    rule.add(first, first.numel());
    rule.add(second, second.numel());
    const double scale = norm(rule.sum) / norm(rule.merged());
    const auto added = [&](const std::string& name) {
      return model.part(rule.merged(), name).mul(scale).sub(model.part(first, name));
    };
    for (const char* name : {"fc1.bias", "position_embedding.weight", "patch.weight"}) {
      CAPTURE(name);
      CHECK(largest_difference(added(name), model.part(second, name)) < 1e-12);
    }
    const auto whole = [&](const at::Tensor& theta, const char* name, std::int64_t rows) {
      return model.part(theta, name).view({rows, 3});
    };
    CHECK(largest_difference(
              added("fc1.weight").view({5, 3}),
              by_complete_bases(0.5, whole(second, "fc1.weight", 5), whole(first, "fc1.weight", 5))) < 1e-12);
    for (std::int64_t part = 0; part < 3; ++part) {  // query, key and value
      const auto third = [&](const at::Tensor& packed) { return packed.narrow(0, 3 * part, 3); };
      const char* name = "self_attn.in_proj.weight";
      CHECK(largest_difference(
                third(added(name).view({9, 3})),
                by_complete_bases(0.5, third(whole(second, name, 9)), third(whole(first, name, 9)))) < 1e-12);
    }
  }
}

TEST_CASE("padding stays 0, and of no change comes no merge") {
  const small_model model;
  opcm rule = model.rule();
  const at::Tensor nothing = at::zeros({model.layout.size()}, at::kDouble);
  rule.add(nothing, nothing.numel());
  CHECK(rule.merged().abs().max().item<double>() == 0);
  const at::Tensor change = model.random(3);
  rule.add(change, change.numel());
  rule.add(model.random(4), change.numel());
  const at::Tensor merged = rule.merged();
  double of_slices = 0;
  for (const auto& slice : model.layout.slices())
    of_slices += model.part(merged, slice.name).square().sum().item<double>();
  CHECK_THAT(merged.square().sum().item<double>(), WithinAbs(of_slices, 1e-12));
}

TEST_CASE("a merge that is stored between or within tasks goes on bit for bit") {
  const small_model model;
  opcm whole = model.rule(), interrupted = model.rule();
  for (std::uint64_t task = 0; task < 4; ++task) {
    const at::Tensor change = model.random(task);
    whole.add(change, change.numel());
    interrupted = restored(opcm{}, stored(interrupted));
    CHECK(interrupted.matrices == whole.matrices);
    interrupted.add(change, change.numel());
    CHECK(same_bits(interrupted.merged(), whole.merged()));
  }
  auto broken = stored(whole);
  broken.second["num_matrix_numbers"] = 1e6;
  CHECK_THROWS_AS(restored(opcm{}, broken), sdkt::format_error);
}

TEST_CASE("shares outside [0, 1) are refused, and the rule describes its own") {
  CHECK_NOTHROW(opcm{.energy = 0}.check());
  for (const double wrong : {-0.1, 1.0, 2.0, std::nan("")}) {
    CHECK_THROWS_AS((opcm{.energy = wrong}.check()), sdkt::setting_error);
  }
  CHECK(sentence_of<sdkt::setting_error>([] { opcm{.energy = 1}.check(); }) ==
        "opcm_energy: the value 1 is out of range; use a number from 0 to below 1");
  sdkt::setting_list settings;
  sdkt::merge_task_vectors{opcm{.energy = 0.25}}.describe(settings);
  CHECK(std::get<double>(*settings.find("opcm_energy")) == 0.25);
  CHECK(std::get<std::string>(*settings.find("merge_rule")) == "opcm");
}
