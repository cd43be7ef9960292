// SPDX-License-Identifier: MIT
//
// Embeddings of counted weights equal those that transformers and open_clip gave (make_embeddings.py).

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <sdkt/clip/image_tower.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/text_tower.hpp>

namespace {

using nlohmann::json;
namespace clip = sdkt::clip;

const json& expected() {
  static const json stored = [] {
    std::ifstream file{std::string{SDKT_SOURCE_DIR} + "/tests/reference/embeddings/expected.json"};
    return json::parse(file);
  }();
  return stored;
}

std::uint64_t fnv1a64(std::string_view key) {
  std::uint64_t value = 0xCBF29CE484222325ULL;
  for (const char letter : key) value = (value ^ static_cast<unsigned char>(letter)) * 0x100000001B3ULL;
  return value;
}

std::uint64_t splitmix64(std::uint64_t x) {
  std::uint64_t z = x + 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

/// The weights of one tensor as counter_weights.py makes them.
void fill(float* values, const std::string& key, const std::vector<std::int64_t>& shape) {
  std::int64_t numel = 1;
  for (const auto size : shape) numel *= size;
  double offset = 0, scale = 0;
  for (const json& rule : expected().at("rules")) {
    if (!key.ends_with(rule.at("suffix").get<std::string>())) continue;
    offset = rule.at("offset").get<double>();
    const auto fan_in = static_cast<double>(shape.empty() ? 1 : numel / shape.front());
    scale = rule.contains("gain") ? rule.at("gain").get<double>() / std::sqrt(fan_in)
                                  : rule.at("scale").get<double>();
    break;
  }
  const std::uint64_t first = fnv1a64(key);
  for (std::int64_t i = 0; i < numel; ++i) {
    const std::uint64_t hash = splitmix64(first + static_cast<std::uint64_t>(i));
    values[i] = static_cast<float>(offset + scale * (static_cast<double>(hash >> 40) * 0x1.0p-23 - 1));
  }
}

at::Tensor counted_weights(const sdkt::weight_layout& layout) {
  at::Tensor weights_P = at::zeros({layout.size()}, at::kFloat);
  for (const auto& slice : layout.slices()) {
    float* place = weights_P.mutable_data_ptr<float>() + slice.offset;
    for (const auto& part : clip::stored_tensors(slice, clip::key_convention::hugging_face)) {
      std::int64_t numel = 1;
      for (const auto size : part.shape) numel *= size;
      fill(place, part.key, part.shape);
      place += numel;
    }
  }
  return weights_P;
}

at::Tensor counted_pixels(std::int64_t images, std::int64_t side) {
  at::Tensor pixels = at::empty({images, 3, side, side}, at::kByte);
  auto* values = pixels.mutable_data_ptr<std::uint8_t>();
  const std::uint64_t first = fnv1a64("pixels");
  for (std::int64_t i = 0; i < pixels.numel(); ++i) {
    values[i] = static_cast<std::uint8_t>(splitmix64(first + static_cast<std::uint64_t>(i)) >> 56);
  }
  return pixels;
}

clip::tower_options tower(const json& config) {
  return {.width = config.at("hidden_size"),
          .layers = config.at("num_hidden_layers"),
          .heads = config.at("num_attention_heads"),
          .mlp_width = config.at("intermediate_size")};
}

clip::architecture architecture_of(const json& model) {
  const json& vision = model.at("vision_config");
  const json& text = model.at("text_config");
  clip::architecture numbers;
  numbers.image_size = vision.at("image_size");
  numbers.patch_size = vision.at("patch_size");
  numbers.image = tower(vision);
  numbers.context_length = text.at("max_position_embeddings");
  numbers.vocabulary_size = text.at("vocab_size");
  numbers.text = tower(text);
  numbers.embedding_size = model.at("projection_dim");
  numbers.activation_function =
      model.at("hidden_act") == "gelu" ? clip::activation::gelu : clip::activation::quick_gelu;
  return numbers;
}

/// Rows of numbers as a tensor.
template <class Number>
at::Tensor matrix(const json& rows, at::ScalarType type) {
  std::vector<Number> values;
  for (const auto& row : rows) {
    for (const auto& value : row) values.push_back(value.get<Number>());
  }
  return at::tensor(values, type).view({static_cast<std::int64_t>(rows.size()), -1});
}

/// The largest length of a row of the difference; the rows themselves have length 1.
double distance(const at::Tensor& left, const at::Tensor& right) {
  return left.to(at::kDouble).sub(right).norm(2, {1}, false, at::kDouble).max().item<double>();
}

}  // namespace

TEST_CASE("counted weights, hashes and pixels are those of the script") {
  const json& checks = expected().at("checks");
  const std::string key = checks.at("weight").at("key");
  std::vector<float> values(640 * 160);
  fill(values.data(), key, checks.at("weight").at("shape").get<std::vector<std::int64_t>>());
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(values[i] == static_cast<float>(checks.at("weight").at("first")[i].get<double>()));
    CHECK(splitmix64(fnv1a64(key) + i) ==
          std::stoull(checks.at("hash").at("first")[i].get<std::string>(), nullptr, 16));
  }
  const at::Tensor pixels = counted_pixels(1, 8);
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(pixels.const_data_ptr<std::uint8_t>()[i] == checks.at("pixels").at("first")[i].get<int>());
  }
}

TEST_CASE("embeddings of every architecture are those of transformers within 2e-5 of their length") {
  const c10::AutoGradMode no_gradients{false};
  for (const auto& [name, model] : expected().at("models").items()) {
    const clip::architecture numbers = architecture_of(model);
    const clip::clip_layout layout = clip::make_layout(numbers);
    const at::Tensor weights_P = counted_weights(layout.table);
    const auto weights = sdkt::view_weights(layout.table, weights_P);
    const auto pixels = counted_pixels(model.at("num_images").get<std::int64_t>(), numbers.image_size);
    const auto images = clip::encode_image(numbers, layout.image, weights, pixels);
    const auto texts = clip::encode_text(numbers, layout.text, weights,
                                         matrix<std::int64_t>(model.at("token_ids"), at::kLong));
    const double image_distance = distance(images, matrix<double>(model.at("image_embeddings"), at::kDouble));
    const double text_distance = distance(texts, matrix<double>(model.at("text_embeddings"), at::kDouble));
    INFO(name << ": images " << image_distance << ", texts " << text_distance);
    CHECK(image_distance <= 2e-5);
    CHECK(text_distance <= 2e-5);

    // bf16 is near; how near depends on depth, and weights drawn at random are harder than trained ones.
    const auto fast = sdkt::view_weights(layout.table, weights_P, sdkt::precision::bf16);
    const double fast_distance = distance(clip::encode_image(numbers, layout.image, fast, pixels), images);
    INFO("images in bf16 " << fast_distance);
    CHECK(fast_distance <= 0.05);
  }
}
