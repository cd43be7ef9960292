// SPDX-License-Identifier: MIT
//
// How images are prepared, as the files beside weights say it: read, written again, shown.

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "mini.hpp"
#include "view_files.hpp"
#include <sdkt/clip/read_view.hpp>
#include <sdkt/clip/save_view.hpp>

namespace {

namespace clip = sdkt::clip;
using nlohmann::json;
using view_files::for_32_pixels, view_files::line_of, view_files::open_clip_read, view_files::plain_processor,
    view_files::processed;

}  // namespace

TEST_CASE("files with CLIP's own settings mean CLIP's own view") {
  CHECK(processed({}) == for_32_pixels());
  for (const json& changes :
       std::vector<json>{{{"size", 32}, {"crop_size", 32}},
                         {{"crop_size", {32, 32}}},
                         {{"do_pad", nullptr}, {"pad_size", nullptr}, {"device", nullptr}},
                         {{"do_convert_rgb", false}},
                         {{"image_processor_type", "CLIPFeatureExtractor"}},
                         {{"feature_extractor_type", "CLIPFeatureExtractor"}},
                         {{"image_processor_type", "CLIPImageProcessorFast"}},
                         {{"size", {{"shortest_edge", 32}, {"longest_edge", nullptr}}}}}) {
    CAPTURE(changes.dump());
    CHECK(processed(changes) == for_32_pixels());
  }
  for (const char* erased :
       {"do_resize", "resample", "do_rescale", "rescale_factor", "do_normalize", "image_processor_type"}) {
    CHECK(processed({}, nullptr, erased) == for_32_pixels());
  }
  for (const json& preprocess : std::vector<json>{json::object(),
                                                  {{"interpolation", "random"}},
                                                  {{"interpolation", ""}, {"resize_mode", nullptr}},
                                                  {{"size", 224}},
                                                  {{"mean", 0}, {"std", nullptr}},
                                                  {{"fill_color", 7}}}) {
    CAPTURE(preprocess.dump());
    CHECK(open_clip_read(preprocess) == open_clip_read({{"size", 32}}));
    CHECK(open_clip_read(preprocess).view == sdkt::view_options{});
  }
}

TEST_CASE("other settings reach the views") {
  using sdkt::pixel_filter;
  using sdkt::resize_mode;
  CHECK(processed({{"resample", 2}}).view.filter == pixel_filter::bilinear);
  CHECK(processed({{"resample", 2}}).view.centre == sdkt::centre_rule::transformers);
  CHECK(processed({{"size", 40}}).view.height == 40);
  CHECK(processed({}, nullptr, "size").view.height == 224);
  CHECK(processed({{"do_resize", false}}).view.resize == resize_mode::none);
  CHECK(processed({{"size", {{"height", 40}, {"width", 36}}}}).view.width == 36);
  CHECK(processed({{"size", {40, 36}}}).view.width == 36);
  CHECK(processed({{"do_rescale", false}}).rescale_factor == 1);
  CHECK(processed({{"do_rescale", nullptr}}).rescale_factor == 1);
  CHECK(processed({{"image_mean", 0.5}}).image_mean == std::array<double, 3>{0.5, 0.5, 0.5});
  CHECK(processed({{"do_normalize", false}}).image_std == std::array<double, 3>{1, 1, 1});
  CHECK(open_clip_read({{"mean", 0.5}, {"std", 0.25}}).image_std == std::array<double, 3>{0.25, 0.25, 0.25});
  CHECK(open_clip_read({{"resize_mode", "longest"}, {"fill_color", {1, 2, 3}}}).view.fill[2] == 3);
}

TEST_CASE("written settings are read back, for either library or refused by open_clip's") {
  const temporary_folder folder;
  std::size_t for_open_clip = 0, refused = 0;
  for (int resize = 0; resize < 4; ++resize) {
    for (int filter = 0; filter < 6; ++filter) {
      for (const std::int64_t length : {0, 40}) {
        for (const auto centre : {sdkt::centre_rule::torchvision, sdkt::centre_rule::transformers}) {
          for (const double factor : {1.0 / 255, 1.0, 0.125}) {
            clip::architecture numbers = for_32_pixels();
            numbers.view = {.resize = static_cast<sdkt::resize_mode>(resize),
                            .filter = static_cast<sdkt::pixel_filter>(filter),
                            .centre = centre};
            const auto mode = numbers.view.resize;
            if (mode == sdkt::resize_mode::squash) numbers.view.width = length;
            if (mode == sdkt::resize_mode::shortest) numbers.view.height = length;
            if (mode == sdkt::resize_mode::longest) numbers.view.fill = {9, 8, 7};
            numbers.rescale_factor = factor;
            CAPTURE(resize, filter, length, static_cast<int>(centre), factor);
            write_bytes(folder / "preprocessor_config.json", clip::detail::preprocessor_config(numbers));
            clip::architecture read = for_32_pixels();
            clip::detail::read_preprocessor(folder / "preprocessor_config.json", read);
            CHECK(read == numbers);
            const std::string refusal = sentence_of<sdkt::setting_error>(
                [&] { clip::detail::check_open_clip_view("somewhere", numbers); });
            if (!refusal.empty()) {
              CHECK(contains(refusal, "; store it as a Hugging Face folder"));
              ++refused;
              continue;
            }
            ++for_open_clip;
            write_bytes(folder / "open_clip_config.json", clip::detail::open_clip_config(numbers));
            clip::architecture again = for_32_pixels();
            clip::detail::read_open_clip_config(folder / "open_clip_config.json", again);
            CHECK(again.view == numbers.view);
          }
        }
      }
    }
  }
  CHECK(for_open_clip > 10);
  CHECK(refused > 100);
}

