// SPDX-License-Identifier: MIT
//
// Safetensors files that sdkt writes, files with hostile headers, and a tiny CLIP.
#include <cstdint>
#include <utility>

#include <ATen/ops/zeros.h>

#include "../../support/bytes.hpp"
#include "seeds.hpp"
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/weights/safetensors_write.hpp>

namespace sdkt_fuzz {

namespace {

std::string bytes_of(const std::vector<sdkt::weights::named_tensor>& tensors, sdkt::stored_type type) {
  static const input_folder folder;
  const auto path = folder.path() / "seed.safetensors";
  sdkt::weights::safetensors_options options;
  options.type = type;
  sdkt::weights::write_safetensors(path, tensors, options);
  return sdkt_test::read_bytes(path);
}

/// A length of eight bytes and what it counts.
std::string with_length(const std::string& header, const std::string& data) {
  std::string bytes;
  for (std::size_t byte = 0; byte < 8; ++byte)
    bytes += static_cast<char>((header.size() >> (8 * byte)) & 255U);
  return bytes + header + data;
}

/// The smallest CLIP that open_clip's names can tell.
std::vector<sdkt::weights::named_tensor> tiny_clip() {
  sdkt::clip::architecture numbers;
  numbers.image_size = 4;
  numbers.patch_size = 2;
  numbers.image = {.width = 2, .layers = 1, .heads = 1, .mlp_width = 2};
  numbers.context_length = 3;
  numbers.vocabulary_size = 4;
  numbers.text = {.width = 2, .layers = 1, .heads = 1, .mlp_width = 2};
  numbers.embedding_size = 2;
  std::vector<sdkt::weights::named_tensor> tensors;
  const sdkt::clip::clip_layout layout = sdkt::clip::make_layout(numbers);
  for (const sdkt::weight_slice& slice : layout.table.slices()) {
    for (const auto& stored : sdkt::clip::stored_tensors(slice, sdkt::clip::key_convention::open_clip)) {
      tensors.push_back({stored.key, at::zeros(stored.shape, at::kFloat)});
    }
  }
  return tensors;
}

}  // namespace

seeds safetensors_seeds() {
  seeds all;
  for (const seed& header : safetensors_header_seeds()) {
    const std::size_t end = std::min(header.bytes.find('\0'), header.bytes.size());
    const std::string data = header.bytes.substr(std::min(end + 1, header.bytes.size()));
    all.push_back(
        {"header_" + header.name, with_length(header.bytes.substr(0, end), data), header.whole_only});
  }
  const std::vector<sdkt::weights::named_tensor> tensors{
      {"a", at::zeros({2, 3})}, {"b.c", at::zeros({})}, {"d", at::zeros({0})}};
  all.push_back({"fp32", bytes_of(tensors, sdkt::stored_type::fp32)});
  all.push_back({"fp16", bytes_of(tensors, sdkt::stored_type::fp16)});
  all.push_back({"bf16", bytes_of(tensors, sdkt::stored_type::bf16)});
  all.push_back({"large", bytes_of({{"a", at::zeros({1 << 16})}}, sdkt::stored_type::bf16), true});
  all.push_back({"length_huge", std::string(8, '\xff') + "{}"});
  all.push_back({"length_beyond", std::string{"\x05\0\0\0\0\0\0\0{}", 10}});
  all.push_back({"length_within_limit", std::string{"\0\xe1\xf5\x05\0\0\0\0{}", 10}});
  all.push_back({"mini", file_of_tree("examples/mini/model/model.safetensors", 2000)});
  return all;
}

seeds open_clip_seeds() {
  seeds all{{"tiny", bytes_of(tiny_clip(), sdkt::stored_type::fp32)},
            {"tiny_fp16", bytes_of(tiny_clip(), sdkt::stored_type::fp16)}};
  const auto with = [&](const std::string& name, const at::Tensor& values) {
    auto tensors = tiny_clip();
    for (sdkt::weights::named_tensor& tensor : tensors) {
      if (tensor.name == name) tensor.values = values;
    }
    return bytes_of(tensors, sdkt::stored_type::fp32);
  };
  all.push_back({"no_square", with("visual.positional_embedding", at::zeros({4, 2}))});
  all.push_back({"no_position", with("visual.positional_embedding", at::zeros({0, 2}))});
  all.push_back({"one_position", with("visual.positional_embedding", at::zeros({1, 2}))});
  all.push_back({"no_patch", with("visual.conv1.weight", at::zeros({2, 3, 0, 0}))});
  all.push_back({"projection_axes", with("text_projection", at::zeros({2}))});
  all.push_back(
      {"resnet", bytes_of({{"visual.layer1.0.conv1.weight", at::zeros({1})}}, sdkt::stored_type::fp32)});
  const auto claims = [](const std::string& rows) {
    const auto empty = [](const std::string& name, const std::string& shape) {
      return "\"" + name + R"(":{"dtype":"U8","shape":)" + shape + R"(,"data_offsets":[0,0]})";
    };
    return with_length("{" + empty("visual.conv1.weight", "[0,3,2,2]") + "," +
                           empty("visual.positional_embedding", "[" + rows + ",0]") + "," +
                           empty("token_embedding.weight", "[0,2]") + "}",
                       "");
  };
  all.push_back({"positions_largest", claims("9223372036854775807")});
  all.push_back({"positions_square", claims("9223372030926249002")});
  all.push_back({"name_controls", bytes_of({{"visual.\x1b[2J", at::zeros({1})}}, sdkt::stored_type::fp32)});
  all.push_back({"twice", bytes_of({{"visual.a", at::zeros({1})}, {"module.visual.a", at::zeros({1})}},
                                   sdkt::stored_type::fp32)});
  return all;
}

seeds shard_index_seeds() {
  seeds all = hostile_json();
  const auto map = [](const std::string& members) { return "{\"weight_map\": {" + members + "}}"; };
  all.push_back({"small", map(R"("a": "model-1.safetensors")")});
  all.push_back({"climbs", map(R"("a": "../model-1.safetensors")")});
  all.push_back({"absolute", map(R"("a": "/etc/passwd")")});
  all.push_back({"folder", map(R"("a": "..", "b": ".")")});
  all.push_back({"missing", map(R"("a": "model-2.safetensors")")});
  all.push_back({"lacks", map(R"("b": "model-1.safetensors")")});
  all.push_back({"itself", map(R"("a": "model.safetensors.index.json")")});
  all.push_back({"controls", map(R"("\u001b[2J": "\u001b[31m")")});
  all.push_back({"nul", map(R"("a": "model-1.safetensors\u0000/../x")")});
  all.push_back({"no_text", map(R"("a": 7, "b": {"c": []})")});
  std::string members = "\"a\": \"model-1.safetensors\"";
  for (int i = 0; i < 5000; ++i) members += ",\"" + std::to_string(i) + "\":\"model-1.safetensors\"";
  all.push_back({"many_names", map(members), true});
  return all;
}

}  // namespace sdkt_fuzz
