// SPDX-License-Identifier: MIT
//
// What happens to the weights at a task's end: WiSE-FT's interpolation, and the merges of task vectors.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "moments.hpp"
#include <sdkt/extension/interpolate.hpp>
#include <sdkt/extension/magmax.hpp>
#include <sdkt/extension/task_arithmetic.hpp>
#include <sdkt/extension/ties.hpp>

namespace {

using namespace sdkt_test;
using sdkt::interpolation_target;
using sdkt::merge_start;

const at::Tensor first = numbers({4, -1, .5, 2, .1}), second = numbers({-3, -2, .2, 1, .3});

/// What a rule makes of task vectors without padding.
template <class Rule>
at::Tensor merged(Rule rule, const std::vector<at::Tensor>& vectors) {
  for (const auto& vector : vectors) rule.add(vector, vector.numel());
  return rule.merged();
}

/// The weights after each task, where task k adds change_k to what it starts from.
template <class E>
std::vector<at::Tensor> evaluated(E extension, const at::Tensor& pretrained,
                                  const std::vector<at::Tensor>& changes) {
  at::Tensor theta = pretrained.clone();
  std::vector<at::Tensor> results;
  for (std::size_t k = 0; k < changes.size(); ++k) {
    const auto task = static_cast<std::int64_t>(k);
    const sdkt::task_begin begin = begin_of(task, theta, pretrained);
    if constexpr (requires { extension.on_task_begin(begin); }) extension.on_task_begin(begin);
    theta.add_(changes[k]);
    at::Tensor next_start;
    sdkt::task_end end = end_of(task, theta, begin.previous, pretrained);
    end.next_start = &next_start;
    extension.on_task_end(end);
    results.push_back(theta.clone());
    if (next_start.defined()) theta.copy_(next_start);
  }
  return results;
}

std::vector<at::Tensor> random_changes(std::size_t count, std::int64_t size, std::uint64_t seed) {
  std::vector<at::Tensor> changes;
  for (std::size_t k = 0; k < count; ++k) changes.push_back(random_numbers({size}, 100 * seed + k));
  return changes;
}

}  // namespace

TEST_CASE("alpha 1 is fine-tuning, bit for bit, and alpha 0 gives the target") {
  for (const auto towards : {interpolation_target::previous, interpolation_target::pretrained}) {
    const at::Tensor pretrained = random_numbers({30}, 1);
    const auto changes = random_changes(3, 30, 2);
    const auto kept = evaluated(sdkt::interpolate{.alpha = 1, .towards = towards}, pretrained, changes);
    at::Tensor theta = pretrained.clone();
    for (std::size_t k = 0; k < 3; ++k) CHECK(same_bits(kept[k], theta.add_(changes[k])));
    const auto lost = evaluated(sdkt::interpolate{.alpha = 0, .towards = towards}, pretrained, changes);
    for (const auto& result : lost) CHECK(same_bits(result, pretrained));
  }
}

TEST_CASE("alpha 1 keeps the sign of every 0") {
  const at::Tensor theta = numbers({-0.0, 0.0, 1});
  sdkt::interpolate{.alpha = 1}.on_task_end(end_of(0, theta, numbers({1, 1, 1}), numbers({1, 1, 1})));
  CHECK(same_bits(theta, numbers({-0.0, 0.0, 1})));
}

TEST_CASE("both targets agree on the first task, and theta is alpha theta + (1 - alpha) target") {
  const at::Tensor pretrained = random_numbers({30}, 1);
  const auto changes = random_changes(1, 30, 2);
  const auto previous = evaluated(sdkt::interpolate{}, pretrained, changes);
  const auto back =
      evaluated(sdkt::interpolate{.towards = interpolation_target::pretrained}, pretrained, changes);
  CHECK(same_bits(previous[0], back[0]));
  CHECK(largest_difference(previous[0], pretrained.add(changes[0], 0.8)) < 1e-15);
}

TEST_CASE("over tasks WiSE-FT adds alpha d_k, towards the pre-trained weights a power of alpha less") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const double alpha = 0.1 + 0.1 * static_cast<double>(seed);
    const at::Tensor pretrained = random_numbers({12}, seed);
    const auto changes = random_changes(4, 12, seed + 1);
    const auto previous = evaluated(sdkt::interpolate{.alpha = alpha}, pretrained, changes);
    const auto back = evaluated(
        sdkt::interpolate{.alpha = alpha, .towards = interpolation_target::pretrained}, pretrained, changes);
    for (std::size_t K = 0; K < 4; ++K) {
      at::Tensor sum = pretrained.clone(), powers = pretrained.clone();
      for (std::size_t k = 0; k <= K; ++k) {
        sum.add_(changes[k], alpha);
        powers.add_(changes[k], std::pow(alpha, static_cast<double>(K - k + 1)));
      }
      CHECK(largest_difference(previous[K], sum) < 1e-14);
      CHECK(largest_difference(back[K], powers) < 1e-14);
    }
  }
}

