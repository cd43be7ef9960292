// SPDX-License-Identifier: MIT
//
// Optimisers against the paths that make_optimisers.py wrote.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <sdkt/optimiser.hpp>

namespace {

using numbers = std::vector<double>;

const nlohmann::json& expected() {
  static const nlohmann::json json = nlohmann::json::parse(
      std::ifstream{std::filesystem::path{SDKT_SOURCE_DIR} / "tests/reference/optimiser/expected.json"});
  return json;
}

void write(at::Tensor part, const numbers& values) {
  REQUIRE(static_cast<std::size_t>(part.numel()) == values.size());
  auto* value = part.mutable_data_ptr<double>();
  for (const double number : values) *value++ = number;
}

/// Parts of 24, 15 and 7 numbers in one vector, each at a multiple of 64: the matrices [6, 4] and [3, 5], and the rest.
at::Tensor vector_of(const nlohmann::json& parts) {
  at::Tensor vector = at::zeros({192}, at::kDouble);
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const numbers values = parts[part];
    write(vector.narrow(0, static_cast<std::int64_t>(part) * 64, static_cast<std::int64_t>(values.size())),
          values);
  }
  return vector;
}

double apart(const at::Tensor& left, const at::Tensor& right) {
  return left.sub(right).abs().max().item<double>();
}

}  // namespace

TEST_CASE("twelve updates of sgd are torch.optim.SGD's") {
  for (const auto& run : expected()["sgd"]) {
    CAPTURE(run["momentum"].get<double>(), run["nesterov"].get<bool>());
    sdkt::sgd optimiser{.momentum = run["momentum"], .nesterov = run["nesterov"]};
    at::Tensor values = at::empty({9}, at::kDouble), gradient = values.clone(), path = values.clone();
    write(values, run["start"]);
    optimiser.begin_task({.values = values});
    for (std::size_t step = 0; step < run["path"].size(); ++step) {
      write(gradient, run["gradients"][step]);
      write(path, run["path"][step]);
      optimiser.update_values(values, gradient, run["rates"][step]);
      CHECK(apart(values, path) < 1e-14);
    }
  }
}

TEST_CASE(
    "twelve updates of muon are those of its formulas, and of torch.optim.AdamW for what is not a matrix") {
  for (const auto& run : expected()["muon"]) {
    CAPTURE(run["decay"].get<double>());
    sdkt::muon optimiser;
    at::Tensor values = vector_of(run["start"]);
    optimiser.begin_task({.values = values,
                          .weight_decay = run["decay"],
                          .matrices = {{"first", 0, 6, 4}, {"second", 64, 3, 5}}});
    for (std::size_t step = 0; step < run["path"].size(); ++step) {
      const at::Tensor gradient = vector_of(run["gradients"][step]);
      optimiser.update_values(values, gradient, run["rates"][step]);
      CHECK(apart(values, vector_of(run["path"][step])) < 1e-12);  // padding stays 0
    }
  }
}
