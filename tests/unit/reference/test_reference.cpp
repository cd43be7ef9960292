// SPDX-License-Identifier: MIT
//
// Pools of unlabelled images: every place they come from, and the draw of a subset.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/image/decode.hpp>
#include <sdkt/reference/sources.hpp>

namespace {

namespace fs = std::filesystem;
using sdkt_test::mini_tasks;
using sdkt_test::paths;
using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;
using strings = std::vector<std::string>;

TEST_CASE("a folder gives its images at any depth in the order of their paths") {
  const scratch_folder folder;
  for (const char* name : {"b/z.jpg", "b/a.JPEG", "a.png", "c.PNG", "b.jpg", "b-c/x.Jpg", "notes.txt",
                           "d.gif", "e.webp", "f.bmp"}) {
    folder.write(name, "");
  }
  fs::create_directories(folder.path() / "folder.png");
  const auto pool = sdkt::load_reference(folder.path());
  CHECK(paths(pool) ==
        strings{"a.png", "b-c/x.Jpg", "b.jpg", "b/a.JPEG", "b/z.jpg", "c.PNG", "d.gif", "f.bmp"});
  for (const sdkt::sample& one : pool.samples()) {
    CHECK(one.label == -1);
    CHECK(one.source->contains(one.path));
  }
}

TEST_CASE("a folder may be given with a slash at its end or relative") {
  const scratch_folder folder;
  folder.write("a/b.png", "");
  CHECK(paths(sdkt::load_reference(folder.path().string() + "/")) == strings{"a/b.png"});
  CHECK(paths(sdkt::load_reference(folder.path() / "." / "a" / "..")) == strings{"a/b.png"});
}

TEST_CASE("a text file gives one image a line and skips comments and blank lines") {
  const scratch_folder folder;
  for (const char* name : {"b.jpg", "x/a b.png", "c.webp"}) folder.write(name, "");
  const fs::path list = folder.write("list.txt", "\xEF\xBB\xBF# mine\n\nx/a b.png\r\n  b.jpg\t\nc.webp");
  CHECK(paths(sdkt::load_reference(list)) == strings{"x/a b.png", "b.jpg", "c.webp"});
  fs::create_directories(folder.path() / "below");
  fs::rename(list, folder.path() / "below" / "list.txt");
  const auto pool = sdkt::load_reference(folder.path() / "below" / "list.txt", {.data_root = folder.path()});
  CHECK(pool.samples().size() == 3);
}

TEST_CASE("a bad line of a text file is refused with its number") {
  const scratch_folder folder;
  folder.write("a.png", "");
  const auto refused = [&](const std::string& text) {
    return sentence_of<sdkt::error>(
        [&] { static_cast<void>(sdkt::load_reference(folder.write("list.txt", text))); });
  };
  const std::string file = (folder.path() / "list.txt").string();
  CHECK(refused("# x\na.png\n\nb.png\n") == file + ", line 4: the image " +
                                                (folder.path() / "b.png").string() +
                                                " does not exist; restore it or remove it from the list");
  CHECK(refused("b.png") == file + ", line 1: the image b.png is in none of the folders " +
                                folder.path().string() +
                                "; put the images there or specify the data root that contains them");
  CHECK(refused("a.png\n../a.png").starts_with(file + ", line 2: the path ../a.png leads out of its folder"));
  CHECK(refused("/a.png").starts_with(file + ", line 1: the path /a.png is absolute"));
  CHECK(refused("# nothing\n") == file +
                                      ": the reference contains no images; use a folder, list or archive of "
                                      ".jpg, .jpeg, .png, .bmp or .gif files");
}

TEST_CASE("paths outside are accepted when that is allowed") {
  const scratch_folder folder;
  const std::string image = folder.write("a.png", "").string();
  const fs::path list = folder.write("lists/list.txt", image + "\n../a.png");
  CHECK(sdkt::load_reference(list, {.allow_outside = true}).samples().size() == 2);
}

TEST_CASE("a JSON list gives its images, from its archive") {
  const auto pool = sdkt::load_reference(mini_tasks / "reference.json");
  REQUIRE(pool.samples().size() == 1560);
  CHECK(pool.samples()[3].path == "0003.png");
  CHECK(pool.samples()[3].label == -1);
  const auto& [source, path, label] = pool.samples()[3];
  CHECK(sdkt::decode_image(source->read(path), source->where(path)).height == 32);
}

TEST_CASE("an archive gives its images in its own order") {
  const auto of_archive = paths(sdkt::load_reference(mini_tasks / "reference.tar"));
  CHECK(of_archive == paths(sdkt::load_reference(mini_tasks / "reference.json")));
  CHECK(of_archive.size() == 1560);
}

TEST_CASE("an annotation file gives its training images without labels") {
  const auto pool = sdkt::load_reference(mini_tasks / "digits.json");
  CHECK(pool.samples().size() == 400);
  CHECK(pool.samples()[0].path == "train/0000.png");
  for (const sdkt::sample& one : pool.samples()) REQUIRE(one.label == -1);
}

TEST_CASE("a bad JSON list is refused with the entry") {
  const scratch_folder folder;
  folder.write("a.png", "");
  const auto refused = [&](const std::string& text) {
    return sentence_of<sdkt::error>(
        [&] { static_cast<void>(sdkt::load_reference(folder.write("list.json", text))); });
  };
  const std::string file = (folder.path() / "list.json").string();
  CHECK(refused("{\"images\": [\"a.png\", 7]}") ==
        file +
            ", line 1, column 22: images entry 1: expected the path of an image, got the number 7; write "
            "it as a string");
  CHECK(refused("{\"images\": [\"a.png\", \"b.png\"]}").find("images entry 1: the image ") !=
        std::string::npos);
  CHECK(refused("{\"images\": 3}").find("expected a list as \"images\", got the number 3") !=
        std::string::npos);
  CHECK(refused("{\"images\": []}").find("the reference contains no images") != std::string::npos);
  CHECK(refused("{\"images\": [\"../a.png\"]}").find("images entry 0: the path ../a.png leads") !=
        std::string::npos);
  CHECK(refused("{").find("malformed JSON") != std::string::npos);
}

TEST_CASE("several places are one pool, in the order given") {
  const scratch_folder folder;
  folder.write("x/b.png", "");
  folder.write("y/a.png", "");
  CHECK(paths(sdkt::load_reference({folder.path() / "x", folder.path() / "y"})) == strings{"b.png", "a.png"});
  CHECK(paths(sdkt::load_reference({(folder.path() / "y").c_str(), (folder.path() / "x").c_str()})) ==
        strings{"a.png", "b.png"});
  const std::vector<fs::path> places{folder.path() / "x"};
  CHECK(paths(sdkt::load_reference(places)) == strings{"b.png"});
}

TEST_CASE("a subset is drawn without replacement, is nested, and depends on the seed alone") {
  const auto draw = [](std::size_t size, std::uint64_t seed) {
    return paths(sdkt::load_reference(mini_tasks / "reference.tar", {.size = size, .seed = seed}));
  };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const strings large = draw(200, seed);
    REQUIRE(std::set<std::string>(large.begin(), large.end()).size() == 200);
    const strings small = draw(50, seed);
    REQUIRE(std::equal(small.begin(), small.end(), large.begin()));
    REQUIRE(draw(50, seed) == small);
    REQUIRE(draw(50, seed + 100) != small);
  }
  strings all = draw(1560, 1);
  const strings in_order = paths(sdkt::load_reference(mini_tasks / "reference.tar"));
  CHECK(all != in_order);
  CHECK(std::is_permutation(all.begin(), all.end(), in_order.begin()));
}