TEST_CASE("two known task vectors merge to the known numbers") {
  CHECK(largest_difference(merged(sdkt::task_arithmetic{}, {first, second}),
                           numbers({.5, -1.5, .35, 1.5, .2})) < 1e-15);
  CHECK(largest_difference(merged(sdkt::magmax{}, {first, second}), numbers({2, -1, .25, 1, .15})) == 0);
  CHECK(largest_difference(merged(sdkt::ties{.keep = 0.4, .scale = 1}, {first, second}),
                           numbers({4, -1.5, 0, 1.5, 0})) == 0);
  CHECK(largest_difference(merged(sdkt::ties{.keep = 0.4}, {first, second}),
                           numbers({2.2, -.825, 0, .825, 0})) < 1e-15);
}

TEST_CASE("task arithmetic with a scale is that scale times the sum") {
  CHECK(largest_difference(merged(sdkt::task_arithmetic{.scale = 0.3}, {first, second}),
                           first.add(second).mul(0.3)) < 1e-15);
  CHECK(merged(sdkt::task_arithmetic{.scale = 0}, {first, second}).abs().max().item<double>() == 0);
}

TEST_CASE("of changes of equal size magmax takes the later") {
  CHECK(at::equal(merged(sdkt::magmax{.scale = 1}, {numbers({2, -2, 1}), numbers({-2, 2, -1})}),
                  numbers({-2, 2, -1})));
}

TEST_CASE("after one task arithmetic gives theta_1 and magmax pretrained + 0.5 d_1, from either start") {
  const at::Tensor pretrained = random_numbers({40}, 1);
  const auto changes = random_changes(1, 40, 2);
  for (const auto trains : {merge_start::sequential, merge_start::independent}) {
    const auto sum =
        evaluated(sdkt::merge_task_vectors{sdkt::task_arithmetic{}, trains}, pretrained, changes);
    CHECK(largest_difference(sum[0], pretrained.add(changes[0])) < 1e-15);
    const auto largest = evaluated(sdkt::merge_task_vectors{sdkt::magmax{}, trains}, pretrained, changes);
    CHECK(largest_difference(largest[0], pretrained.add(changes[0], 0.5)) < 1e-15);
  }
}

TEST_CASE("a running merge is the merge of all vectors, trained sequentially or independently") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const at::Tensor pretrained = random_numbers({15}, seed);
    const auto changes = random_changes(5, 15, seed + 1);
    for (const auto trains : {merge_start::sequential, merge_start::independent}) {
      const auto sum =
          evaluated(sdkt::merge_task_vectors{sdkt::task_arithmetic{}, trains}, pretrained, changes);
      const auto largest = evaluated(sdkt::merge_task_vectors{sdkt::magmax{}, trains}, pretrained, changes);
      const auto trimmed = evaluated(sdkt::merge_task_vectors{sdkt::ties{}, trains}, pretrained, changes);
      std::vector<at::Tensor> vectors;
      for (std::size_t K = 0; K < 5; ++K) {
        // Unmerged weights go on: sequential task vectors add up, independent ones stand alone.
        const bool adds = trains == merge_start::sequential && K > 0;
        vectors.push_back(adds ? vectors.back().add(changes[K]) : changes[K]);
        at::Tensor mean = at::zeros({15}, at::kDouble), best = vectors[0];
        for (const auto& vector : vectors) {
          mean.add_(vector, 1.0 / static_cast<double>(vectors.size()));
          best = vector.abs().ge(best.abs()).mul(vector).add(vector.abs().lt(best.abs()).mul(best));
        }
        CHECK(largest_difference(sum[K], pretrained.add(mean)) < 1e-14);
        CHECK(largest_difference(largest[K], pretrained.add(best, 0.5)) < 1e-14);
        CHECK(largest_difference(trimmed[K], pretrained.add(merged(sdkt::ties{}, vectors))) < 1e-14);
      }
    }
  }
}

TEST_CASE("the merge is evaluated and never trained on") {
  const at::Tensor pretrained = random_numbers({6}, 1), start = random_numbers({6}, 2);
  const at::Tensor trained = random_numbers({6}, 3);
  for (const auto trains : {merge_start::sequential, merge_start::independent}) {
    sdkt::merge_task_vectors extension{sdkt::magmax{}, trains};
    at::Tensor theta = trained.clone(), next_start;
    sdkt::task_end end = end_of(1, theta, start, pretrained);
    end.next_start = &next_start;
    extension.on_task_end(end);
    CHECK(same_bits(next_start, trains == merge_start::sequential ? trained : pretrained));
    CHECK(!at::equal(theta, trained));
    theta.zero_();  // what is evaluated is no longer what the next task starts from
    CHECK(same_bits(next_start, trains == merge_start::sequential ? trained : pretrained));
  }
}

TEST_CASE("a merge without a second argument trains sequentially") {
  const sdkt::merge_task_vectors extension{sdkt::ties{.keep = 0.347}};
  CHECK(extension.trains == merge_start::sequential);
  CHECK(extension.rule.keep == 0.347);
}
