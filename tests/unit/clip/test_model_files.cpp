// SPDX-License-Identifier: MIT
//
// What stands before the names of tensors, numbers that are not finite, and what a model's files leave open.

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <ATen/ops/isfinite.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/test_files.hpp"
#include "mini.hpp"
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/load.hpp>
#include <sdkt/clip/save.hpp>
#include <sdkt/clip/stored_keys.hpp>
#include <sdkt/clip/tokenizer/text_form.hpp>

namespace {

namespace clip = sdkt::clip;
namespace fs = std::filesystem;
using name_list = std::vector<std::string>;

std::vector<sdkt::weights::named_tensor> open_clip_tensors() {
  return clip::detail::tensors_to_store(mini().layout(), mini().weights().clone(),
                                        clip::key_convention::open_clip);
}

/// The mini model's tensors with one number of one of them replaced, as a file.
fs::path file_with(const temporary_folder& folder, const std::string& name, float value) {
  auto tensors = open_clip_tensors();
  bool is_there = false;
  for (auto& tensor : tensors) {
    if (tensor.name != name) continue;
    tensor.values = tensor.values.contiguous().clone();
    tensor.values.view(-1)[tensor.values.numel() - 1] = value;
    is_there = true;
  }
  REQUIRE(is_there);
  sdkt::weights::write_safetensors(folder / "x.safetensors", tensors);
  return folder / "x.safetensors";
}

const clip::load_options stated{.tokenizer = mini_folder(),
                                .activation_function = clip::activation::quick_gelu,
                                .image_heads = 5,
                                .text_heads = 4};

}  // namespace

TEST_CASE("words of wrappers before all names of one CLIP are left out, and others are not") {
  const std::string first = "visual.class_embedding";
  for (const std::string prefix :
       {"", "model.", "clip.", "base_model.model.", "state_dict.clip_model.", "net."}) {
    const clip::stored_keys keys{name_list{prefix + first, prefix + "text.ln_final.bias", "logit_scale"}};
    CHECK(keys.plain(prefix + first) == first);
    CHECK(keys.plain("module." + prefix + "text.ln_final.bias") == "ln_final.bias");
    CHECK(keys.plain("logit_scale") == "logit_scale");
    CHECK(keys.plain(prefix + "visual._orig_mod.ln_pre.weight") == "visual.ln_pre.weight");
  }
  const clip::stored_keys two{name_list{"model." + first, "clip." + first}};
  CHECK(two.prefixes() == name_list{"clip.", "model."});
  CHECK(two.plain("model." + first) == "model." + first);
  // Where a CLIP stands without a wrapper, what has one is something else.
  const clip::stored_keys beside{name_list{first, "model." + first}};
  CHECK(beside.prefixes().empty());
  CHECK(beside.plain("model." + first) == "model." + first);
  const clip::stored_keys other{name_list{"student.encoder." + first}};
  CHECK(other.prefixes().empty());
  CHECK(other.foreign_prefixes() == name_list{"student.encoder."});
  CHECK(clip::stored_keys{name_list{"base_model.model.visual.proj.lora_A.weight"}}.has_adapters());
}

TEST_CASE("one number that is not finite is refused with its tensor, and loaded where that is asked for") {
  constexpr float inf = std::numeric_limits<float>::infinity();
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  for (const char* name : {"visual.proj", "logit_scale", "token_embedding.weight",
                           "transformer.resblocks.1.attn.in_proj_bias", "visual.ln_post.weight"}) {
    for (const float value : {inf, -inf, nan}) {
      const temporary_folder folder;
      const fs::path file = file_with(folder, name, value);
      const auto sentence =
          sentence_of<sdkt::format_error>([&] { static_cast<void>(clip::load(file, stated)); });
      CHECK(contains(sentence, "x.safetensors, tensor \"" + std::string{name} + "\": 1 of its "));
      CHECK(contains(sentence,
                     value == value ? "numbers are not finite (inf)" : "numbers are not finite (nan)"));
      clip::load_options options = stated;
      options.allow_nonfinite = true;
      CHECK_FALSE(clip::load(file, options).weights().isfinite().all().item<bool>());
    }
  }
  const temporary_folder folder;
  CHECK(contains(
      sentence_of<sdkt::format_error>(
          [&] { static_cast<void>(clip::load(file_with(folder, "logit_scale", 89.F), stated)); }),
      "tensor \"logit_scale\": is 89.000000, whose exponential, the scale of the cosine similarities, is "
      "infinite"));
  CHECK(clip::load(file_with(folder, "logit_scale", 88.F), stated).weights().isfinite().all().item<bool>());
}

