// SPDX-License-Identifier: MIT
//
// What is no CLIP is refused with one sentence that names the file and the key or field.

#include <string>
#include <utility>
#include <vector>

#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/test_files.hpp"
#include "mini.hpp"
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/load.hpp>
#include <sdkt/clip/save.hpp>

namespace {

namespace clip = sdkt::clip;
namespace fs = std::filesystem;

/// A copy of the mini model in which one file is changed; loads it and gives the sentence.
template <class Change>
std::string refusal(const std::string& file, const Change& change) {
  const temporary_folder folder;
  for (const auto& entry : fs::directory_iterator{mini_folder()}) {
    fs::copy_file(entry.path(), folder.path() / entry.path().filename());
  }
  change(folder / file);
  const std::string sentence = sentence_of([&] { static_cast<void>(clip::load(folder.path())); });
  CHECK(sentence.find('\n') == std::string::npos);
  return sentence;
}

std::string config_refusal(const std::string& from, const std::string& to,
                           const std::string& file = "config.json") {
  return refusal(file, [&](const fs::path& path) {
    std::string text = read_bytes(path);
    const std::size_t place = text.find(from);
    REQUIRE(place != std::string::npos);
    write_bytes(path, text.replace(place, from.size(), to));
  });
}

template <class Change>
std::string weights_refusal(clip::key_convention convention, const Change& change) {
  auto tensors = clip::detail::tensors_to_store(mini().layout(), mini().weights(), convention);
  change(tensors);
  return refusal("model.safetensors",
                 [&](const fs::path& path) { sdkt::weights::write_safetensors(path, tensors); });
}

sdkt::weights::named_tensor& find(std::vector<sdkt::weights::named_tensor>& tensors,
                                  const std::string& name) {
  for (auto& tensor : tensors) {
    if (tensor.name == name) return tensor;
  }
  FAIL("no tensor " << name);
  return tensors.front();
}

}  // namespace

TEST_CASE("a configuration of something else is refused with what it states") {
  CHECK(contains(config_refusal("\"model_type\": \"clip\"", "\"model_type\": \"bert\""),
                 "config.json: has the model_type \"bert\""));
  CHECK(contains(config_refusal("\"model_type\": \"clip\",", ""), "config.json: has no model_type"));
  CHECK(contains(refusal("config.json", [](const fs::path& path) { write_bytes(path, "{"); }),
                 "config.json: is not valid JSON at byte 1, where"));
  CHECK(contains(refusal("config.json", [](const fs::path& path) { write_bytes(path, "[1]"); }),
                 "is not a JSON object"));
  CHECK(contains(config_refusal("\"quick_gelu\"", "\"relu\""),
                 "text_config.hidden_act differs from that of vision_config"));
  CHECK(contains(config_refusal("\"quick_gelu\"", "\"gelu\""), "text_config.hidden_act"));
  CHECK(contains(config_refusal("1e-05", "1e-06"), "layer_norm_eps differs from that of vision_config"));
  CHECK(contains(config_refusal("\"num_channels\": 3", "\"num_channels\": 1"),
                 "vision_config.num_channels is not 3"));
}

TEST_CASE("numbers that cannot be are refused with the field") {
  CHECK(contains(config_refusal("\"hidden_size\": 128", "\"hidden_size\": -128"),
                 "text_config.hidden_size is -128"));
  CHECK(contains(config_refusal("\"hidden_size\": 128", "\"hidden_size\": \"a\""),
                 "text_config.hidden_size is \"a\""));
  CHECK(contains(config_refusal("\"hidden_size\": 128", "\"hidden_size\": 1e9"),
                 "text_config.hidden_size is 1"));
  CHECK(contains(config_refusal("\"num_hidden_layers\": 5", "\"num_hidden_layers\": 4000000000"),
                 "image layers is"));
  CHECK(contains(config_refusal("\"num_attention_heads\": 5", "\"num_attention_heads\": 7"),
                 "not a multiple of its 7 heads"));
  CHECK(contains(config_refusal("\"image_size\": 32", "\"image_size\": [32, 16]"), "only square images"));
  CHECK(contains(config_refusal("\"vision_config\": {", "\"vision_config\": 3, \"x\": {"),
                 "vision_config is not an object"));
  CHECK(contains(config_refusal("\"height\": 32", "\"height\": 48", "preprocessor_config.json"),
                 "only square images"));
  CHECK(contains(config_refusal("0.26862954", "0", "preprocessor_config.json"),
                 "preprocessor_config.json: image_std"));
  CHECK(contains(config_refusal("0.48145466,", "", "preprocessor_config.json"), "image_mean is"));
}

TEST_CASE("sizes that are not those of the weights are refused with both shapes, and cost no memory") {
  CHECK(contains(config_refusal("\"vocab_size\": 1514", "\"vocab_size\": 16000000"),
                 "tensor \"text_model.embeddings.token_embedding.weight\": expected shape = [16000000, 128], "
                 "got shape = "
                 "[1514, 128]"));
  CHECK(contains(config_refusal("\"num_hidden_layers\": 5", "\"num_hidden_layers\": 6"),
                 "has no tensor \"vision_model.encoder.layers.5.layer_norm1.weight\" of shape = [160]"));
  CHECK(contains(config_refusal("\"num_hidden_layers\": 5", "\"num_hidden_layers\": 4"),
                 "has a tensor \"vision_model.encoder.layers.4.layer_norm1.bias\" that is not part of this "
                 "architecture"));
}