TEST_CASE("a report names the file of every setting and what was assumed") {
  clip::view_report report;
  processed({{"resample", 2}, {"do_convert_rgb", false}}, &report, "image_std");
  CHECK(line_of(report, "size") == "32 x 32 (preprocessor_config.json)");
  CHECK(line_of(report, "resize") ==
        "shortest side to 32, transformers' centre crop (preprocessor_config.json)");
  CHECK(line_of(report, "interpolation") == "bilinear (preprocessor_config.json)");
  CHECK(line_of(report, "rescale") == "1/255 (preprocessor_config.json)");
  CHECK(line_of(report, "mean") == "0.48145466, 0.4578275, 0.40821073 (preprocessor_config.json)");
  CHECK(line_of(report, "std") == "0.26862954, 0.26130258, 0.27577711 (the default of CLIPImageProcessor)");
  REQUIRE(report.notes.size() == 1);
  CHECK(contains(report.notes[0], "do_convert_rgb is off"));

  clip::view_report of_open_clip;
  open_clip_read({{"resize_mode", "longest"}, {"size", 224}, {"interpolation", "random"}}, &of_open_clip);
  CHECK(line_of(of_open_clip, "resize") ==
        "longest side to 32, margins in the colour 0, 0, 0 (open_clip_config.json)");
  CHECK(line_of(of_open_clip, "mean") == "0.48145466, 0.4578275, 0.40821073 (the default of open_clip)");
  REQUIRE(of_open_clip.notes.size() == 2);
  CHECK(contains(of_open_clip.notes[0], "preprocess_cfg.size is 224, but open_clip uses"));

  const temporary_folder folder;
  clip::view_report of_nothing;
  clip::architecture numbers = for_32_pixels();
  clip::detail::read_hugging_face_view(folder.path(), numbers, &of_nothing);
  CHECK(line_of(of_nothing, "interpolation") == "bicubic (assumed)");
  CHECK(of_nothing.notes.size() == 1);
}

TEST_CASE("of several files processor_config.json counts first, and open_clip's last") {
  const temporary_folder folder;
  const auto read = [&] {
    clip::architecture numbers = for_32_pixels();
    clip::detail::read_hugging_face_view(folder.path(), numbers);
    return numbers.view.filter;
  };
  json preprocess{{"preprocess_cfg", {{"interpolation", "bilinear"}}}};
  write_bytes(folder / "open_clip_config.json", preprocess.dump());
  CHECK(read() == sdkt::pixel_filter::bilinear);
  json processor = plain_processor();
  processor["resample"] = 0;
  write_bytes(folder / "preprocessor_config.json", processor.dump());
  CHECK(read() == sdkt::pixel_filter::nearest);
  write_bytes(folder / "processor_config.json", R"({"processor_class": "CLIPProcessor"})");  // an older one
  CHECK(read() == sdkt::pixel_filter::nearest);
  processor["resample"] = 4;
  write_bytes(folder / "processor_config.json", json{{"image_processor", processor}}.dump());
  CHECK(read() == sdkt::pixel_filter::box);

  clip::view_report report;
  clip::architecture numbers = for_32_pixels();
  clip::detail::read_hugging_face_view(folder.path(), numbers, &report);
  CHECK(line_of(report, "interpolation") == "box (processor_config.json)");
  CHECK(contains(report.notes.back(), "preprocessor_config.json is ignored"));
  write_bytes(folder / "processor_config.json", R"({"image_processor": {"resample": 9}})");
  CHECK(contains(sentence_of<sdkt::error>([&] { read(); }),
                 "processor_config.json: image_processor.resample is 9"));
}

TEST_CASE("a fingerprint knows the views, and is as before with CLIP's") {
  const auto with = [](const auto& change) {
    clip::architecture numbers = mini().architecture();
    change(numbers);
    return clip::model{numbers, mini().weights(), mini().tokenizer()}.fingerprint();
  };
  CHECK(with([](auto&) {}) == mini().fingerprint());
  CHECK(with([](auto& n) { n.view.filter = sdkt::pixel_filter::bilinear; }) != mini().fingerprint());
  CHECK(with([](auto& n) { n.view.resize = sdkt::resize_mode::squash; }) != mini().fingerprint());
  CHECK(with([](auto& n) { n.rescale_factor = 1; }) != mini().fingerprint());
}
