// SPDX-License-Identifier: MIT
//
// Elastic weight consolidation: the Fisher diagonal, the penalties in closed form, and how they relate.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/outer.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "moments.hpp"
#include <sdkt/extension/ewc.hpp>
#include <sdkt/extension/l2_to_start.hpp>
#include <sdkt/extension/online_ewc.hpp>

namespace {

using namespace sdkt_test;

constexpr std::int64_t size = 11;

/// Ends a task whose pass gives two batches that depend on the seed; returns its Fisher diagonal.
template <class E>
at::Tensor end_task(E& extension, const at::Tensor& theta, std::uint64_t seed) {
  const at::Tensor first = random_numbers({size}, seed), second = random_numbers({size}, seed + 1);
  sdkt::task_end end = end_of(0, theta, theta, theta);
  end.gradients = pass_of({{3, first}, {2, second}});
  extension.on_task_end(end);
  return first.square().mul(3).add(second.square(), 2).div(5);
}

/// The gradient by central differences of value().
template <class E>
at::Tensor differences(const E& extension, const at::Tensor& theta) {
  constexpr double step = 1e-5;
  at::Tensor result = at::zeros({size}, at::kDouble);
  for (std::int64_t i = 0; i < size; ++i) {
    at::Tensor above = theta.clone(), below = theta.clone();
    above.narrow(0, i, 1).add_(step);
    below.narrow(0, i, 1).sub_(step);
    result[i].fill_((extension.value(above) - extension.value(below)) / (2 * step));
  }
  return result;
}

/// Linear logits W x over C classes: theta is W, flat.
struct toy_logits {
  std::int64_t N = 6, C = 3, X = 4;
  at::Tensor weights_CX = random_numbers({C, X}, 1), inputs_NX = random_numbers({N, X}, 2).mul(2);
  std::vector<std::int64_t> labels = {0, 2, 1, 1, 0, 2};

  /// The gradient [C X] of one image's cross-entropy at a label: (p_c - [c = y]) x_j.
  at::Tensor gradient(std::int64_t image, std::int64_t label) const {
    at::Tensor error_C = at::softmax(at::matmul(weights_CX, inputs_NX[image]), 0);
    error_C[label].sub_(1);
    return at::outer(error_C, inputs_NX[image]).flatten();
  }

  /// A pass over the images that does as it is told, sampling aside.
  sdkt::gradients_pass pass() const {
    return [this](const sdkt::gradients_options& options, const auto& visit) {
      for (std::int64_t first = 0; first < N; first += options.batch_size) {
        const std::int64_t count = std::min(options.batch_size, N - first);
        at::Tensor sum = at::zeros({C * X}, at::kDouble);
        for (std::int64_t image = first; image < first + count; ++image) {
          const bool given = options.labels == sdkt::label_rule::given;
          const std::int64_t likely = at::matmul(weights_CX, inputs_NX[image]).argmax().item<std::int64_t>();
          sum.add_(gradient(image, given ? labels[static_cast<std::size_t>(image)] : likely));
        }
        visit(count, sum.div(count));
      }
    };
  }
};

}  // namespace

TEST_CASE("the Fisher diagonal of linear logits is the mean of (p - [c = y])^2 x^2") {
  const toy_logits toy;
  sdkt::task_end end = end_of(0, toy.weights_CX.flatten(), {}, {});
  end.gradients = toy.pass();
  at::Tensor wanted_CX = at::zeros({toy.C, toy.X}, at::kDouble);
  for (std::int64_t i = 0; i < toy.N; ++i) {
    const at::Tensor p_C = at::softmax(at::matmul(toy.weights_CX, toy.inputs_NX[i]), 0);
    for (std::int64_t c = 0; c < toy.C; ++c) {
      const double is_label = c == toy.labels[static_cast<std::size_t>(i)] ? 1 : 0;
      const double error = p_C[c].item<double>() - is_label;
      wanted_CX[c].add_(toy.inputs_NX[i].square(), error * error / static_cast<double>(toy.N));
    }
  }
  CHECK(largest_difference(sdkt::extension::fisher_diagonal(end, {}), wanted_CX.flatten()) < 1e-14);
}

