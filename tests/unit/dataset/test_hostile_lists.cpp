// SPDX-License-Identifier: MIT
//
// Lists made to do harm: paths and names that command a terminal, files whose own name is one, templates that
// multiply, and one folder under many names.
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/dataset/annotation.hpp>
#include <sdkt/dataset/image_finder.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/reference/pair_list.hpp>
#include <sdkt/reference/reference_list.hpp>
#include <sdkt/reference/reference_texts.hpp>

namespace {

namespace fs = std::filesystem;
using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;

/// An annotation of a.png with more members.
std::string annotation(const std::string& more = {}) {
  return R"({"data": {"train": [], "test": [["a.png", 0]]}, "class_names": ["cat"])" + more + "}";
}

/// The sentence with which a file beside a.png is refused.
template <class Error = sdkt::error>
std::string refusal(const std::string& name, const std::string& text) {
  const scratch_folder folder;
  folder.write("a.png", "");
  const fs::path file = folder.write(name, text);
  return sentence_of<Error>([&] { static_cast<void>(sdkt::read_annotation(file)); });
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("a file whose own name cannot be a task's is refused, with and without a name in it") {
  for (const char* name : {"a\\b.json", "a\nb.json", "\x1b[31m.json", "caf\xe9.json", "\xC2\x9B.json"}) {
    CHECK(has(
        refusal<sdkt::data_error>(name, annotation()),
        "the file has no \"name\", and its file name cannot be used as a folder name; add \"name\" to it or "
        "rename it"));
    CHECK(refusal(name, annotation(R"(, "name": "pets")")).empty());
  }
  for (const char* name : {"\\u009b", "\\u202e", "\\u007f"}) {
    CHECK(has(refusal<sdkt::data_error>("a.json", annotation(", \"name\": \"" + std::string{name} + "\"")),
              "expected a name that can be used as a folder name, got a string of "));
  }
  CHECK(has(refusal<sdkt::data_error>("a.json", annotation(", \"name\": \"" + std::string(201, 'n') + "\"")),
            "expected a name that can be used as a folder name, got a string of 201 characters"));
  CHECK(refusal("a.json", annotation(", \"name\": \"" + std::string(200, 'n') + "\"")).empty());
}

TEST_CASE("a template is as long as a text tower reads, so that it cannot be multiplied by the classes") {
  const auto with = [](std::size_t length) {
    return annotation(", \"template\": \"" + std::string(length - 2, 't') + "{}\"");
  };
  CHECK(refusal("a.json", with(400)).empty());
  CHECK(has(refusal<sdkt::data_error>("a.json", with(401)),
            "a.json, line 1, column 85: the template has 401 bytes; write at most 400"));
}

TEST_CASE("control characters of every kind are refused in paths, and no sentence repeats them") {
  for (const char* path : {"\x1b[31m.png", "a\x7f.png", "\xC2\x9B.png", "\xE2\x80\xAEgnp.a", "a\nb"}) {
    CHECK(sdkt::dataset::path_problem(path, false) == "the path contains a control character");
    CHECK(sdkt::dataset::path_problem(path, true) == "the path contains a control character");
  }
  CHECK(sdkt::dataset::path_problem("../\xff", false) == "the path ../\\xff leads out of its folder");
  CHECK(sdkt::dataset::path_problem("/\xff", false) == "the path /\\xff is absolute");
  CHECK_FALSE(sdkt::dataset::path_problem("caf\xe9.png", false).has_value());
  CHECK_FALSE(sdkt::dataset::path_problem("a//./b/../c.png", false).has_value());
  CHECK(sdkt::dataset::path_problem("a//../../c.png", false).has_value());
  CHECK(sdkt::dataset::path_problem("a/./../../c.png", false).has_value());
  CHECK(sdkt::dataset::path_problem(std::string(1'000'000, 'a') + "/../../b", false)->size() < 500);
}

TEST_CASE("texts of a list reach sentences without their control characters") {
  CHECK(has(refusal("a.json", R"({"train": [["a.png", 0, "\u001b[2J"]], "test": [["a.png", 0, "\n"]]})"),
            "label 0 is named \"\\x0a\" here and \"\\x1b[2J\" before"));
  CHECK(
      has(refusal("a.json", annotation(R"(, "\u001b": 1, "\u001b": 2)")), "the name \"\\x1b\" occurs twice"));
  CHECK(has(refusal("a.json", annotation(R"(, "template": "\u001b[2J")")), "got \"\\x1b[2J\""));
  CHECK(has(refusal("a.json", R"({"data": "\u009b2J"})"), "got a string of 4 characters"));
  const scratch_folder folder;
  CHECK(has(sentence_of([&] { sdkt::reference::read_images(folder.write("a.txt", "caf\xe9.png\n")); }),
            "the image caf\\xe9.png is in none of the folders"));
}

TEST_CASE("links inside of a data root are followed, and paths that climb over them are not") {
  const scratch_folder folder;
  folder.write("elsewhere/x.png", "");
  folder.write("elsewhere/deep/y.png", "");
  fs::create_directories(folder.path() / "root");
  fs::create_symlink(folder.path() / "elsewhere" / "deep", folder.path() / "root" / "link");
  CHECK(sdkt::reference::read_images(folder.write("root/a.txt", "link/y.png\n")).size() == 1);
  CHECK(has(
      sentence_of([&] { sdkt::reference::read_images(folder.write("root/b.txt", "../elsewhere/x.png\n")); }),
      "leads out of its folder"));
}

TEST_CASE("one folder under many names is one folder, and is listed once") {
  const scratch_folder folder;
  folder.write("x/a.png", "");
  folder.write("x/b.png", "");
  sdkt::dataset::image_check check{std::make_shared<const sdkt::folder_source>(folder.path())};
  const std::string spellings[] = {"x/", "./x/", "x//", "././x/./", "x/../x/"};
  for (int repeat = 0; repeat < 20; ++repeat) {
    for (const std::string& spelling : spellings) {
      REQUIRE(check.exists(spelling + "a.png"));
      REQUIRE_FALSE(check.exists(spelling + "c.png"));
    }
  }
  // Listed by now: what the listing showed is not asked for again.
  fs::remove(folder.path() / "x" / "b.png");
  CHECK(check.exists("x/b.png"));
  CHECK(check.exists(".//x/b.png"));
  CHECK_FALSE(check.exists("x/../x/b.png"));  // with "..": asked one by one
}

TEST_CASE("an archive that is a device or a pipe is refused and not waited for") {
  const scratch_folder folder;
  folder.write("a.png", "");
  REQUIRE(::mkfifo((folder.path() / "pipe.tar").c_str(), 0600) == 0);
  const fs::path file = folder.write("a.json", annotation(R"(, "archive": "pipe.tar")"));
  CHECK(has(sentence_of<sdkt::file_error>([&] { static_cast<void>(sdkt::read_annotation(file)); }),
            "pipe.tar: expected a file, found a folder or a device"));
}

TEST_CASE("suffixes are found in names and not in folders") {
  using sdkt::detail::lower_suffix;
  CHECK(lower_suffix("a.b/c.JPG") == ".jpg");
  CHECK(lower_suffix("a.b/c").empty());
  CHECK(lower_suffix("a/.png").empty());
  CHECK(lower_suffix("..").empty());
  CHECK(lower_suffix("a.tar.gz") == ".gz");
  CHECK(lower_suffix("").empty());
}

TEST_CASE("a text file is read whole from a file and from a pipe") {
  const scratch_folder folder;
  const std::string text(100'000, 'x');
  CHECK(sdkt::file::read_text(folder.write("a.txt", text)) == text);
  CHECK(sdkt::file::read_text(folder.write("b.txt", "")).empty());
  CHECK(has(sdkt::file::read_text("/proc/self/status"), "Name:"));  // a file of unknown size
}

}  // namespace
