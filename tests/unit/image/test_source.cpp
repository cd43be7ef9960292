// SPDX-License-Identifier: MIT
//
// Folders and archives behind one interface.
#include <memory>
#include <string>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"

TEST_CASE("a folder source reads whole files and names them with their folder") {
  const sdkt::folder_source folder{test::stored_images()};
  const sdkt::image_source& source = folder;
  CHECK(source.contains("grey.jpg"));
  CHECK_FALSE(source.contains("missing.jpg"));
  CHECK_FALSE(source.contains("."));
  CHECK(source.read("grey.jpg").size() == std::filesystem::file_size(test::stored_images() / "grey.jpg"));
  CHECK(source.where("grey.jpg") == (test::stored_images() / "grey.jpg").string());
}

TEST_CASE("a missing file and a folder are file errors that say which") {
  const sdkt::folder_source source{"/nowhere"};
  CHECK(test::sentence_of<sdkt::file_error>([&] { source.read("a.jpg"); }) ==
        "/nowhere/a.jpg: cannot be opened (No such file or directory); check the path and its permissions");
  const sdkt::folder_source root{"/"};
  CHECK(test::sentence_of<sdkt::file_error>([&] { root.read("tmp"); }) ==
        "/tmp: expected a file, found a folder or a device; give the path of a file");
}

TEST_CASE("an absolute name stands for itself in a folder source") {
  const test::temporary_file file{"content"};
  CHECK(test::text_of(sdkt::folder_source{"/nowhere"}.read(file.path().string())) == "content");
}

TEST_CASE("a tar source reads members and names them after the archive") {
  const test::temporary_file file{test::tar_member("x/a.png", "bytes") + test::tar_end};
  const std::unique_ptr<sdkt::image_source> source =
      std::make_unique<sdkt::tar_source>(sdkt::tar_archive{file.path()});
  CHECK(source->contains("x/a.png"));
  CHECK_FALSE(source->contains("x/b.png"));
  CHECK(test::text_of(source->read("x/a.png")) == "bytes");
  CHECK(source->where("x/a.png") == file.path().string() + "(x/a.png)");
  CHECK_THROWS_AS(source->read("x/b.png"), sdkt::file_error);
}

TEST_CASE("an image decodes from an archive as it does from a folder") {
  const auto bytes = test::stored_image("420_33x47.jpg");
  const test::temporary_file file{test::tar_member("a.jpg", test::text_of(bytes))};
  const sdkt::tar_source source{sdkt::tar_archive{file.path()}};
  const auto image = sdkt::decode_image(source.read("a.jpg"), source.where("a.jpg"));
  CHECK(image.pixels == sdkt::decode_image(bytes, "a.jpg").pixels);
}