TEST_CASE("missing, foreign and misshapen tensors are refused with their key") {
  using tensors_t = std::vector<sdkt::weights::named_tensor>;
  const auto hf = clip::key_convention::hugging_face;
  const auto oc = clip::key_convention::open_clip;
  const std::string query = "text_model.encoder.layers.1.self_attn.q_proj.weight";
  CHECK(contains(weights_refusal(hf, [&](tensors_t& t) { find(t, query).name = "renamed"; }),
                 "model.safetensors: has no tensor \"" + query + "\" of shape = [128, 128]"));
  CHECK(contains(weights_refusal(hf, [&](tensors_t& t) { find(t, query).values = at::zeros({128, 64}); }),
                 "tensor \"" + query + "\": expected shape = [128, 128], got shape = [128, 64]"));
  CHECK(contains(weights_refusal(hf, [](tensors_t& t) { t.push_back({"logit_bias", at::zeros({})}); }),
                 "has a tensor \"logit_bias\" that is not part of this architecture"));
  CHECK(
      contains(weights_refusal(hf, [](tensors_t& t) { t.push_back({"module.logit_scale", at::zeros({})}); }),
               "has the tensor \"logit_scale\" twice"));
  CHECK(contains(weights_refusal(hf, [](tensors_t& t) { t = {{"encoder.layer.0.weight", at::zeros({3})}}; }),
                 "has none of the tensor names of a CLIP model"));
  CHECK(contains(
      weights_refusal(oc, [](tensors_t& t) { find(t, "visual.conv1.weight").values = at::zeros({3}); }),
      "tensor \"visual.conv1.weight\": expected 4 axes, got a tensor of shape = [3]"));
  CHECK(contains(
      weights_refusal(oc, [](tensors_t& t) { find(t, "visual.conv1.weight").name = "visual.conv2"; }),
      "has no tensor \"visual.conv1.weight\""));
  CHECK(contains(weights_refusal(
                     oc, [](tensors_t& t) { t.push_back({"visual.layer1.0.conv1.weight", at::zeros({1})}); }),
                 "has a ResNet as its image tower"));
  CHECK(contains(
      weights_refusal(
          oc, [](tensors_t& t) { find(t, "visual.positional_embedding").values = at::zeros({16, 160}); }),
      "images that are not square"));
}

TEST_CASE("a truncated file of weights is refused") {
  CHECK(contains(refusal("model.safetensors", [](const fs::path& path) { fs::resize_file(path, 4'000'000); }),
                 "model.safetensors: tensor \""));
  CHECK(contains(refusal("model.safetensors", [](const fs::path& path) { fs::resize_file(path, 100); }),
                 "ends inside its header"));
  CHECK(contains(refusal("model.safetensors", [](const fs::path& path) { fs::remove(path); }),
                 "has no model.safetensors; store the weights there as safetensors"));
}

TEST_CASE("places where no model is are refused") {
  const temporary_folder folder;
  CHECK(contains(sentence_of<sdkt::file_error>([&] { static_cast<void>(clip::load(folder / "none")); }),
                 "none: does not exist"));
  CHECK(contains(sentence_of<sdkt::file_error>([&] { static_cast<void>(clip::load(folder.path())); }),
                 "has neither config.json nor open_clip_config.json"));
  write_bytes(folder / "text", "hello, this is not a model");
  CHECK(contains(sentence_of<sdkt::format_error>([&] { static_cast<void>(clip::load(folder / "text")); }),
                 "text: "));
  fs::copy_file(mini_folder() / "model.safetensors", folder / "alone.safetensors");
  CHECK(contains(
      sentence_of<sdkt::file_error>([&] { static_cast<void>(clip::load(folder / "alone.safetensors")); }),
      "has no config.json"));
}

TEST_CASE("a model without its vocabulary, or with another one, is refused with what to put where") {
  const temporary_folder folder;
  mini().save_open_clip(folder / "x.safetensors");
  const auto sentence =
      sentence_of<sdkt::file_error>([&] { static_cast<void>(clip::load(folder / "x.safetensors")); });
  CHECK(contains(sentence, "has no tokenizer vocabulary; put vocab.json and merges.txt"));
  CHECK(contains(sentence, "load_options.tokenizer"));
  auto numbers = tiny(clip::activation::gelu);
  const at::Tensor weights_P = at::zeros({clip::make_layout(numbers).table.size()}, at::kFloat);
  CHECK(
      contains(sentence_of<sdkt::setting_error>([&] { clip::model(numbers, weights_P, mini().tokenizer()); }),
               "the tokenizer has 1514 tokens, but the model has 11"));
}

TEST_CASE("open_clip models that compute something else are refused by their configuration") {
  const temporary_folder folder;
  mini().save_open_clip(folder / "x.safetensors");
  const auto config = folder / "open_clip_config.json";
  const std::string text = read_bytes(config);
  const auto changed = [&](const std::string& from, const std::string& to) {
    write_bytes(config, std::string{text}.replace(text.find(from), from.size(), to));
    return sentence_of(
        [&] { static_cast<void>(clip::load(folder / "x.safetensors", {.tokenizer = mini_folder()})); });
  };
  CHECK(changed("\"patch_size\": 8", "\"patch_size\": 8, \"pool_type\": \"tok\", \"ls_init_value\": null")
            .empty());
  CHECK(contains(changed("\"patch_size\": 8", "\"pool_type\": \"avg\""),
                 "model_cfg.vision_cfg.pool_type is \"avg\""));
  CHECK(contains(changed("\"layers\": 2", "\"no_causal_mask\": true"),
                 "model_cfg.text_cfg.no_causal_mask is true"));
  CHECK(contains(changed("\"image_size\": 32", "\"image_size\": 64"),
                 "image_size is not the image size of the weights, 32"));
  CHECK(contains(changed("\"head_width\": 32", "\"head_width\": 33"),
                 "head_width does not divide the width 160"));
  CHECK(contains(changed("\"quick_gelu\": true", "\"quick_gelu\": 1"), "quick_gelu is 1, not true or false"));
}
