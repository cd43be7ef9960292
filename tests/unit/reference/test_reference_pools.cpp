// SPDX-License-Identifier: MIT
//
// Pools of reference images: annotation files without a test list, and images that cannot be read.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"
#include "../../support/scratch.hpp"
#include <sdkt/reference/sources.hpp>

namespace {

namespace fs = std::filesystem;
using sdkt_test::paths;
using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;
using strings = std::vector<std::string>;

TEST_CASE("a pool needs nothing of an annotation file but its train list") {
  const scratch_folder folder;
  for (const char* name : {"a.png", "b.png"}) folder.write(name, "");
  const auto pool = [&](const std::string& text) {
    return paths(sdkt::load_reference(folder.write("pool.json", text)));
  };
  const strings both{"a.png", "b.png"};
  CHECK(pool(R"({"data": {"train": [["a.png", 0], ["b.png", 1]]}, "class_names": ["x", "y"]})") == both);
  CHECK(pool(R"({"data": {"train": [["a.png", 0], ["b.png", 1]]}})") == both);
  CHECK(pool(R"({"train": [["a.png", 0, "x"], ["b.png", 1, "y"]]})") == both);
  CHECK(pool(R"({"data": {"train": ["a.png", ["b.png"]]}})") == both);
  CHECK(pool(R"({"data": {"train": [["a.png", -1], ["b.png", 99]], "test": [["gone.png", 0]]}})") == both);
  CHECK(pool(R"({"images": ["a.png", "b.png"], "data": 3})") == both);
  for (const sdkt::sample& one : sdkt::load_reference(folder.path() / "pool.json").samples())
    CHECK(one.label == -1);
}

TEST_CASE("a JSON file that lists no pool says what it needs") {
  const scratch_folder folder;
  folder.write("a.png", "");
  const auto refused = [&](const std::string& text) {
    const fs::path file = folder.write("pool.json", text);
    const std::string said = sentence_of([&] { static_cast<void>(sdkt::load_reference(file)); });
    return said.substr(std::min(said.size(), file.string().size()));
  };
  const std::string remedy = "; write {\"images\": [path, ...]}, or the list \"train\" of an annotation file";
  CHECK(refused(R"({"data": {"test": [["a.png", 0]]}})") ==
        ", line 1, column 10: the object that begins here has neither \"train\" nor \"images\"" + remedy);
  CHECK(refused("{}") ==
        ", line 1, column 1: the object that begins here has neither \"train\" nor \"images\"" + remedy);
  CHECK(refused(R"(["a.png"])") == ", line 1, column 1: expected an object, got a list of 1" + remedy);
  CHECK(refused(R"({"train": 3})") ==
        ", line 1, column 11: expected a list as \"train\", got the number 3" + remedy);
  CHECK(refused(R"({"train": [["a.png", 0], [7, 1]]})") ==
        ", line 1, column 26: train entry 1: expected the path of an image, got the number 7; write it as "
        "a string");
  CHECK(refused(R"({"train": [["a.png", 0], []]})") ==
        ", line 1, column 26: train entry 1: expected the path of an image, got a list of 0; write it as a "
        "string");
}

/// A folder of ten images of which some are broken.
struct pool_folder : scratch_folder {
  pool_folder() {
    const std::string image = test::text_of(test::stored_image("rgb_8_2x3.png"));
    for (int i = 0; i < 10; ++i) write("pool/" + std::to_string(i) + ".png", image);
    for (const char* name : {"3", "7"})
      write("pool/" + std::string{name} + ".png", image.substr(0, image.size() / 2));
  }
  fs::path pool() const { return path() / "pool"; }
};

TEST_CASE("without skip_broken no image of a pool is decoded when it is listed") {
  const pool_folder folder;
  const auto pool = sdkt::load_reference(folder.pool());
  CHECK(pool.samples().size() == 10);
  CHECK(pool.skipped().empty());
}

TEST_CASE("broken images are passed over up to a number, and named") {
  const pool_folder folder;
  strings notes;
  const auto pool = sdkt::load_reference(
      folder.pool(), {.note = [&](const std::string& said) { notes.push_back(said); }, .skip_broken = 2});
  CHECK(paths(pool) == strings{"0.png", "1.png", "2.png", "4.png", "5.png", "6.png", "8.png", "9.png"});
  const strings broken{(folder.pool() / "3.png").string(), (folder.pool() / "7.png").string()};
  CHECK(pool.skipped() == broken);
  CHECK(notes == strings{folder.pool().string() + ": skipped 2 reference images that cannot be read: " +
                         broken[0] + ", " + broken[1]});
  const std::string said = sentence_of<sdkt::data_error>(
      [&] { static_cast<void>(sdkt::load_reference(folder.pool(), {.skip_broken = 1})); });
  CHECK(said.starts_with(folder.pool().string() +
                         ": 2 of 10 reference images cannot be read, and 1 may be skipped; the first: " +
                         broken[0] + ": damaged or truncated PNG image ("));
  CHECK(said.ends_with("; restore them, remove them, or allow more to be skipped (--skip-broken)"));
}

TEST_CASE("of a drawn set the next image of the order takes the place of a broken one") {
  const pool_folder folder;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const strings order = paths(sdkt::load_reference(folder.pool(), {.size = 10, .seed = seed}));
    strings expected;
    for (const std::string& name : order) {
      if (name != "3.png" && name != "7.png" && expected.size() < 5) expected.push_back(name);
    }
    const auto pool = sdkt::load_reference(folder.pool(), {.size = 5, .seed = seed, .skip_broken = 2});
    REQUIRE(paths(pool) == expected);
    REQUIRE(pool.skipped().size() <= 2);
    REQUIRE(paths(sdkt::load_reference(folder.pool(), {.size = 5, .seed = seed, .skip_broken = 7})) ==
            expected);
  }
  CHECK(sentence_of<sdkt::setting_error>([&] {
          static_cast<void>(sdkt::load_reference(folder.pool(), {.size = 9, .skip_broken = 2}));
        }) == folder.pool().string() +
                  ": a reference set of 9 images cannot be drawn from 8 that can be read; use a smaller "
                  "set or more images");
}

TEST_CASE("pairs pass over broken images with their texts") {
  const pool_folder folder;
  for (int i = 0; i < 10; ++i)
    folder.write("pool/" + std::to_string(i) + ".txt", "text " + std::to_string(i));
  const auto pairs = sdkt::load_pairs(folder.pool(), {.skip_broken = 2});
  REQUIRE(pairs.samples().size() == 8);
  CHECK(pairs.samples()[3].path == "4.png");
  CHECK(pairs.texts()[3] == "text 4");
  CHECK(pairs.skipped().size() == 2);
}

TEST_CASE("a pool of nothing but hidden files says what was passed over") {
  const scratch_folder folder;
  folder.write("pool/._a.jpg", "");
  const std::string pool = (folder.path() / "pool").string();
  CHECK(sentence_of<sdkt::data_error>([&] { static_cast<void>(sdkt::load_reference(pool)); }) ==
        pool + ": the reference contains no images (" + pool +
            ": skipped 1 hidden or system file or folder: ._a.jpg); use a folder, list or archive of "
            ".jpg, .jpeg, "
            ".png, .bmp or .gif files");
}

}  // namespace
