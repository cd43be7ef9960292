// SPDX-License-Identifier: MIT
//
// Settings of images that cannot be honoured are refused by their name.

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "mini.hpp"
#include "view_files.hpp"

TEST_CASE("settings of a CLIPImageProcessor that cannot be honoured are refused by their name") {
  const std::vector<std::pair<nlohmann::json, std::string>> cases{
      {{{"resample", 6}}, "resample is 6, not a Pillow filter (0 to 5)"},
      {{{"resample", nullptr}}, "resample is null"},
      {{{"resample", "bicubic"}}, "resample is \"bicubic\""},
      {{{"resample", 2.5}}, "resample is 2.5"},
      {{{"size", nullptr}}, "size is null although do_resize is on"},
      {{{"size", {{"longest_edge", 32}}}},
       "size.longest_edge is not supported: a size has either shortest_edge"},
      {{{"size", {{"shortest_edge", 32}, {"longest_edge", 64}}}}, "size.longest_edge is not supported"},
      {{{"size", {{"max_height", 32}, {"max_width", 32}}}}, "size.max_height is not supported"},
      {{{"size", {{"height", 32}}}}, "size.height is not supported"},
      {{{"size", nlohmann::json::object()}}, "size is not supported: a size has either shortest_edge"},
      {{{"size", {32, 32, 32}}}, "size is an array"},
      {{{"size", {{"shortest_edge", 0}}}}, "size.shortest_edge is 0, not a number of pixels from 1 to 16384"},
      {{{"size", {{"shortest_edge", 100000}}}}, "size.shortest_edge is 100000"},
      {{{"size", "32"}}, "size is \"32\""},
      {{{"crop_size", nullptr}}, "crop_size is null although do_center_crop is on"},
      {{{"crop_size", 48}}, "crop_size is not the image_size 32 of config.json"},
      {{{"crop_size", {{"shortest_edge", 32}}}},
       "crop_size.shortest_edge is 32, but only height and width are supported"},
      {{{"crop_size", {{"height", 32}, {"width", 48}}}}, "crop_size is 48 x 32, but only square images"},
      {{{"do_center_crop", false}},
       "do_center_crop is off, so images keep their aspect ratio, but the model needs 32 x 32"},
      {{{"do_center_crop", nullptr}}, "do_center_crop is off"},
      {{{"do_center_crop", false}, {"do_resize", false}}, "do_center_crop is off, as is do_resize"},
      {{{"do_center_crop", false}, {"size", {{"height", 40}, {"width", 32}}}},
       "size is not the image_size 32"},
      {{{"do_resize", "false"}}, "do_resize is \"false\", not true or false"},
      {{{"do_rescale", 0}}, "do_rescale is 0, not true or false"},
      {{{"rescale_factor", 0}}, "rescale_factor is not a number above 0"},
      {{{"rescale_factor", -1}}, "rescale_factor is not a number above 0"},
      {{{"rescale_factor", nullptr}}, "rescale_factor is null"},
      {{{"rescale_factor", "1/255"}}, "rescale_factor is \"1/255\""},
      {{{"image_mean", nullptr}}, "image_mean is null"},
      {{{"image_std", {0.5, 0.5}}}, "image_std is an array, not three numbers"},
      {{{"image_std", 0}}, "image_std has a value that is not above 0"},
      {{{"image_processor_type", "SiglipImageProcessor"}},
       "image_processor_type is \"SiglipImageProcessor\", but only CLIPImageProcessor is supported"},
      {{{"feature_extractor_type", "ViTFeatureExtractor"}},
       "feature_extractor_type is \"ViTFeatureExtractor\""},
      {{{"auto_map", {{"AutoImageProcessor", "x.Y"}}}}, "auto_map refers to custom code"},
      {{{"do_pad", true}, {"pad_size", 48}}, "pad_size is not the image_size 32"},
      {{{"sdkt_center_crop", "left"}}, "sdkt_center_crop is \"left\""},
      {{{"sdkt_fill_color", 256}}, "sdkt_fill_color is not a colour"},
  };
  for (const auto& [changes, part] : cases) {
    CAPTURE(changes.dump(), part);
    const std::string sentence = view_files::processor_refusal(changes);
    CAPTURE(sentence);
    CHECK(contains(sentence, "preprocessor_config.json: " + part));
  }
  CHECK(contains(view_files::processor_refusal({}, "crop_size"),
                 "crop_size is missing, which means 224, and thus not"));
}

TEST_CASE("settings of preprocess_cfg that cannot be honoured are refused by their name") {
  const std::vector<std::pair<nlohmann::json, std::string>> cases{
      {{{"interpolation", "nearest"}},
       "interpolation is \"nearest\", but open_clip supports only bicubic, bilinear and random"},
      {{{"interpolation", 3}}, "interpolation is 3"},
      {{{"resize_mode", "crop"}},
       "resize_mode is \"crop\", but open_clip supports only shortest, longest and squash"},
      {{{"mode", "L"}}, "mode is \"L\", but open_clip supports only RGB"},
      {{{"fill_color", -1}, {"resize_mode", "longest"}}, "fill_color is not a colour"},
      {{{"fill_color", {0, 0, 300}}}, "fill_color is not a colour"},
      {{{"fill_color", 0.5}}, "fill_color is not a colour"},
      {{{"size", {32, 48}}}, "only square images are supported"},
      {{{"std", {0.5, 0, 0.5}}}, "image_std has a value that is not above 0"},
      {{{"mean", "0.5"}}, "mean is \"0.5\""},
  };
  for (const auto& [preprocess, part] : cases) {
    CAPTURE(preprocess.dump(), part);
    const std::string sentence = view_files::open_clip_refusal(preprocess);
    CAPTURE(sentence);
    CHECK(contains(sentence, "open_clip_config.json: "));
    CHECK(contains(sentence, part));
  }
}
