// SPDX-License-Identifier: MIT
//
// ridge_head against what make_classifier.py wrote.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/full.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/where.h>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <sdkt/classifier.hpp>

namespace {

const nlohmann::json& expected() {
  static const nlohmann::json json = nlohmann::json::parse(
      std::ifstream{std::filesystem::path{SDKT_SOURCE_DIR} / "tests/reference/classifier/expected.json"});
  return json;
}

at::Tensor matrix(const nlohmann::json& rows) {
  std::vector<double> values;
  for (const auto& row : rows) {
    for (const double value : row) values.push_back(value);
  }
  return at::tensor(values, at::kDouble).view({static_cast<std::int64_t>(rows.size()), -1});
}

at::Tensor whole_numbers(const nlohmann::json& list) {
  return at::tensor(list.get<std::vector<std::int64_t>>(), at::kLong);
}

double apart(const at::Tensor& left, const at::Tensor& right) {
  return left.sub(right).abs().max().item<double>();
}

void check(sdkt::ridge_head head, const char* form) {
  INFO(form);
  const at::Tensor asked = matrix(expected()["asked"]).to(at::kFloat);
  const at::Tensor texts = matrix(expected()["texts"]).to(at::kFloat);
  for (const auto& stage : expected()["stages"]) {
    head.learn_task({.seed = expected()["seed"],
                     .features = matrix(stage["features"]).to(at::kFloat),
                     .labels = whole_numbers(stage["labels"]),
                     .num_classes = stage["num_classes"]});
    CHECK(apart(head.regressed(asked), matrix(stage[form]["regressed"])) < 1e-9);
    const at::Tensor scores = head.class_scores({.features = asked,
                                                 .texts = texts,
                                                 .scale = at::full({}, expected()["scale"].get<float>()),
                                                 .classes = whole_numbers(stage["classes"])});
    const at::Tensor published = matrix(stage[form]["scores"]);
    const std::vector<bool> learnt = stage["learnt"];
    for (std::size_t image = 0; image < learnt.size(); ++image) {
      const auto row = static_cast<std::int64_t>(image);
      // Elsewhere the logits stay, of which the published scores are the softmax.
      const at::Tensor found = learnt[image] ? scores[row] : at::softmax(scores[row], 0);
      CHECK(apart(found, published[row]) < 1e-6);  // logits in float
    }
  }
}

}  // namespace

TEST_CASE("the random units are those of the seed") {
  sdkt::ridge_head head{.form = sdkt::ridge_form::primal, .units = expected()["num_units"]};
  const auto& stage = expected()["stages"][0];
  head.learn_task({.seed = expected()["seed"],
                   .features = matrix(stage["features"]).to(at::kFloat),
                   .labels = whole_numbers(stage["labels"]),
                   .num_classes = stage["num_classes"]});
  static_cast<void>(head.regressed(head.features));
  CHECK(apart(head.hidden.narrow(1, 0, 5).to(at::kDouble), matrix(expected()["units"])) == 0);
}

TEST_CASE("dual and primal are the published ones, task by task, with a class of two tasks") {
  check({}, "dual");
  check({.form = sdkt::ridge_form::primal, .units = expected()["num_units"]}, "primal");
}
