// SPDX-License-Identifier: MIT
//
// Every form in which a CLIP is stored is loaded to the same weights.

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/test_files.hpp"
#include "mini.hpp"
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/load.hpp>
#include <sdkt/clip/save.hpp>

namespace {

namespace clip = sdkt::clip;
namespace fs = std::filesystem;

std::vector<sdkt::weights::named_tensor> mini_tensors(clip::key_convention convention) {
  return clip::detail::tensors_to_store(mini().layout(), mini().weights(), convention);
}
void copy_words(const fs::path& folder) {
  for (const char* name : {"vocab.json", "merges.txt"}) fs::copy_file(mini_folder() / name, folder / name);
}
void check_same(const clip::model& model) {
  CHECK(at::equal(model.weights(), mini().weights()));
  CHECK(model.architecture() == mini().architecture());
  CHECK(model.fingerprint() == mini().fingerprint());
  CHECK(at::equal(model.tokenize({"a photo of a dog.", "7"}), mini().tokenize({"a photo of a dog.", "7"})));
}

}  // namespace

TEST_CASE("the mini model is what its configuration says") {
  CHECK(mini().architecture().image ==
        clip::tower_options{.width = 160, .layers = 5, .heads = 5, .mlp_width = 640});
  CHECK(mini().architecture().text ==
        clip::tower_options{.width = 128, .layers = 2, .heads = 4, .mlp_width = 512});
  CHECK(mini().architecture().activation_function == clip::activation::quick_gelu);
  CHECK(mini().image_size() == 32);
  CHECK(mini().layout().num_parameters() == 2'211'169);
  CHECK(mini().tokenize({"7"}).sizes() == at::IntArrayRef{1, 24});
  CHECK(mini().tokenize({"7"})[0][0].item<std::int64_t>() == 1512);
}

TEST_CASE("what a model saves, it loads again bit for bit, from the folder and from its weights file") {
  const temporary_folder folder;
  mini().save(folder / "saved");
  check_same(clip::load(folder / "saved"));
  check_same(clip::load(folder / "saved/model.safetensors"));
}

TEST_CASE("weights in several files with an index are put together") {
  const temporary_folder folder;
  mini().save(folder / "saved");
  fs::remove(folder / "saved/model.safetensors");
  auto tensors = mini_tensors(clip::key_convention::hugging_face);
  tensors.push_back({"text_model.embeddings.position_ids", at::tensor({0, 1})});
  const std::vector<std::string> names = {"model-00001-of-00002.safetensors",
                                          "model-00002-of-00002.safetensors"};
  std::vector<std::vector<sdkt::weights::named_tensor>> shards(2);
  std::string map;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    map.append(map.empty() ? "" : ",").append("\"" + tensors[i].name + "\":\"" + names[i % 2] + "\"");
    shards[i % 2].push_back(tensors[i]);
  }
  for (std::size_t shard = 0; shard < 2; ++shard) {
    sdkt::weights::write_safetensors(folder / ("saved/" + names[shard]), shards[shard]);
  }
  const auto index = folder / "saved/model.safetensors.index.json";
  write_bytes(index, "{\"metadata\":{},\"weight_map\":{" + map + "}}");
  check_same(clip::load(folder / "saved"));

  const auto refusal = [&](const std::string& text) {
    write_bytes(index, text);
    return sentence_of<sdkt::format_error>([&] { static_cast<void>(clip::load(folder / "saved")); });
  };
  CHECK(contains(refusal("{\"weight_map\":{"), "is not valid JSON at byte 15"));
  CHECK(contains(refusal("{\"weights\":{}}"), "has no weight_map"));
  CHECK(contains(refusal("{\"weight_map\":{\"a\":\"../x.safetensors\"}}"),
                 "does not name a file of its folder for \"a\""));
  CHECK(contains(refusal("{\"weight_map\":{\"a\":1}}"), "does not name a file of its folder for \"a\""));
  CHECK(contains(refusal("{\"weight_map\":{\"zz\":\"" + names[0] + "\"}}"), "lists \"zz\""));
}

TEST_CASE("an open_clip file is loaded with its configuration, whatever prefixes its keys have") {
  const temporary_folder folder;
  mini().save_open_clip(folder / "open_clip_model.safetensors");
  copy_words(folder.path());
  check_same(clip::load(folder / "open_clip_model.safetensors"));
  check_same(clip::load(folder.path()));
  for (const std::string prefix : {"", "module."}) {
    auto tensors = mini_tensors(clip::key_convention::open_clip);
    for (auto& tensor : tensors) {
      const bool text = !tensor.name.starts_with("visual.") && tensor.name != "logit_scale";
      tensor.name = prefix + (text ? "text." : "") + tensor.name;
      if (tensor.name.ends_with("logit_scale")) tensor.values = tensor.values.view({1});
    }
    sdkt::weights::write_safetensors(folder / "custom.safetensors", tensors);
    check_same(clip::load(folder / "custom.safetensors"));
  }
}

TEST_CASE("an open_clip file alone tells its sizes, and the options tell the rest") {
  const temporary_folder folder;
  sdkt::weights::write_safetensors(folder / "x.safetensors", mini_tensors(clip::key_convention::open_clip));
  const auto plain = clip::load(folder / "x.safetensors", {.tokenizer = mini_folder()});
  CHECK(at::equal(plain.weights(), mini().weights()));
  CHECK(plain.architecture().activation_function == clip::activation::gelu);
  CHECK(plain.architecture().image.heads == 2);
  CHECK(plain.architecture().image_size == 32);
  CHECK(plain.fingerprint() != mini().fingerprint());
  const auto quick = clip::load(
      folder / "x.safetensors",
      {.tokenizer = mini_folder() / "vocab.json", .activation_function = clip::activation::quick_gelu});
  CHECK(quick.architecture().activation_function == clip::activation::quick_gelu);
}

TEST_CASE("half types are widened") {
  for (const auto type : {sdkt::stored_type::fp16, sdkt::stored_type::bf16}) {
    const temporary_folder folder;
    mini().save(folder / "saved", type);
    const auto half = type == sdkt::stored_type::fp16 ? at::kHalf : at::kBFloat16;
    CHECK(at::equal(clip::load(folder / "saved").weights(), mini().weights().to(half).to(at::kFloat)));
  }
}

TEST_CASE("a model with other weights is another model of the same architecture") {
  const auto other = mini().with_weights(mini().weights().mul(2));
  CHECK(other.architecture() == mini().architecture());
  CHECK(other.fingerprint() != mini().fingerprint());
  CHECK(other.with_weights(mini().weights()).fingerprint() == mini().fingerprint());
  CHECK(contains(sentence_of<sdkt::shape_error>(
                     [] { static_cast<void>(mini().with_weights(mini().weights().narrow(0, 0, 64))); }),
                 "got a tensor of shape = [64]"));
  CHECK(contains(sentence_of<sdkt::shape_error>(
                     [] { static_cast<void>(mini().with_weights(mini().weights().to(at::kDouble))); }),
                 "expected weights in fp32"));
}
