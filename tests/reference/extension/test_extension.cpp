// SPDX-License-Identifier: MIT
//
// Penalties, merges and herdings against PyTorch (make_extension.py).

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <sdkt/extension.hpp>

namespace {

const nlohmann::json& expected() {
  static const nlohmann::json json = nlohmann::json::parse(
      std::ifstream{std::filesystem::path{SDKT_SOURCE_DIR} / "tests/reference/extension/expected.json"});
  return json;
}

at::Tensor tensor_of(const nlohmann::json& numbers) {
  at::Tensor values = at::empty({static_cast<std::int64_t>(numbers.size())}, at::kDouble);
  auto* value = values.mutable_data_ptr<double>();
  for (const auto& number : numbers) *value++ = number.get<double>();
  return values;
}

double largest_difference(const at::Tensor& left, const at::Tensor& right) {
  return at::sub(left, right).abs().max().item<double>();
}

template <class E>
at::Tensor added_gradient(E& extension, const at::Tensor& theta) {
  const at::Tensor gradient = at::zeros_like(theta);
  extension.on_backward_end({.step = 0, .theta = theta, .gradient = gradient});
  return gradient;
}

/// A pass over the images of linear logits W x, with theta as W, as a trainer makes one.
sdkt::gradients_pass pass_over(const nlohmann::json& task) {
  const std::int64_t N = expected()["N"], C = expected()["C"], X = expected()["X"];
  const at::Tensor inputs_NX = tensor_of(task["inputs"]).view({N, X});
  const at::Tensor weights_CX = tensor_of(task["weights"]).view({C, X});
  const std::vector<std::int64_t> given = task["labels"];
  return [=](const sdkt::gradients_options& options, const auto& visit) {
    for (std::int64_t first = 0; first < N; first += options.batch_size) {
      const std::int64_t count = std::min(options.batch_size, N - first);
      const at::Tensor x_BX = inputs_NX.narrow(0, first, count);
      const at::Tensor logits_BC = at::matmul(x_BX, weights_CX.t());
      const at::Tensor error_BC = at::softmax(logits_BC, 1);
      for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t label = options.labels == sdkt::label_rule::given
                                       ? given[static_cast<std::size_t>(first + i)]
                                       : logits_BC[i].argmax().item<std::int64_t>();
        error_BC[i][label].sub_(1);
      }
      visit(count, at::matmul(error_BC.t(), x_BX).div(static_cast<double>(count)).flatten());
    }
  };
}

void check_penalty(const at::Tensor& gradient, double value, const nlohmann::json& wanted) {
  CHECK(largest_difference(gradient, tensor_of(wanted["gradient"])) < 1e-11);
  CHECK(std::abs(value - wanted["value"].get<double>()) < 1e-11);
}

}  // namespace

TEST_CASE("both elastic weight consolidations are PyTorch's, value and gradient, over three tasks") {
  for (const auto& one : expected()["consolidation"]) {
    CAPTURE(one["labels"].get<std::string>(), one["batch_size"].get<std::int64_t>());
    const auto labels = one["labels"] == "given" ? sdkt::label_rule::given : sdkt::label_rule::predicted;
    sdkt::ewc ewc{.strength = one["strength"], .labels = labels, .batch_size = one["batch_size"]};
    sdkt::online_ewc online{.strength = one["strength"],
                            .keep = one["keep"],
                            .add = one["add"],
                            .labels = labels,
                            .batch_size = one["batch_size"]};
    for (std::size_t k = 0; k < one["tasks"].size(); ++k) {
      const auto& task = one["tasks"][k];
      const auto& wanted = one["expected"][k];
      sdkt::task_end end;
      end.theta = tensor_of(task["weights"]);
      end.gradients = pass_over(task);
      const at::Tensor fisher =
          sdkt::extension::fisher_diagonal(end, {.batch_size = one["batch_size"], .labels = labels});
      CHECK(largest_difference(fisher, tensor_of(wanted["fisher"])) < 1e-14);
      ewc.on_task_end(end);
      online.on_task_end(end);
      const at::Tensor place = tensor_of(task["place"]);
      check_penalty(added_gradient(ewc, place), ewc.value(place), wanted["ewc"]);
      check_penalty(added_gradient(online, place), online.value(place), wanted["online"]);
    }
  }
}

