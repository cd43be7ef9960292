// SPDX-License-Identifier: MIT
//
// TIES: the trim threshold, the vote on signs, padding, and the running sums against all vectors at once.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "moments.hpp"
#include <sdkt/extension/ties.hpp>

namespace {

using namespace sdkt_test;

std::vector<double> list_of(const at::Tensor& values) {
  const auto* value = values.const_data_ptr<double>();
  return {value, value + values.numel()};
}

double sign(double x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

/// The whole of TIES over all vectors, entry by entry.
std::vector<double> all_at_once(const std::vector<at::Tensor>& vectors, double keep, double scale) {
  std::vector<std::vector<double>> trimmed;
  for (const auto& vector : vectors) {
    std::vector<double> values = list_of(vector), magnitudes;
    for (const double value : values) magnitudes.push_back(std::abs(value));
    std::sort(magnitudes.begin(), magnitudes.end());
    const auto V = values.size();
    const double threshold = magnitudes[V - static_cast<std::size_t>(keep * static_cast<double>(V)) - 1];
    for (double& value : values) value = std::abs(value) >= threshold ? value : 0;
    trimmed.push_back(values);
  }
  std::vector<double> signs, result;
  double majority = 0;
  for (std::size_t i = 0; i < trimmed[0].size(); ++i) {
    double sum = 0;
    for (const auto& values : trimmed) sum += values[i];
    signs.push_back(sign(sum));
    majority += signs.back();
  }
  for (std::size_t i = 0; i < signs.size(); ++i) {
    const double elected = signs[i] == 0 ? sign(majority) : signs[i];
    double sum = 0, count = 0;
    for (const auto& values : trimmed) {
      if (values[i] != 0 && sign(values[i]) == elected) sum += values[i], ++count;
    }
    result.push_back(count > 0 ? scale * sum / count : 0);
  }
  return result;
}

at::Tensor running(sdkt::ties rule, const std::vector<at::Tensor>& vectors, std::int64_t num_weights) {
  for (const auto& vector : vectors) rule.add(vector, num_weights);
  return rule.merged();
}

std::int64_t kept(double keep, std::int64_t size) {
  const at::Tensor vector = random_numbers({size}, static_cast<std::uint64_t>(size));
  return sdkt::ties{.keep = keep}.trim(vector, size).ne(0).sum().item<std::int64_t>();
}

}  // namespace

TEST_CASE("the trim keeps floor(keep V) + 1 entries, the threshold itself included") {
  CHECK(kept(0.2, 5) == 2);
  CHECK(kept(0.2, 4) == 1);  // floor(0.8) + 1
  CHECK(kept(0.2, 100) == 21);
  CHECK(kept(0.4, 5) == 3);
  CHECK(kept(0.5, 7) == 4);
  CHECK(kept(1.0, 7) == 7);
  CHECK(kept(0.2, 1) == 1);
  const at::Tensor vector = numbers({1, -5, 2, 4, -3});
  CHECK(at::equal(sdkt::ties{}.trim(vector, 5), numbers({0, -5, 0, 4, 0})));
  CHECK(at::equal(sdkt::ties{.keep = 0.6}.trim(vector, 5), numbers({0, -5, 2, 4, -3})));
}

TEST_CASE("entries that equal the threshold all stay") {
  CHECK(at::equal(sdkt::ties{}.trim(numbers({2, -2, 1, 2, -2}), 5), numbers({2, -2, 0, 2, -2})));
}

TEST_CASE("a sum of 0 takes the sign of most of the others") {
  const sdkt::ties rule{.keep = 1, .scale = 1};
  // The first entries cancel; two of the others are positive, then two negative.
  CHECK(
      at::equal(running(rule, {numbers({2, 3, 1, -1}), numbers({-2, 1, 1, -1})}, 4), numbers({2, 2, 1, -1})));
  CHECK(at::equal(running(rule, {numbers({2, 3, -1, -1}), numbers({-2, 1, -1, -1})}, 4),
                  numbers({-2, 2, -1, -1})));
  // No majority: it stays 0.
  CHECK(at::equal(running(rule, {numbers({2, 3, -1}), numbers({-2, 1, -1})}, 3), numbers({0, 2, -1})));
}

TEST_CASE("running ties is ties over all vectors at once") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    const std::size_t K = 1 + seed % 6;
    const double keep = 0.1 + 0.1 * static_cast<double>(seed % 9);
    std::vector<at::Tensor> vectors;
    for (std::size_t k = 0; k < K; ++k) {
      // Numbers of few digits, so that sums cancel to 0 and magnitudes are equal now and then.
      vectors.push_back(random_numbers({23}, 100 * seed + k).mul(4).round().div(4));
    }
    const at::Tensor wanted = numbers(all_at_once(vectors, keep, 0.55));
    CHECK(largest_difference(running({.keep = keep}, vectors, 23), wanted) < 1e-15);
  }
}

TEST_CASE("padding does not count towards what is kept, wherever it lies") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    std::vector<at::Tensor> plain, padded;
    for (std::uint64_t k = 0; k < 3; ++k) {
      const at::Tensor left = random_numbers({13}, 10 * seed + k), right = random_numbers({7}, 99 * seed + k);
      const at::Tensor gap = at::zeros({51}, at::kDouble);
      plain.push_back(at::cat({left, right}));
      padded.push_back(at::cat({left, gap, right, gap}));
    }
    const at::Tensor wanted = running({}, plain, 20), result = running({}, padded, 20);
    CHECK(at::equal(result.narrow(0, 0, 13), wanted.narrow(0, 0, 13)));
    CHECK(at::equal(result.narrow(0, 64, 7), wanted.narrow(0, 13, 7)));
    CHECK(result.ne(0).sum().item<std::int64_t>() == wanted.ne(0).sum().item<std::int64_t>());
  }
}

TEST_CASE("a merge learns from the task's begin which elements are weights") {
  sdkt::weight_layout layout;
  layout.add("first", {13});
  layout.add("second", {7});
  const sdkt::trained_slices trained{layout, {0, layout.size()}};
  at::Tensor change = at::zeros({layout.size()}, at::kDouble);
  change.narrow(0, 0, 13).copy_(random_numbers({13}, 1));
  change.narrow(0, 64, 7).copy_(random_numbers({7}, 2));
  const at::Tensor pretrained = at::zeros({layout.size()}, at::kDouble);

  const auto nonzero = [&](const sdkt::trained_slices* slices) {
    sdkt::merge_task_vectors extension{sdkt::ties{}};
    const at::Tensor theta = pretrained.clone();
    sdkt::task_begin begin = begin_of(0, theta, pretrained);
    begin.trained = slices;
    extension.on_task_begin(begin);
    theta.add_(change);
    extension.on_task_end(end_of(0, theta, begin.previous, pretrained));
    return theta.ne(0).sum().item<std::int64_t>();
  };
  CHECK(nonzero(&trained) == 5);  // floor(0.2 * 20) + 1
  CHECK(nonzero(nullptr) == 20);  // all 128 count, and 0.2 of them are more than there are weights
}
