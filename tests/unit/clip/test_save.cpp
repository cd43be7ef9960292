// SPDX-License-Identifier: MIT
//
// Saved models: complete folders, nothing half-written, nothing overwritten.

#include <csignal>
#include <string>
#include <sys/resource.h>

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "../../support/test_files.hpp"
#include "mini.hpp"
#include <sdkt/clip/config.hpp>
#include <sdkt/clip/model.hpp>
#include <sdkt/clip/read_view.hpp>
#include <sdkt/clip/save.hpp>
#include <sdkt/clip/save_view.hpp>
#include <sdkt/weights/safetensors.hpp>

namespace clip = sdkt::clip;
namespace fs = std::filesystem;

TEST_CASE("a saved folder holds everything that Hugging Face's loaders ask for") {
  const temporary_folder folder;
  mini().save(folder / "saved/");
  for (const char* name : {"config.json", "model.safetensors", "preprocessor_config.json", "vocab.json",
                           "merges.txt", "tokenizer_config.json"}) {
    CHECK(fs::exists(folder / "saved" / name));
  }
  CHECK(num_entries(folder.path()) == 1);
  CHECK(num_entries(folder / "saved") == 6);
  const auto config = nlohmann::json::parse(read_bytes(folder / "saved/config.json"));
  CHECK(config.at("text_config").at("eos_token_id") == 1513);
  CHECK(config.at("text_config").at("bos_token_id") == 1512);
  CHECK(config.at("vision_config").at("num_attention_heads") == 5);
  const sdkt::weights::safetensors_file weights{folder / "saved/model.safetensors"};
  CHECK(weights.names() == sdkt::weights::safetensors_file{mini_folder() / "model.safetensors"}.names());
  CHECK(weights.metadata().at("format") == "pt");
}

TEST_CASE("a folder that is not empty is never touched, an empty one is filled") {
  const temporary_folder folder;
  fs::create_directory(folder / "empty");
  mini().save(folder / "empty");
  CHECK(num_entries(folder / "empty") == 6);
  const auto refusal = sentence_of<sdkt::file_error>([&] { mini().save(folder / "empty"); });
  CHECK(contains(refusal, "empty: already exists; choose another folder"));
  write_bytes(folder / "file", "x");
  CHECK(
      contains(sentence_of<sdkt::file_error>([&] { mini().save(folder / "file"); }), "file: already exists"));
  CHECK(contains(sentence_of<sdkt::file_error>([&] { mini().save(folder / "none/saved"); }),
                 "saved: cannot be created"));
  CHECK(num_entries(folder.path()) == 2);
}

TEST_CASE("a disk that is full leaves no folder behind") {
  const temporary_folder folder;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit limit = before;
  limit.rlim_cur = 100'000;
  ::setrlimit(RLIMIT_FSIZE, &limit);
  const auto refusal = sentence_of<sdkt::file_error>([&] { mini().save(folder / "saved"); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(contains(refusal, "model.safetensors: cannot be written"));
  CHECK(num_entries(folder.path()) == 0);
}

TEST_CASE("an open_clip file overwrites neither weights nor configuration") {
  const temporary_folder folder;
  mini().save_open_clip(folder / "x.safetensors");
  CHECK(num_entries(folder.path()) == 2);
  CHECK(contains(sentence_of<sdkt::file_error>([&] { mini().save_open_clip(folder / "x.safetensors"); }),
                 "x.safetensors: already exists"));
  CHECK(contains(sentence_of<sdkt::file_error>([&] { mini().save_open_clip(folder / "y.safetensors"); }),
                 "open_clip_config.json: already exists"));
}

TEST_CASE("configurations read back to the same architecture, for any numbers") {
  const temporary_folder folder;
  for (const auto act : {clip::activation::gelu, clip::activation::quick_gelu}) {
    auto numbers = tiny(act);
    numbers.layer_norm_eps = 1.0 / 3e5;
    write_bytes(folder / "config.json", clip::detail::hugging_face_config(numbers, mini().tokenizer()));
    auto read = clip::detail::hugging_face_architecture(folder / "config.json");
    numbers.image_mean = {0.1, 1.0 / 3, 0.5};
    numbers.image_std = {1e-3, 1.0 / 7, 2};
    write_bytes(folder / "preprocessor_config.json", clip::detail::preprocessor_config(numbers));
    clip::detail::read_preprocessor(folder / "preprocessor_config.json", read);
    CHECK(read == numbers);
  }
}

TEST_CASE("the width ratio that open_clip reads gives back the width of the middle layer") {
  for (std::int64_t width = 3; width < 60; ++width) {
    for (std::int64_t mlp_width = 1; mlp_width < 300; mlp_width += 7) {
      auto numbers = tiny(clip::activation::gelu);
      numbers.image = {.width = width, .layers = 1, .heads = 1, .mlp_width = mlp_width};
      const auto config = nlohmann::json::parse(clip::detail::open_clip_config(numbers));
      const double ratio = config.at("model_cfg").at("vision_cfg").at("mlp_ratio").get<double>();
      CHECK(static_cast<std::int64_t>(static_cast<double>(width) * ratio) == mlp_width);
    }
  }
}