TEST_CASE("what no file states is taken from the options, else assumed and listed") {
  const temporary_folder folder;
  sdkt::weights::write_safetensors(folder / "x.safetensors", open_clip_tensors());
  const auto model = clip::load(folder / "x.safetensors", {.tokenizer = mini_folder()});
  REQUIRE(model.origin().assumptions.size() == 2);
  CHECK(contains(model.origin().assumptions[0],
                 "that the activation is gelu, as in most weights of open_clip"));
  CHECK(contains(model.origin().assumptions[1], "2 in the image tower and 2 in the text tower"));
  CHECK(model.origin().form == "open_clip");
  CHECK(model.origin().configuration.empty());
  const auto known = clip::load(folder / "x.safetensors", stated);
  CHECK(known.origin().assumptions.empty());
  CHECK(known.fingerprint() == mini().fingerprint());
  auto options = stated;
  options.text_heads.reset();
  REQUIRE(clip::load(folder / "x.safetensors", options).origin().assumptions.size() == 1);
  for (const std::int64_t heads :
       {std::int64_t{0}, std::int64_t{-5}, std::int64_t{7}, std::int64_t{1} << 40}) {
    options.image_heads = heads;
    CHECK(contains(sentence_of<sdkt::setting_error>(
                       [&] { static_cast<void>(clip::load(folder / "x.safetensors", options)); }),
                   std::to_string(heads) + " heads do not divide the width 160 of its image tower"));
  }
  CHECK(mini().origin().assumptions.empty());
  CHECK(clip::model{mini().architecture(), mini().weights(), mini().tokenizer()}.origin().form.empty());
}

TEST_CASE("an option that a configuration contradicts is refused, in either form") {
  const temporary_folder folder;
  mini().save_open_clip_folder(folder / "oc");
  for (const fs::path& place : std::vector<fs::path>{folder / "oc", mini_folder()}) {
    CHECK(clip::load(place, {.activation_function = clip::activation::quick_gelu, .image_heads = 5})
              .fingerprint() == mini().fingerprint());
    CHECK(contains(sentence_of<sdkt::setting_error>([&] {
                     static_cast<void>(clip::load(place, {.activation_function = clip::activation::gelu}));
                   }),
                   "specifies the activation quick_gelu, but gelu is requested; omit the option"));
    CHECK(contains(
        sentence_of<sdkt::setting_error>([&] { static_cast<void>(clip::load(place, {.image_heads = 2})); }),
        "specifies 5 heads of the image tower, but 2 are requested"));
  }
}

TEST_CASE("the form of a model says how its texts are read") {
  const temporary_folder folder;
  mini().save_open_clip_folder(folder / "oc");
  const auto theirs = clip::load(folder / "oc");
  CHECK(theirs.tokenizer().form() == clip::text_form::open_clip_own_words);
  CHECK(mini().tokenizer().form() == clip::text_form::hugging_face);
  sdkt::weights::write_safetensors(folder / "x.safetensors", open_clip_tensors());
  CHECK(clip::load(folder / "x.safetensors", stated).tokenizer().form() == clip::text_form::open_clip);
  CHECK(theirs.tokenizer().encode("\u201Cdogs\u201D &amp; cats") ==
        mini().tokenizer().encode("\"dogs\" & cats"));
  CHECK(mini().tokenizer().encode("&amp;") != mini().tokenizer().encode("&"));
}

TEST_CASE("an end of text that the vocabulary does not have is refused") {
  const temporary_folder folder;
  mini().save(folder / "saved");
  const fs::path config = folder / "saved/config.json";
  const std::string text = read_bytes(config);
  const auto with = [&](const std::string& id) {
    const std::string from = "\"eos_token_id\": 1513";
    write_bytes(config, std::string{text}.replace(text.find(from), from.size(), "\"eos_token_id\": " + id));
    return sentence_of<sdkt::format_error>([&] { static_cast<void>(clip::load(folder / "saved")); });
  };
  CHECK(with("2").empty());
  CHECK(with("null").empty());
  CHECK(
      contains(with("1512"),
               "text_config.eos_token_id is 1512, but the id of the vocabulary's end-of-text token is 1513"));
}