TEST_CASE("a subset larger than its pool or without images is refused") {
  const fs::path tar = mini_tasks / "reference.tar";
  CHECK(sentence_of<sdkt::setting_error>(
            [&] { static_cast<void>(sdkt::load_reference(tar, {.size = 2000})); }) ==
        tar.string() +
            ": a reference set of 2000 images cannot be drawn from 1560; use a smaller set or more images");
  CHECK(sentence_of<sdkt::setting_error>([&] {
          static_cast<void>(sdkt::load_reference(tar, {.size = 0}));
        }) == "reference: a reference set of 0 images; use at least one image");
}

TEST_CASE("places that hold no images or are of no known kind are refused") {
  const scratch_folder folder;
  CHECK(sentence_of<sdkt::data_error>([&] { static_cast<void>(sdkt::load_reference(folder.path())); }) ==
        folder.path().string() +
            ": the reference contains no images; use a folder, list or archive of .jpg, .jpeg, .png, .bmp or "
            ".gif files");
  CHECK(sentence_of<sdkt::file_error>([&] {
          static_cast<void>(sdkt::load_reference(folder.path() / "none"));
        }) == (folder.path() / "none").string() + ": there is no such file; check the path");
  const fs::path image = folder.write("a.png", "");
  CHECK(sentence_of<sdkt::format_error>([&] { static_cast<void>(sdkt::load_reference(image)); }) ==
        image.string() +
            ": expected a folder, a .tar archive, a .txt list or a .json file; use one of those");
  CHECK_THROWS_AS(sdkt::load_reference(std::vector<fs::path>{}), sdkt::data_error);
  CHECK_THROWS_AS(sdkt::load_reference(folder.write("b.tar", "no archive")), sdkt::format_error);
}

TEST_CASE("copies of a reference set share its list, also after a move") {
  sdkt::reference_set first = sdkt::load_reference(mini_tasks / "reference.tar");
  const sdkt::reference_set second = std::move(first);
  CHECK(&first.samples() == &second.samples());
}

TEST_CASE("a loop over the images of a temporary does not dangle") {
  std::size_t num_images = 0;
  for (const sdkt::sample& one : sdkt::load_reference(mini_tasks / "reference.tar").samples()) {
    num_images += one.path.empty() ? 0 : 1;
  }
  CHECK(num_images == 1560);
}

}  // namespace
