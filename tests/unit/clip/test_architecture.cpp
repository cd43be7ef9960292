// SPDX-License-Identifier: MIT
//
// The layout of architectures, and numbers that make no model.

#include <algorithm>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "../../support/test_files.hpp"
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/stored_keys.hpp>

namespace clip = sdkt::clip;

TEST_CASE("ViT-B/16 has 149,620,737 parameters, of which its image tower has 86,192,640") {
  const auto layout = clip::make_layout({});
  CHECK(layout.table.num_parameters() == 149'620'737);
  std::int64_t image = 0;
  for (const auto& slice : layout.table.slices()) {
    if (layout.towers.image.contains(slice.offset)) image += slice.numel;
  }
  CHECK(image == 86'192'640);
}

TEST_CASE("the towers follow each other and hold what their names say") {
  const auto layout = clip::make_layout({});
  CHECK(layout.towers.image.begin == 0);
  CHECK(layout.towers.image.end == layout.towers.text.begin);
  CHECK(layout.towers.text.end == layout.towers.logit_scale.begin);
  CHECK(layout.towers.logit_scale.end == layout.table.size());
  for (const auto& slice : layout.table.slices()) {
    const bool image = slice.name.starts_with("vis");
    const bool text = slice.name.starts_with("text_");
    CHECK(layout.towers.image.contains(slice.offset) == image);
    CHECK(layout.towers.text.contains(slice.offset) == text);
    CHECK((image || text || slice.name == "logit_scale"));
  }
}

TEST_CASE("numbers that make no model are refused with the number") {
  const auto refusal = [](auto change) {
    clip::architecture numbers;
    change(numbers);
    return sentence_of<sdkt::setting_error>([&] { clip::make_layout(numbers); });
  };
  CHECK(contains(refusal([](auto& a) { a.image_size = 0; }), "image_size is 0"));
  CHECK(contains(refusal([](auto& a) { a.patch_size = 15; }),
                 "image_size 224 is not a multiple of patch_size 15"));
  CHECK(contains(refusal([](auto& a) { a.image.heads = 7; }),
                 "image width 768 is not a multiple of its 7 heads"));
  CHECK(contains(refusal([](auto& a) { a.text.layers = 1 << 20; }), "text layers is 1048576"));
  CHECK(contains(refusal([](auto& a) { a.vocabulary_size = -3; }), "vocabulary_size is -3"));
  CHECK(contains(refusal([](auto& a) { a.layer_norm_eps = 0; }), "layer_norm_eps is 0"));
  CHECK(contains(refusal([](auto& a) { a.image_std[1] = 0; }), "image_std"));
}

TEST_CASE("every slice has the names of both conventions, and no two share one") {
  const auto layout = clip::make_layout({});
  for (const auto convention : {clip::key_convention::hugging_face, clip::key_convention::open_clip}) {
    std::vector<std::string> keys;
    std::int64_t numel = 0;
    for (const auto& slice : layout.table.slices()) {
      for (const auto& stored : clip::stored_tensors(slice, convention)) {
        keys.push_back(stored.key);
        std::int64_t product = 1;
        for (const auto size : stored.shape) product *= size;
        numel += product;
      }
    }
    CHECK(numel == layout.table.num_parameters());
    CHECK(keys.size() == (convention == clip::key_convention::hugging_face ? 398 : 302));
    std::sort(keys.begin(), keys.end());
    CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
    CHECK(clip::find_convention(keys) == convention);
  }
}

TEST_CASE("names of open_clip are those of its files") {
  const auto key = [](const std::string& slice) {
    return clip::stored_tensors({slice, {6, 2}, 0, 12}, clip::key_convention::open_clip).front();
  };
  CHECK(key("vision_model.embeddings.class_embedding").key == "visual.class_embedding");
  CHECK(key("vision_model.embeddings.patch_embedding.weight").key == "visual.conv1.weight");
  CHECK(key("vision_model.embeddings.position_embedding.weight").key == "visual.positional_embedding");
  CHECK(key("vision_model.pre_layrnorm.bias").key == "visual.ln_pre.bias");
  CHECK(key("vision_model.encoder.layers.11.self_attn.in_proj.weight").key ==
        "visual.transformer.resblocks.11.attn.in_proj_weight");
  CHECK(key("text_model.encoder.layers.3.self_attn.out_proj.bias").key ==
        "transformer.resblocks.3.attn.out_proj.bias");
  CHECK(key("text_model.encoder.layers.3.mlp.fc2.weight").key == "transformer.resblocks.3.mlp.c_proj.weight");
  CHECK(key("text_model.final_layer_norm.weight").key == "ln_final.weight");
  CHECK(key("text_model.embeddings.position_embedding.weight").key == "positional_embedding");
  CHECK(key("text_projection.weight").key == "text_projection");
  CHECK(key("text_projection.weight").transposed);
  CHECK(key("visual_projection.weight").shape == std::vector<std::int64_t>{2, 6});
  CHECK_FALSE(key("text_model.embeddings.token_embedding.weight").transposed);
}

TEST_CASE("queries, keys and values are stored apart by Hugging Face, in this order") {
  const auto parts = clip::stored_tensors({"text_model.encoder.layers.0.self_attn.in_proj.bias", {6}, 0, 6},
                                          clip::key_convention::hugging_face);
  REQUIRE(parts.size() == 3);
  CHECK(parts[0].key == "text_model.encoder.layers.0.self_attn.q_proj.bias");
  CHECK(parts[1].key == "text_model.encoder.layers.0.self_attn.k_proj.bias");
  CHECK(parts[2].key == "text_model.encoder.layers.0.self_attn.v_proj.bias");
  CHECK(parts[2].shape == std::vector<std::int64_t>{2});
  CHECK(parts[2].part == 2);
}

TEST_CASE("prefixes of training programs are dropped, and position numbers carry no weights") {
  CHECK(clip::plain_key("module.visual.proj") == "visual.proj");
  CHECK(clip::plain_key("module.text.ln_final.weight") == "ln_final.weight");
  CHECK(clip::plain_key("text.text_projection") == "text_projection");
  CHECK(clip::plain_key("text_projection") == "text_projection");
  CHECK(clip::is_weightless_key("text_model.embeddings.position_ids"));
  CHECK_FALSE(clip::is_weightless_key("positional_embedding"));
}