TEST_CASE("GIFT's F and what its penalty adds to the gradient are PyTorch's") {
  for (const auto& one : expected()["gift"]) {
    sdkt::weight_layout layout;
    for (const auto& size : one["sizes"]) layout.add(std::to_string(layout.size()), {size});
    const sdkt::trained_slices trained{layout, {0, layout.size()}};
    // The tensors one after the other, put to their places in theta.
    const auto in_theta = [&](const char* name) {
      const at::Tensor packed = tensor_of(one[name]), theta = at::zeros({layout.size()}, at::kDouble);
      std::int64_t first = 0;
      for (const auto& slice : layout.slices()) {
        theta.narrow(0, slice.offset, slice.numel).copy_(packed.narrow(0, first, slice.numel));
        first += slice.numel;
      }
      return theta;
    };
    sdkt::instant_fisher extension{.strength = one["strength"]};
    sdkt::task_begin begin;
    begin.previous = in_theta("start");
    begin.trained = &trained;
    extension.on_task_begin(begin);
    const at::Tensor place = in_theta("place");
    extension.on_distillation_end({.step = 3, .theta = place, .gradient = in_theta("distillation")});
    CHECK(largest_difference(extension.fisher, in_theta("fisher")) < 1e-13);
    CHECK(largest_difference(added_gradient(extension, place), in_theta("added")) < 1e-12);
  }
}

TEST_CASE("the three merges are PyTorch's over all vectors at once") {
  for (const auto& one : expected()["merges"]) {
    CAPTURE(one["vectors"].size(), one["keep"].get<double>());
    sdkt::ties ties{.keep = one["keep"]};
    sdkt::magmax magmax;
    sdkt::task_arithmetic arithmetic;
    for (const auto& numbers : one["vectors"]) {
      const at::Tensor vector = tensor_of(numbers);
      ties.add(vector, vector.numel());
      magmax.add(vector, vector.numel());
      arithmetic.add(vector, vector.numel());
    }
    CHECK(largest_difference(ties.merged(), tensor_of(one["ties"])) < 1e-14);
    CHECK(largest_difference(magmax.merged(), tensor_of(one["magmax"])) == 0);
    CHECK(largest_difference(arithmetic.merged(), tensor_of(one["task_arithmetic"])) < 1e-14);
  }
}

TEST_CASE("OPCM's merge after every task is NumPy's") {
  for (const auto& one : expected()["opcm"]) {
    sdkt::weight_layout layout;
    for (std::size_t i = 0; i < one["names"].size(); ++i) layout.add(one["names"][i], one["shapes"][i]);
    const sdkt::trained_slices trained{layout, {0, layout.size()}};
    const auto in_theta = [&](const nlohmann::json& numbers) {
      const at::Tensor packed = tensor_of(numbers), theta = at::zeros({layout.size()}, at::kDouble);
      std::int64_t first = 0;
      for (const auto& slice : layout.slices()) {
        theta.narrow(0, slice.offset, slice.numel).copy_(packed.narrow(0, first, slice.numel));
        first += slice.numel;
      }
      return theta;
    };
    sdkt::opcm rule{.energy = one["energy"]};
    for (std::size_t task = 0; task < one["vectors"].size(); ++task) {
      rule.set_tensors(trained);
      const at::Tensor vector = in_theta(one["vectors"][task]);
      rule.add(vector, trained.num_weights());
      if (task == 0) continue;
      CAPTURE(task);
      CHECK(largest_difference(rule.merged(), in_theta(one["merged"][task - 1])) < 1e-12);
    }
  }
}

TEST_CASE("herdings are PyTorch's") {
  for (const auto& one : expected()["herding"]) {
    const at::Tensor features = tensor_of(one["features"]).view({one["images"], one["embedding"]});
    const std::vector<std::int64_t> wanted = one["picked"];
    CHECK(sdkt::extension::herd(features, static_cast<std::int64_t>(wanted.size())) == wanted);
  }
}
