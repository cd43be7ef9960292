// SPDX-License-Identifier: MIT
//
// One reader of text files: UTF-8 with and without a byte order mark is read, every other encoding is named
// and refused, wherever a text file is given.
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/dataset/annotation.hpp>
#include <sdkt/dataset/prompt_templates.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/reference/pair_list.hpp>
#include <sdkt/reference/reference_list.hpp>
#include <sdkt/reference/reference_texts.hpp>

namespace {

using namespace std::string_view_literals;
using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;

/// A text in two bytes a character.
std::string utf16(std::string_view text, bool is_little, bool has_mark) {
  std::string bytes = !has_mark ? "" : is_little ? "\xFF\xFE" : "\xFE\xFF";
  for (const char letter : text) {
    if (!is_little) bytes += '\0';
    bytes += letter;
    if (is_little) bytes += '\0';
  }
  return bytes;
}

struct encoded_text {
  std::string bytes;
  std::string name;
};

/// A text in every encoding that is refused.
std::vector<encoded_text> refused_encodings(std::string_view text) {
  return {{utf16(text, true, true), "UTF-16"},
          {utf16(text, false, true), "UTF-16"},
          {utf16(text, true, false), "UTF-16LE"},
          {utf16(text, false, false), "UTF-16BE"},
          {std::string{"\xFF\xFE\0\0"sv} + std::string{"a\0\0\0"sv}, "UTF-32"}};
}

/// The sentence with which an action on a file of these bytes is refused, from the file's name on.
template <class Read>
std::string refusal(const std::string& name, const std::string& bytes, const Read& read) {
  const scratch_folder folder;
  folder.write("a.png", "");
  const auto file = folder.write(name, bytes);
  return sentence_of<sdkt::format_error>([&] { read(file); });
}

TEST_CASE("every reader of text files names UTF-16 and UTF-32, with and without a mark, and refuses them") {
  const auto check = [](const std::string& name, std::string_view text, const auto& read) {
    for (const auto& [bytes, encoding] : refused_encodings(text)) {
      const std::string said = refusal(name, bytes, read);
      CAPTURE(name, encoding, said);
      CHECK(said.ends_with(name + ": the text is " + encoding +
                           ", but only UTF-8 is supported; save it as UTF-8, for example with iconv -f " +
                           encoding + " -t UTF-8"));
    }
  };
  using path = std::filesystem::path;
  check("list.txt", "a.png\n", [](const path& file) { sdkt::reference::read_images(file); });
  check("pool.json", R"({"images": ["a.png"]})",
        [](const path& file) { sdkt::reference::read_images(file); });
  check("texts.txt", "a cat\n", [](const path& file) { sdkt::load_texts(file); });
  check("texts.tsv", "a cat\tx\n", [](const path& file) { sdkt::load_texts(file); });
  check("texts.json", R"(["a cat"])", [](const path& file) { sdkt::load_texts(file); });
  check("templates.txt", "a {}\n", [](const path& file) { sdkt::read_templates(file); });
  check("templates.json", R"(["a {}"])", [](const path& file) { sdkt::read_templates(file); });
  check("pairs.json", R"({"images": [["a.png", "a cat"]]})",
        [](const path& file) { sdkt::detail::read_pairs(file, {}); });
  check("pets.json", R"({"data": {"train": [], "test": [["a.png", 0]]}, "class_names": ["cat"]})",
        [](const path& file) { static_cast<void>(sdkt::read_annotation(file)); });
}

TEST_CASE("a byte order mark of UTF-8 is no part of any text") {
  const scratch_folder folder;
  folder.write("a.png", "");
  const std::string mark = "\xEF\xBB\xBF";
  CHECK(sdkt::reference::read_images(folder.write("list.txt", mark + "a.png\r\n")).size() == 1);
  CHECK(sdkt::reference::read_images(folder.write("pool.json", mark + R"({"images": ["a.png"]})")).size() ==
        1);
  CHECK(sdkt::load_texts(folder.write("texts.txt", mark + "a cat\n")).front() == "a cat");
  CHECK(sdkt::load_texts(folder.write("texts.tsv", mark + "a cat\tx\n")).front() == "a cat");
  CHECK(sdkt::read_templates(folder.write("templates.txt", mark + "a {}\n")).for_all.front() == "a {}");
  CHECK(sdkt::file::read_utf8(folder.write("whole.txt", mark + "text")) == "text");
  const auto task = sdkt::read_annotation(folder.write(
      "pets.json", mark + R"({"data": {"train": [], "test": [["a.png", 0]]}, "class_names": ["cat"]})"));
  CHECK(task.test.size() == 1);
}

TEST_CASE(
    "Latin-1 is refused with the place of its first letter that is none, except in the names of files") {
  const std::string said =
      refusal("templates.txt", "a {}\ncaf\xE9 {}\n", [](const auto& file) { sdkt::read_templates(file); });
  CHECK(said.ends_with(
      "templates.txt, line 2, column 4: the bytes from here on are not UTF-8; save the text as UTF-8"));
  const scratch_folder folder;
  folder.write("caf\xE9.png", "");
  CHECK(sdkt::reference::read_images(folder.write("list.txt", "caf\xE9.png\n")).size() == 1);
  CHECK(sentence_of([&] {
          sdkt::reference::read_images(folder.write("other.txt", "th\xE9.png\n"));
        }).find(", and its bytes are not UTF-8, unlike most file names") != std::string::npos);
}

TEST_CASE("a file with NUL bytes that no encoding explains is said to be no text") {
  const std::string said = refusal("list.txt", std::string{"a\0\0b.png\n\0\0\0"sv},
                                   [](const auto& file) { sdkt::reference::read_images(file); });
  CHECK(said.ends_with(
      "list.txt: it contains NUL bytes, which are not allowed in a text file; check that it is a text file"));
}

TEST_CASE("a file of a known other kind is named, wherever a text file is given") {
  const std::string pointer =
      "version https://git-lfs.github.com/spec/v1\noid sha256:0123456789abcdef\nsize 1234567\n";
  const auto said = [](const std::string& name, const std::string& text, const auto& read) {
    const std::string sentence = refusal(name, text, read);
    return sentence.substr(sentence.find(name));
  };
  const std::string lfs =
      ": is a Git LFS pointer, not the file itself; run `git lfs pull` in its folder, or download the file";
  CHECK(said("pets.json", pointer,
             [](const auto& file) { static_cast<void>(sdkt::read_annotation(file)); }) == "pets.json" + lfs);
  CHECK(said("pool.json", pointer, [](const auto& file) { sdkt::reference::read_images(file); }) ==
        "pool.json" + lfs);
  CHECK(said("list.txt", pointer, [](const auto& file) { sdkt::reference::read_images(file); }) ==
        "list.txt" + lfs);
  CHECK(said("texts.txt", pointer, [](const auto& file) { sdkt::load_texts(file); }) == "texts.txt" + lfs);
  CHECK(said("t.txt", pointer, [](const auto& file) { sdkt::read_templates(file); }) == "t.txt" + lfs);
  const std::string page = said("pets.json", "\n<!DOCTYPE html>\n<html><body>Sign in</body></html>",
                                [](const auto& file) { static_cast<void>(sdkt::read_annotation(file)); });
  CHECK(page.starts_with("pets.json: is an HTML or XML page, not the requested file; "));
  const std::string packed = said("list.txt", std::string{"\x1F\x8B\x08\0\0\0\0\0\0\x03"sv},
                                  [](const auto& file) { sdkt::reference::read_images(file); });
  CHECK(packed.find("gzip") != std::string::npos);
}

}  // namespace