TEST_CASE("the Fisher pass asks for the settings of the extension, and weighs batches by their images") {
  const toy_logits toy;
  sdkt::gradients_options asked;
  sdkt::task_end end = end_of(0, toy.weights_CX.flatten(), {}, {});
  const sdkt::gradients_pass pass = toy.pass();
  end.gradients = [&](const sdkt::gradients_options& options, const auto& visit) {
    asked = options;
    pass(options, visit);
  };
  sdkt::ewc extension{
      .labels = sdkt::label_rule::predicted, .batch_size = 4, .view = sdkt::image_view::train};
  extension.on_task_end(end);
  CHECK(asked.labels == sdkt::label_rule::predicted);
  CHECK(asked.batch_size == 4);
  CHECK(asked.view == sdkt::image_view::train);

  std::vector<at::Tensor> batches;
  pass(asked, [&](std::int64_t, const at::Tensor& gradient) { batches.push_back(gradient.square()); });
  REQUIRE(batches.size() == 2);
  const at::Tensor wanted = batches[0].mul(4).add(batches[1], 2).div(6);
  CHECK(largest_difference(extension.importance, wanted) < 1e-15);

  sdkt::online_ewc online;
  online.on_task_end(end);
  CHECK(asked.labels == sdkt::label_rule::given);
  CHECK(asked.batch_size == 1);
  CHECK(asked.view == sdkt::image_view::eval);
}

TEST_CASE("a gradients buffer that the next batch overwrites gives the same Fisher diagonal") {
  const at::Tensor buffer = at::zeros({size}, at::kDouble), theta = at::zeros({size}, at::kDouble);
  sdkt::task_end end = end_of(0, theta, theta, theta);
  end.gradients = [&](const sdkt::gradients_options&, const auto& visit) {
    visit(3, buffer.copy_(random_numbers({size}, 8)));
    visit(2, buffer.copy_(random_numbers({size}, 9)));
  };
  sdkt::online_ewc extension;
  const at::Tensor wanted = end_task(extension, theta, 8);
  CHECK(largest_difference(sdkt::extension::fisher_diagonal(end, {}), wanted) < 1e-15);
}

TEST_CASE("on the first task both penalties leave the gradient as it is, bit for bit") {
  at::Tensor gradient = random_numbers({size}, 1);
  gradient.narrow(0, 2, 1).fill_(-0.0);
  sdkt::ewc ewc;
  sdkt::online_ewc online;
  CHECK(same_bits(gradient_after(ewc, random_numbers({size}, 2), gradient), gradient));
  CHECK(same_bits(gradient_after(online, random_numbers({size}, 2), gradient), gradient));
  CHECK(ewc.value(gradient) == 0);
  CHECK(online.value(gradient) == 0);
}

TEST_CASE("with strength 0 both penalties leave the gradient as it is, bit for bit") {
  at::Tensor gradient = random_numbers({size}, 1);
  gradient.narrow(0, 2, 1).fill_(-0.0);
  sdkt::ewc ewc{.strength = 0};
  sdkt::online_ewc online{.strength = 0};
  end_task(ewc, random_numbers({size}, 2), 3);
  end_task(online, random_numbers({size}, 2), 3);
  CHECK(same_bits(gradient_after(ewc, random_numbers({size}, 4), gradient), gradient));
  CHECK(same_bits(gradient_after(online, random_numbers({size}, 4), gradient), gradient));
}

TEST_CASE("ewc in running form is the sum over the past tasks, in value and gradient") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    sdkt::ewc extension{.strength = 3};
    std::vector<std::pair<at::Tensor, at::Tensor>> past;  // F_k and theta*_k
    for (std::uint64_t task = 0; task < 5; ++task) {
      const at::Tensor end = random_numbers({size}, 1000 * seed + task);
      past.emplace_back(end_task(extension, end, 1000 * seed + 10 * (task + 1)), end.clone());
      end.add_(1);  // the student goes on

      const at::Tensor theta = random_numbers({size}, 77 * seed + task);
      at::Tensor gradient = at::zeros({size}, at::kDouble);
      double value = 0;
      for (const auto& [fisher, centre] : past) {
        gradient.add_(fisher.mul(theta.sub(centre)), 3);
        value += 1.5 * fisher.mul(theta.sub(centre).square()).sum().item<double>();
      }
      CHECK(largest_difference(added_gradient(extension, theta), gradient) < 1e-13);
      CHECK(std::abs(extension.value(theta) - value) < 1e-12);
    }
  }
}

