// SPDX-License-Identifier: MIT
//
// Whether images of folders, archives and other sources could be read, by their first bytes.
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"
#include "../../support/sentence_of.hpp"
#include <sdkt/image/readable.hpp>
#include <sdkt/image/tar_source.hpp>

namespace {

/// A source that is neither a folder nor an archive, with one file of no known kind.
class one_file final : public sdkt::image_source {
 public:
  std::vector<std::byte> read(const std::string&) const override { return {}; }
  bool contains(const std::string& name) const override { return name == "here"; }
  std::string where(const std::string& name) const override { return "the source(" + name + ")"; }
};

std::string refusal(const sdkt::image_source& source, const std::string& name) {
  return sdkt_test::sentence_of<sdkt::error>([&] { sdkt::image::expect_readable(source, name); });
}

}  // namespace

TEST_CASE("an image of a folder is readable if its header is that of an image") {
  const sdkt::folder_source folder{test::stored_images()};
  CHECK(refusal(folder, "rgb_8.png").empty());
  CHECK(refusal(folder, "progressive_420.jpg").empty());
  CHECK(refusal(folder, "gone.png").find("cannot be opened (No such file or directory)") !=
        std::string::npos);
  CHECK_FALSE(refusal(folder, "../expected.json").empty());
}

TEST_CASE("a member of an archive is read where it lies, and no further than it goes") {
  const std::string png = test::text_of(test::stored_image("rgb_8.png"));
  const std::string jpeg = test::text_of(test::stored_image("grey.jpg"));
  const test::temporary_file file{test::tar_member("a.jpg", jpeg) + test::tar_member("b.png", png) +
                                  test::tar_member("cut.jpg", jpeg.substr(0, 20)) +
                                  test::tar_member("empty.png", "") + test::tar_member("c.png", png) +
                                  test::tar_end};
  const sdkt::tar_source tar{sdkt::tar_archive{file.path()}};
  for (const char* name : {"a.jpg", "b.png", "c.png"}) CHECK(refusal(tar, name).empty());
  CHECK(refusal(tar, "cut.jpg").find("(cut.jpg): damaged or truncated JPEG") != std::string::npos);
  CHECK(refusal(tar, "empty.png").find("is empty") != std::string::npos);
  CHECK(refusal(tar, "gone.png").find("has no member 'gone.png'") != std::string::npos);
  const auto part = tar.archive().part("b.png");
  CHECK(part.size() == png.size());
  std::vector<std::byte> bytes(png.size());
  part.read_at(0, bytes);
  CHECK(test::text_of(bytes) == png);
}

TEST_CASE("of a source of another kind only the name is asked for") {
  CHECK(refusal(one_file{}, "here").empty());
  CHECK(refusal(one_file{}, "away") ==
        "the source(away): the image does not exist; restore it or remove it from the list");
}
