// SPDX-License-Identifier: MIT
//
// Herding: the known order of five directions, the greedy choice spelt out, and its prefixes.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "moments.hpp"
#include <sdkt/extension/herding.hpp>

namespace {

using namespace sdkt_test;
using indices = std::vector<std::int64_t>;

at::Tensor unit_rows(std::int64_t rows, std::int64_t columns, std::uint64_t seed) {
  const at::Tensor values = random_numbers({rows, columns}, seed).add(0.3);
  return values.div(at::linalg_vector_norm(values, 2, at::IntArrayRef{1}, /*keepdim=*/true));
}

/// The definition, candidate by candidate.
indices literal(const at::Tensor& features_NE, std::int64_t count) {
  const at::Tensor mean_E = features_NE.mean(0);
  at::Tensor sum_E = at::zeros_like(mean_E);
  indices picked;
  std::set<std::int64_t> left;
  for (std::int64_t i = 0; i < features_NE.size(0); ++i) left.insert(i);
  for (std::int64_t k = 0; k < count; ++k) {
    double best_distance = std::numeric_limits<double>::infinity();
    std::int64_t best = -1;
    for (const std::int64_t i : left) {
      const at::Tensor mean_with = features_NE[i].add(sum_E).div(static_cast<double>(k + 1));
      const double distance = mean_E.sub(mean_with).square().sum().item<double>();
      if (distance < best_distance - 1e-15) best_distance = distance, best = i;
    }
    picked.push_back(best);
    left.erase(best);
    sum_E = sum_E.add(features_NE[best]);
  }
  return picked;
}

}  // namespace

TEST_CASE("unit vectors at 0, 10, 80, 90 and 40 degrees are picked 40, 80, 0, 90, 10") {
  std::vector<double> values;
  for (const double degrees : {0.0, 10.0, 80.0, 90.0, 40.0}) {
    const double angle = degrees * std::acos(-1.0) / 180;
    values.insert(values.end(), {std::cos(angle), std::sin(angle)});
  }
  const at::Tensor features = numbers(values).view({5, 2});
  CHECK(sdkt::extension::herd(features, 5) == indices{4, 2, 0, 3, 1});
  CHECK(sdkt::extension::herd(features.to(at::kFloat), 5) == indices{4, 2, 0, 3, 1});
}

TEST_CASE("herding is the greedy choice of its definition") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const at::Tensor features = unit_rows(30, 6, seed);
    CHECK(sdkt::extension::herd(features, 30) == literal(features, 30));
  }
}

TEST_CASE("rows need not be of unit length") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const at::Tensor features = random_numbers({20, 4}, seed).mul(3);
    CHECK(sdkt::extension::herd(features, 12) == literal(features, 12));
  }
}

TEST_CASE("a prefix of a herding is the smaller herding, in fp32 too") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const at::Tensor features = unit_rows(60, 16, seed).to(at::kFloat);
    const indices all = sdkt::extension::herd(features, 60);
    for (const std::int64_t count : {0, 1, 7, 31}) {
      CHECK(sdkt::extension::herd(features, count) == indices{all.begin(), all.begin() + count});
    }
    CHECK(std::set<std::int64_t>{all.begin(), all.end()}.size() == 60);
  }
}

TEST_CASE("of equal rows the first is picked first") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    // Rows 0 .. 39, then each of them once more: where a copy stands, its product may round differently.
    const at::Tensor once = unit_rows(40, 37, seed).to(at::kFloat);
    const indices order = sdkt::extension::herd(at::cat({once, once}), 80);
    std::vector<std::size_t> place(80);
    for (std::size_t k = 0; k < 80; ++k) place[static_cast<std::size_t>(order[k])] = k;
    for (std::size_t i = 0; i < 40; ++i) CHECK(place[i] < place[i + 40]);
  }
  CHECK(sdkt::extension::herd(at::zeros({4, 3}), 4) == indices{0, 1, 2, 3});
}

TEST_CASE("where there are fewer rows than asked for, all are picked") {
  CHECK(sdkt::extension::herd(unit_rows(3, 4, 1), 10).size() == 3);
  CHECK(sdkt::extension::herd(at::zeros({0, 4}), 10).empty());
}

TEST_CASE("the mean of a herding is nearer to the mean than that of the first rows") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const at::Tensor features = unit_rows(200, 8, seed), mean = features.mean(0);
    const at::Tensor picked =
        at::index_select(features, 0, at::tensor(sdkt::extension::herd(features, 20), at::kLong));
    const double herded = picked.mean(0).sub(mean).square().sum().item<double>();
    const double plain = features.narrow(0, 0, 20).mean(0).sub(mean).square().sum().item<double>();
    CHECK(herded < plain);
  }
}

TEST_CASE("features that are not finite are refused") {
  at::Tensor features = unit_rows(4, 3, 1);
  features[2][1].fill_(std::numeric_limits<double>::quiet_NaN());
  CHECK(sentence_of<sdkt::data_error>([&] { static_cast<void>(sdkt::extension::herd(features, 2)); }) ==
        "herding: the features of an image are not finite; the model has diverged: train with a lower "
        "learning rate");
}