TEST_CASE("online ewc keeps one centre and F <- keep F + add F_k") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    sdkt::online_ewc extension{.strength = 3, .keep = 0.5, .add = 0.25};
    at::Tensor fisher = at::zeros({size}, at::kDouble);
    for (std::uint64_t task = 0; task < 4; ++task) {
      const at::Tensor end = random_numbers({size}, 1000 * seed + task), centre = end.clone();
      fisher = fisher.mul(0.5).add(end_task(extension, end, 1000 * seed + 10 * (task + 1)), 0.25);
      end.add_(1);
      const at::Tensor theta = random_numbers({size}, 77 * seed + task), moved = theta.sub(centre);
      CHECK(largest_difference(added_gradient(extension, theta), fisher.mul(moved).mul(3)) < 1e-14);
      const double value = 1.5 * fisher.mul(moved.square()).sum().item<double>();
      CHECK(std::abs(extension.value(theta) - value) < 1e-13);
    }
  }
}

TEST_CASE("both penalties have the gradients that finite differences of their values measure") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    sdkt::ewc ewc{.strength = 2.5};
    sdkt::online_ewc online{.strength = 2.5, .keep = 0.7};
    for (std::uint64_t task = 0; task < 3; ++task) {
      end_task(ewc, random_numbers({size}, seed + 100 * task), seed + 7 * task);
      end_task(online, random_numbers({size}, seed + 100 * task), seed + 7 * task);
    }
    const at::Tensor theta = random_numbers({size}, seed + 999);
    CHECK(largest_difference(added_gradient(ewc, theta), differences(ewc, theta)) < 1e-9);
    CHECK(largest_difference(added_gradient(online, theta), differences(online, theta)) < 1e-9);
  }
}

TEST_CASE("with one past task ewc is online ewc") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    sdkt::ewc ewc;
    sdkt::online_ewc online;
    const at::Tensor centre = random_numbers({size}, seed), theta = random_numbers({size}, seed + 50);
    end_task(ewc, centre, seed + 100);
    end_task(online, centre, seed + 100);
    CHECK(largest_difference(added_gradient(ewc, theta), added_gradient(online, theta)) < 1e-11);
    CHECK(std::abs(ewc.value(theta) - online.value(theta)) < 1e-10);
    CHECK(std::abs(ewc.value(centre)) < 1e-10);
  }
}

TEST_CASE("with F = 1 and strength 2 online ewc is ZSCL's penalty") {
  const at::Tensor centre = random_numbers({size}, 1), theta = random_numbers({size}, 2);
  sdkt::ewc ewc{.strength = 2};
  sdkt::online_ewc online{.strength = 2};
  sdkt::l2_to_start l2{.strength = 1};
  sdkt::task_end end = end_of(0, centre, centre, centre);
  end.gradients = pass_of({{1, at::ones({size}, at::kDouble)}, {1, at::full({size}, -1.0, at::kDouble)}});
  ewc.on_task_end(end);
  online.on_task_end(end);
  l2.on_task_begin(begin_of(1, centre, centre));
  CHECK(same_bits(added_gradient(online, theta), added_gradient(l2, theta)));
  CHECK(largest_difference(added_gradient(ewc, theta), added_gradient(l2, theta)) < 1e-15);
  const double square = theta.sub(centre).square().sum().item<double>();
  CHECK(std::abs(ewc.value(theta) - square) < 1e-13);
  CHECK(std::abs(online.value(theta) - square) < 1e-13);
}

TEST_CASE("ewc keeps two vectors however many tasks there are") {
  sdkt::ewc extension;
  for (std::uint64_t task = 0; task < 6; ++task) {
    end_task(extension, random_numbers({size}, task), task);
    const auto [tensors, values] = stored(extension);
    CHECK(tensors.size() == 2);
    CHECK(values.size() == 1);
  }
}
