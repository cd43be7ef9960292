// SPDX-License-Identifier: MIT
//
// Image-text pairs: every place they come from, the draw, and places that are not what they seem.
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"
#include "../../support/scratch.hpp"
#include <sdkt/base/random.hpp>
#include <sdkt/reference/sources.hpp>

namespace {

namespace fs = std::filesystem;
using sdkt_test::paths;
using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;
using test::tar_end;
using test::tar_member;
using strings = std::vector<std::string>;

/// What load_pairs says about a file, without the file's path that the sentence begins with.
std::string refused(const fs::path& file) {
  const std::string sentence = sentence_of<sdkt::error>([&] { sdkt::load_pairs(file); });
  CAPTURE(sentence);
  REQUIRE(sentence.starts_with(file.string()));
  return sentence.substr(file.string().size());
}

std::string refused_tar(const std::string& content) {
  const scratch_folder folder;
  return refused(folder.write("a.tar", content));
}

TEST_CASE("an archive gives its images in its order, each with the text of the same name") {
  const scratch_folder folder;
  const fs::path tar = folder.write(
      "a.tar", tar_member("b.jpg", "B") + tar_member("b.txt", "\xEF\xBB\xBF a bird\n") +
                   tar_member("x/a.txt", "ein\nKäfer") + tar_member("x/a.PNG", "A") +
                   tar_member("c.jpeg", "C") + tar_member("c.json", R"({"caption": " a cat "})") +
                   tar_member("notes.md", "?") + tar_member("stats.json", "[1]") +
                   tar_member("v1.0.jpg", "V") + tar_member("v1.0.TXT", "a van") + tar_end);
  const auto pairs = sdkt::load_pairs(tar);
  CHECK(paths(pairs) == strings{"b.jpg", "x/a.PNG", "c.jpeg", "v1.0.jpg"});
  CHECK(pairs.texts() == strings{"a bird", "ein\nKäfer", "a cat", "a van"});
  const sdkt::sample& second = pairs.samples()[1];
  CHECK(test::text_of(second.source->read(second.path)) == "A");
  CHECK(second.label == -1);
}

TEST_CASE("an archive may say a text twice if it is the same") {
  const scratch_folder folder;
  const auto written = [&](const std::string& json) {
    return folder.write("a.tar", tar_member("1.jpg", "") + tar_member("1.txt", "a dog\n") +
                                     tar_member("1.json", json) + tar_end);
  };
  CHECK(sdkt::load_pairs(written(R"({"caption": "a dog", "width": 3})")).texts() == strings{"a dog"});
  CHECK(sdkt::load_pairs(written(R"({"width": 3})")).texts() == strings{"a dog"});
  const fs::path tar = written(R"({"caption": "a cat"})");
  CHECK(refused(tar) ==
        "(1.jpg): the image has two texts, one in 1.txt and another in 1.json; keep one of them");
}

TEST_CASE("images of one name share its text") {
  const scratch_folder folder;
  const auto pairs = sdkt::load_pairs(folder.write(
      "a.tar", tar_member("1.jpg", "") + tar_member("1.png", "") + tar_member("1.txt", "a dog")));
  CHECK(paths(pairs) == strings{"1.jpg", "1.png"});
  CHECK(pairs.texts() == strings{"a dog", "a dog"});
}

TEST_CASE("an archive is read as a pool of images without its texts") {
  const scratch_folder folder;
  const fs::path tar = folder.write("a.tar", tar_member("b.jpg", "B") + tar_member("b.txt", "a bird") +
                                                 tar_member("c.png", "C") + tar_member("lonely.txt", "\xFF") +
                                                 tar_member("c.json", "{") + tar_end);
  CHECK(paths(sdkt::load_reference(tar)) == strings{"b.jpg", "c.png"});
}

TEST_CASE("an image of an archive without a text is named") {
  CHECK(refused_tar(tar_member("x/b.jpg", "") + tar_member("b.txt", "another folder")) ==
        "(x/b.jpg): the image has no text beside it; add x/b.txt, or x/b.json with a \"caption\"");
  CHECK(refused_tar(tar_member("b.jpg", "") + tar_member("b.json", R"({"text": "a bird"})")) ==
        "(b.jpg): the image has no text: b.json has no \"caption\"; write {\"caption\": TEXT} there or put a "
        ".txt file beside the image");
  CHECK(refused_tar(tar_member("b.jpg", "") + tar_member("b.json", "[]")).starts_with("(b.jpg): the image"));
}

TEST_CASE("a text of an archive without an image is named") {
  CHECK(
      refused_tar(tar_member("a.jpg", "") + tar_member("a.txt", "a") + tar_member("b.webp", "") +
                  tar_member("b.txt", "b")) ==
      "(b.txt): there is no image beside this text; put an image of the same name there (.jpg, .jpeg, .png, "
      ".bmp or .gif) or remove the text");
}

TEST_CASE("an archive with two texts for one image is refused") {
  CHECK(refused_tar(tar_member("a.jpg", "") + tar_member("a.txt", "a") + tar_member("a.TXT", "a")) ==
        "(a.TXT): an image has two texts, one here and one in a.txt; keep one of them");
  CHECK(refused_tar(tar_member("a.jpg", "") + tar_member("a.json", "{}") + tar_member("a.Json", "{}"))
            .starts_with("(a.Json): an image has two texts, one here and one in a.json"));
}

TEST_CASE("a text that is empty, not UTF-8 or too long is refused with its file") {
  const auto with_text = [](const std::string& text) {
    return refused_tar(tar_member("a.jpg", "") + tar_member("a.txt", text));
  };
  CHECK(with_text("") == "(a.txt): the text is empty; describe an image, or remove the text");
  CHECK(with_text(" \n\t").starts_with("(a.txt): the text is empty"));
  CHECK(with_text("\xEF\xBB\xBF").starts_with("(a.txt): the text is empty"));
  CHECK(with_text("a\nb\xE9"
                  "b\xE9") ==
        "(a.txt), line 2, column 2: the bytes from here on are not UTF-8; save the text as UTF-8");
  CHECK(with_text(std::string((1 << 20) + 1, 'a')) ==
        "(a.txt): has 1048577 bytes, too many for the text of one image; check that it is the right file");
  const auto with_json = [](const std::string& text) {
    return refused_tar(tar_member("a.jpg", "") + tar_member("a.json", text));
  };
  CHECK(with_json(R"({"caption": 7})") ==
        "(a.json), line 1, column 13: expected a string as \"caption\", got the number 7; write it in "
        "quotation "
        "marks");
  CHECK(with_json(R"({"caption": " "})").starts_with("(a.json), line 1, column 13: the text is empty"));
  CHECK(with_json(R"({"caption": "a")").starts_with("(a.json), line 1, column 16: malformed JSON"));
}

TEST_CASE("a damaged archive is refused") {
  const std::string content = tar_member("a.jpg", "A") + tar_member("a.txt", std::string(700, 'a'));
  CHECK(refused_tar(content.substr(0, content.size() - 512)).find("truncated archive") != std::string::npos);
  CHECK(refused_tar(content.substr(0, 1100)).find("truncated archive") != std::string::npos);
  CHECK(refused_tar("").find("the archive is empty") != std::string::npos);
  CHECK(refused_tar(tar_member("../a.jpg", "")).find("leads out of the archive") != std::string::npos);
  CHECK(refused_tar(tar_end) ==
        ": the reference contains no images; use a folder, archive or list of images with one text each");
}

TEST_CASE("an archive cut anywhere or with any byte changed never crashes") {
  const scratch_folder folder;
  const std::string content = tar_member("a.jpg", "A") + tar_member("a.txt", "a dog") +
                              tar_member("b.png", "B") + tar_member("b.json", R"({"caption": "b"})");
  sdkt::random_stream random{{.seed = 7}};
  for (int round = 0; round < 400; ++round) {
    std::string changed = content;
    if (round % 2 == 0) {
      changed.resize(random.below(content.size()));
    } else {
      changed[random.below(content.size())] = static_cast<char>(random.below(256));
    }
    const fs::path tar = folder.write("a.tar", changed);
    try {
      const auto pairs = sdkt::load_pairs(tar);
      REQUIRE(pairs.texts().size() == pairs.samples().size());
    } catch (const sdkt::error&) {
    }
  }
}

TEST_CASE("a folder gives its images in the order of their paths, each with the text beside it") {
  const scratch_folder folder;
  for (const char* name : {"b.jpg", "x/a.png", "a.jpeg"}) folder.write(name, "");
  folder.write("b.txt", "a bird\r\n");
  folder.write("x/a.txt", "an ape");
  folder.write("a.json", R"({"caption": "an ant"})");
  folder.write("LICENSE", "free");
  const auto pairs = sdkt::load_pairs(folder.path());
  CHECK(paths(pairs) == strings{"a.jpeg", "b.jpg", "x/a.png"});
  CHECK(pairs.texts() == strings{"an ant", "a bird", "an ape"});
  folder.write("x/b.jpg", "");
  CHECK(refused(folder.path()) ==
        "/x/b.jpg: the image has no text beside it; add x/b.txt, or x/b.json with a \"caption\"");
  folder.write("x/b.txt", std::string(2 << 20, 'a'));
  CHECK(refused(folder.path()).starts_with("/x/b.txt: has 2097152 bytes, too many"));
}

TEST_CASE("a JSON list gives its pairs in both forms") {
  const scratch_folder folder;
  folder.write("a.png", "");
  folder.write("images/b.jpg", "");
  const auto both = [&](const std::string& text) {
    const auto pairs = sdkt::load_pairs(folder.write("list.json", text));
    return std::pair{paths(pairs), pairs.texts()};
  };
  const std::pair expected{strings{"b.jpg", "b.jpg"}, strings{"a bird", "two # birds"}};
  CHECK(both(R"({"images": [["b.jpg", "a bird"], ["b.jpg", " two # birds\n"]]})") == expected);
  CHECK(both(R"({"captions": ["a bird", "two # birds"], "images": ["b.jpg", "b.jpg"]})") == expected);
}

TEST_CASE("the images of a JSON list are in its archive or below the data root") {
  const scratch_folder folder;
  folder.write("a.tar", tar_member("1.png", "one") + tar_end);
  const auto pairs =
      sdkt::load_pairs(folder.write("x.json", R"({"archive": "a.tar", "images": [["1.png", "a dog"]]})"));
  CHECK(test::text_of(pairs.samples()[0].source->read("1.png")) == "one");
  folder.write("root/mine/2.png", "two");
  const fs::path list = folder.write("lists/x.json", R"({"name": "mine", "images": [["2.png", "a cat"]]})");
  CHECK(sdkt::load_pairs(list, {.data_root = folder.path() / "root"}).texts() == strings{"a cat"});
  CHECK(refused(list).find("images entry 0: the image 2.png is in none of the folders") != std::string::npos);
}

TEST_CASE("a bad JSON list of pairs is refused with the entry") {
  const scratch_folder folder;
  folder.write("a.png", "");
  const auto refused_list = [&](const std::string& text) { return refused(folder.write("list.json", text)); };
  const std::string remedy =
      "write {\"images\": [[path, caption], ...]} or {\"images\": [path, ...], \"captions\": [text, ...]}";
  CHECK(refused_list(R"({"images": [["a.png", "a"], "a.png"]})") ==
        ", line 1, column 29: images entry 1: expected [path, caption], got the string \"a.png\"; " + remedy);
  CHECK(refused_list(R"({"images": [["a.png", "a", "b"]]})").find("got a list of 3") != std::string::npos);
  CHECK(refused_list(R"({"images": [["a.png", 3]]})") ==
        ", line 1, column 23: caption of images entry 0: expected a string, got the number 3; " + remedy);
  CHECK(refused_list(R"({"images": [["a.png", ""]]})") ==
        ", line 1, column 23: caption of images entry 0: the text is empty; describe an image, or remove "
        "the text");
  CHECK(refused_list(R"({"images": [[3, "a"]]})").find("expected the path of an image") != std::string::npos);
  CHECK(refused_list(R"({"images": [["../a.png", "a"]]})").find("leads out") != std::string::npos);
  CHECK(refused_list(R"({"images": [["b.png", "a"]]})").find("images entry 0: the image b.png is in none") !=
        std::string::npos);
  CHECK(
      refused_list(R"({"images": ["a.png", "a.png"], "captions": ["a"]})") ==
      ", line 1, column 44: expected 2 captions, one per image, got 1; list them in the order of the images");
  CHECK(refused_list(R"({"images": ["a.png"], "captions": "a"})").find("expected a list as \"captions\"") !=
        std::string::npos);
  CHECK(refused_list(R"({"captions": []})").find("has no \"images\"") != std::string::npos);
  CHECK(refused_list(R"({"images": []})").find("the reference contains no images") != std::string::npos);
  CHECK(refused_list("[]").find("has no \"images\"") != std::string::npos);
}

TEST_CASE("the draw of pairs is that of images, and texts go with their images") {
  const scratch_folder folder;
  std::string content;
  for (int i = 0; i < 60; ++i) {
    const std::string name = std::to_string(i);
    content += tar_member(name + ".jpg", "") + tar_member(name + ".txt", "text " + name);
  }
  const fs::path tar = folder.write("a.tar", content);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const sdkt::reference_options options{.size = 5 * seed + 1, .seed = seed};
    const auto pairs = sdkt::load_pairs(tar, options);
    REQUIRE(paths(pairs) == paths(sdkt::load_reference(tar, options)));
    for (std::size_t i = 0; i < pairs.texts().size(); ++i) {
      REQUIRE("text " + pairs.samples()[i].path == pairs.texts()[i] + ".jpg");
    }
  }
}

TEST_CASE("several places are one pool of pairs") {
  const scratch_folder folder;
  const auto shard = [&](const std::string& name) {
    return folder.write(name + ".tar", tar_member(name + ".jpg", "") + tar_member(name + ".txt", name));
  };
  CHECK(sdkt::load_pairs({shard("b"), shard("a")}).texts() == strings{"b", "a"});
  CHECK(sdkt::load_pairs(std::vector{shard("c")}).texts() == strings{"c"});
}

TEST_CASE("places of no known kind and impossible sizes are refused") {
  const scratch_folder folder;
  CHECK(refused(folder.write("a.txt", "a.png")) ==
        ": expected a folder, a .tar archive or a .json list of pairs; use one of those");
  CHECK(refused(folder.path() / "none.tar") == ": there is no such file; check the path");
  const fs::path tar = folder.write("a.tar", tar_member("a.jpg", "") + tar_member("a.txt", "a"));
  CHECK(sentence_of<sdkt::setting_error>([&] {
          sdkt::load_pairs(tar, {.size = 2});
        }).find("a reference set of 2 images cannot be drawn from 1") != std::string::npos);
  CHECK(sentence_of<sdkt::setting_error>([&] { sdkt::load_pairs(tar, {.size = 0}); }) ==
        "reference: a reference set of 0 images; use at least one image");
}

TEST_CASE("pairs that a program gives are checked") {
  const auto refused_texts = [](const strings& texts) {
    return sentence_of<sdkt::error>([&] { sdkt::reference_pairs(std::vector<sdkt::sample>(2), texts); });
  };
  CHECK(refused_texts({"a"}) ==
        "reference: expected 2 texts, one per image, got 1; give them in the order of the images");
  CHECK(refused_texts({"a", ""}).starts_with("reference, text 1: the text is empty"));
  CHECK(refused_texts({"\xFF", "a"}).starts_with("reference, text 0, line 1, column 1: the bytes"));
  CHECK(refused_texts({"a", "b"}).empty());
}

TEST_CASE("copies of pairs share their lists, and a temporary gives copies") {
  sdkt::reference_pairs first{std::vector<sdkt::sample>(1), {"a dog"}};
  const sdkt::reference_pairs second = std::move(first);
  CHECK(&first.texts() == &second.texts());
  std::string all;
  for (const std::string& one : sdkt::reference_pairs{std::vector<sdkt::sample>(1), {"a dog"}}.texts())
    all += one;
  CHECK(all == "a dog");
}

}  // namespace
