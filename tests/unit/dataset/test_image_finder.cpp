// SPDX-License-Identifier: MIT
//
// Whether images exist, asked once a folder.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/dataset/image_finder.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/tar.hpp>
#include <sdkt/image/tar_source.hpp>

namespace {

namespace fs = std::filesystem;

TEST_CASE("an image check answers as the source does, before and after it has listed a folder") {
  const sdkt_test::scratch_folder folder;
  for (const char* name : {"a.png", "x/a.png", "x/y/b.png"}) folder.write(name, "");
  fs::create_directories(folder.path() / "x" / "folder.png");
  fs::create_symlink(folder.path() / "a.png", folder.path() / "x" / "link.png");
  fs::create_symlink(folder.path() / "none.png", folder.path() / "x" / "broken.png");
  const auto source = std::make_shared<const sdkt::folder_source>(folder.path());
  sdkt::dataset::image_check check{source};
  for (int repeat = 0; repeat < 40; ++repeat) {
    for (const char* name : {"a.png", "x/a.png", "x/y/b.png", "x/link.png", "x/../a.png", "./x/a.png"}) {
      REQUIRE(check.exists(name));
      REQUIRE(source->contains(name));
    }
    for (const char* name :
         {"b.png", "x/b.png", "none/a.png", "x", "x/folder.png", "x/broken.png", "x/", ""}) {
      REQUIRE_FALSE(check.exists(name));
      REQUIRE_FALSE(source->contains(name));
    }
  }
}

TEST_CASE("an image check asks sources that are no folders") {
  sdkt::dataset::image_check check{std::make_shared<const sdkt_test::any_source>()};
  CHECK(check.exists("anything"));
  sdkt::dataset::image_check archive{
      std::make_shared<const sdkt::tar_source>(sdkt::tar_archive{sdkt_test::mini_tasks / "reference.tar"})};
  CHECK(archive.exists("0000.png"));
  CHECK_FALSE(archive.exists("train/0000.png"));
}

TEST_CASE("absolute paths are looked up as they are") {
  const sdkt_test::scratch_folder folder;
  const std::string image = folder.write("a.png", "").string();
  sdkt::dataset::image_check check{std::make_shared<const sdkt::folder_source>("/no/such/folder")};
  for (int repeat = 0; repeat < 40; ++repeat) REQUIRE(check.exists(image));
}

TEST_CASE("images that may be missing are not looked for, but for the first, which says where they are") {
  const sdkt_test::scratch_folder folder;
  folder.write("a.png", "");
  std::vector<sdkt::sample> samples{{nullptr, "a.png", 0}, {nullptr, "gone.png", 0}};
  const auto where = [](std::size_t entry) { return "entry " + std::to_string(entry); };
  sdkt::dataset::image_finder strict{nullptr, {folder.path()}};
  CHECK_THROWS_AS(strict.find(samples, where), sdkt::file_error);
  sdkt::dataset::image_finder patient{nullptr, {folder.path()}, /*accept_missing=*/true};
  patient.find(samples, where);
  CHECK(samples[1].source == samples[0].source);
  std::vector<sdkt::sample> none{{nullptr, "gone.png", 0}};
  sdkt::dataset::image_finder lost{nullptr, {folder.path()}, /*accept_missing=*/true};
  CHECK_THROWS_AS(lost.find(none, where), sdkt::file_error);
}

}  // namespace
