// SPDX-License-Identifier: MIT
//
// Features by models whose files prepare images in other ways, against transformers and open_clip
// (make_features.py).
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "../../support/formula_picture.hpp"
#include "../../support/temporary_folder.hpp"
#include <sdkt/batch/image_request.hpp>
#include <sdkt/clip/image_tower.hpp>
#include <sdkt/clip/load.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/weights/views.hpp>

namespace {

namespace clip = sdkt::clip;
namespace fs = std::filesystem;
using sdkt_test::temporary_folder;

const fs::path mini_model = fs::path{SDKT_SOURCE_DIR} / "examples" / "mini" / "model";

nlohmann::json json_of(const fs::path& path) {
  std::ifstream file{path};
  REQUIRE(file.good());
  return nlohmann::json::parse(file);
}

const nlohmann::json& stored() {
  static const nlohmann::json all =
      json_of(fs::path{SDKT_SOURCE_DIR} / "tests/reference/view_features/features.json");
  return all;
}

void write_json(const fs::path& path, const nlohmann::json& json) { std::ofstream{path} << json.dump(); }

/// The pictures as bytes of a model's views, [N, 3, S, S].
at::Tensor views_of(const clip::model& model) {
  const sdkt::square_view view = sdkt::compose::view_of(model);
  std::vector<at::Tensor> views;
  for (const auto& shape : stored()["shapes"]) {
    views.push_back(at::empty({3, view.side, view.side}, at::kByte));
    sdkt::detail::write_planes(sdkt::eval_view(sdkt_test::formula_picture(shape[0], shape[1]),
                                               static_cast<int>(view.side), view.options),
                               views.back().mutable_data_ptr<std::uint8_t>());
  }
  return at::stack(views);
}

at::Tensor features_of(const clip::model& model) {
  const at::NoGradGuard no_grad;
  return model.encode_image(sdkt::view_weights(model.layout(), model.weights()), views_of(model));
}

void check_features(const clip::model& model, const nlohmann::json& entry) {
  const at::Tensor features_NE = features_of(model);
  double largest = 0;
  for (std::size_t row = 0; row < entry["features"].size(); ++row) {
    for (std::size_t i = 0; i < entry["features"][row].size(); ++i) {
      const auto got =
          features_NE[static_cast<std::int64_t>(row)][static_cast<std::int64_t>(i)].item<double>();
      largest = std::max(largest, std::abs(got - entry["features"][row][i].get<double>()));
    }
  }
  CHECK(largest < 5e-6);
}

/// A copy of the embedded model without what says how images are prepared.
void copy_model(const fs::path& folder) {
  for (const auto& file : fs::directory_iterator{mini_model}) {
    if (file.path().filename() != "preprocessor_config.json")
      fs::copy_file(file.path(), folder / file.path().filename());
  }
}

/// A saved and loaded model says what the one before it said, to the last bit.
void check_saved(const clip::model& model) {
  const temporary_folder files;
  model.save(files / "saved");
  const clip::model again = clip::load(files / "saved");
  CHECK(again.architecture() == model.architecture());
  CHECK(again.fingerprint() == model.fingerprint());
  CHECK(at::equal(features_of(again), features_of(model)));
}

/// FNV-1a of 64 bits over numbers, in hexadecimal.
std::string hash_of(const at::Tensor& values) {
  const auto* byte = static_cast<const std::uint8_t*>(values.const_data_ptr());
  std::uint64_t value = 0xCBF29CE484222325U;
  for (std::size_t i = 0; i < values.nbytes(); ++i) value = (value ^ byte[i]) * 0x100000001B3U;
  std::string text(16, '0');
  for (std::size_t i = 0; i < 16; ++i) text[i] = "0123456789abcdef"[(value >> (60 - 4 * i)) & 15U];
  return text;
}

}  // namespace

TEST_CASE("features by a preprocessor_config.json are transformers', and stay in a saved model") {
  const nlohmann::json plain = json_of(mini_model / "preprocessor_config.json");
  REQUIRE(stored()["transformers"].size() >= 10);
  for (const auto& entry : stored()["transformers"]) {
    CAPTURE(entry["settings"].dump());
    const temporary_folder files;
    copy_model(files.path());
    nlohmann::json settings = plain;
    settings.update(entry["settings"]);
    write_json(files / "preprocessor_config.json", settings);
    const clip::model model = clip::load(files.path());
    check_features(model, entry);
    check_saved(model);
    if (entry.contains("pixels")) {
      const at::Tensor pixels = clip::detail::normalised_pixels(model.architecture(), views_of(model));
      CHECK(hash_of(pixels.contiguous()) == entry["pixels"]);
    }
  }
}

TEST_CASE(
    "a processor_config.json of transformers 5 says the same alone, and counts more than the older file") {
  for (const auto& entry : stored()["transformers"]) {
    CAPTURE(entry["settings"].dump());
    const temporary_folder files;
    copy_model(files.path());
    write_json(files / "processor_config.json", entry["processor_config"]);
    check_features(clip::load(files.path()), entry);
    fs::copy_file(mini_model / "preprocessor_config.json", files / "preprocessor_config.json");
    check_features(clip::load(files.path()), entry);
  }
}

TEST_CASE("features by preprocess_cfg are open_clip's, and stay in a saved model of either form") {
  const clip::model plain = clip::load(mini_model);
  for (const auto& entry : stored()["open_clip"]) {
    CAPTURE(entry["settings"].dump());
    const temporary_folder files;
    plain.save_open_clip_folder(files / "model");
    nlohmann::json config = json_of(files / "model/open_clip_config.json");
    config["preprocess_cfg"] = entry["settings"];
    write_json(files / "model/open_clip_config.json", config);
    const clip::model model = clip::load(files / "model");
    check_features(model, entry);
    check_saved(model);
    model.save_open_clip_folder(files / "again");
    const clip::model again = clip::load(files / "again");
    CHECK(again.fingerprint() == model.fingerprint());
    CHECK(at::equal(features_of(again), features_of(model)));
  }
}
