// SPDX-License-Identifier: MIT
//
// What PyTorch computed (expected.json, by make_policy.py), as tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/sub.h>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

namespace sdkt_test {

inline const nlohmann::json& expected() {
  static const nlohmann::json json = nlohmann::json::parse(
      std::ifstream{std::filesystem::path{SDKT_SOURCE_DIR} / "tests/reference/policy/expected.json"});
  return json;
}

inline at::Tensor tensor_of(const nlohmann::json& numbers, std::vector<std::int64_t> shape) {
  at::Tensor values = at::empty(shape, at::kDouble);
  REQUIRE(static_cast<std::size_t>(values.numel()) == numbers.size());
  auto* value = values.mutable_data_ptr<double>();
  for (const auto& number : numbers) *value++ = number.get<double>();
  return values;
}

inline at::Tensor scalar(const nlohmann::json& number) {
  return at::full({}, number.get<double>(), at::kDouble);
}

inline double largest_difference(const at::Tensor& left, const at::Tensor& right) {
  return at::sub(left, right).abs().max().item<double>();
}

}  // namespace sdkt_test
