// SPDX-License-Identifier: MIT
//
// Features of classes over several templates, a loss on them and its gradient equal those that transformers
// and open_clip gave (make_templates.py).

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <sdkt/clip/load.hpp>
#include <sdkt/step/text_features.hpp>
#include <sdkt/stream/task.hpp>

namespace {

using nlohmann::json;

const std::string root = SDKT_SOURCE_DIR;

/// Unit rows of counted numbers, as make_templates.py makes them.
at::Tensor counted_images(std::int64_t rows, std::int64_t width) {
  std::uint64_t first = 0xCBF29CE484222325ULL;
  for (const char letter : std::string_view{"templates.images"}) {
    first = (first ^ static_cast<unsigned char>(letter)) * 0x100000001B3ULL;
  }
  std::vector<float> values;
  for (std::int64_t i = 0; i < rows * width; ++i) {
    std::uint64_t z = first + static_cast<std::uint64_t>(i) + 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    z ^= z >> 31;
    values.push_back(static_cast<float>(static_cast<double>(z >> 40) * 0x1.0p-23 - 1));
  }
  const at::Tensor images = at::tensor(values).view({rows, width});
  return images.div(images.norm(2, {1}, true));
}

}  // namespace

TEST_CASE("classes over several templates are those of transformers within 1e-5, and so is the gradient") {
  std::ifstream file{root + "/tests/reference/embeddings/templates.json"};
  const json expected = json::parse(file);
  const auto templates = expected.at("templates").get<std::vector<std::string>>();
  std::vector<std::string> prompts;
  for (const auto& name : expected.at("classes")) {
    prompts.push_back(sdkt::stream::fill_templates(templates, name.get<std::string>()));
  }
  const auto model = sdkt::clip::load(root + "/examples/mini/model");
  const at::Tensor weights_P = model.weights().clone().requires_grad_();
  const auto weights = sdkt::view_weights(model.layout(), weights_P);
  const at::Tensor features_CE =
      sdkt::step::encode_prompts(model, weights, sdkt::step::tokenize_prompts(model, prompts));
  REQUIRE(features_CE.size(0) == static_cast<std::int64_t>(prompts.size()));
  for (std::size_t c = 0; c < prompts.size(); ++c) {
    const at::Tensor row = at::tensor(expected.at("features")[c].get<std::vector<double>>());
    const double apart = features_CE[static_cast<std::int64_t>(c)].detach().sub(row).norm().item<double>();
    INFO(prompts[c] << ": " << apart);
    CHECK(apart <= 1e-5);
  }

  const auto labels = expected.at("labels").get<std::vector<std::int64_t>>();
  const at::Tensor images = counted_images(static_cast<std::int64_t>(labels.size()), features_CE.size(1));
  const at::Tensor logits = at::matmul(images, features_CE.t()).mul(model.logit_scale(weights).detach());
  const at::Tensor loss = at::cross_entropy_loss(logits, at::tensor(labels));
  CHECK(std::abs(loss.item<double>() - expected.at("loss").get<double>()) < 1e-5);
  loss.backward();
  std::size_t compared = 0;
  for (const auto& slice : model.layout().slices()) {
    const auto wanted = expected.at("gradient_norms").find(slice.name);
    if (wanted == expected.at("gradient_norms").end()) continue;
    ++compared;
    const double norm = sdkt::view_slice(slice, weights_P.grad()).norm().item<double>();
    INFO(slice.name);
    CHECK(std::abs(norm - wanted->get<double>()) < 1e-4 * wanted->get<double>());
  }
  CHECK(compared == 3);
}
