// SPDX-License-Identifier: MIT
//
// Listed paths that no file has exactly: read where one file is called nearly so, and said otherwise.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"
#include "../../support/scratch.hpp"
#include <sdkt/dataset/annotation.hpp>
#include <sdkt/reference/reference_list.hpp>

namespace {

namespace fs = std::filesystem;
using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;
using strings = std::vector<std::string>;

/// The names under which the lines of a list are read, and what is said about it.
struct read_list {
  strings names, notes;
};

read_list read_listed(const fs::path& file, sdkt::reference::list_options options = {}) {
  read_list result;
  options.note = [&](const std::string& sentence) { result.notes.push_back(sentence); };
  for (const sdkt::sample& one : sdkt::reference::read_images(file, options))
    result.names.push_back(one.path);
  return result;
}

std::string json_list(const strings& paths, const std::string& more = {}) {
  std::string text = "{\"images\": [";
  for (const std::string& path : paths) text += (text.back() == '[' ? "\"" : ", \"") + path + "\"";
  return text + "]" + more + "}";
}

bool near_says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("paths with backslashes, other cases, other accents and blanks are read, and said once a list") {
  const scratch_folder folder;
  for (const char* name :
       {"cat/1.jpg", "cat/2.JPG", "Dog/3.jpeg", "caf\xC3\xA9/4.png", "e\xCC\x81t\xC3\xA9.png", "6.png"}) {
    folder.write(name, "");
  }
  const fs::path file =
      folder.write("list.json", json_list({"cat\\\\1.jpg", "cat/2.jpg", ".\\\\dog\\\\3.JPG",
                                           "cafe\xCC\x81/4.png", "\xC3\xA9t\xC3\xA9.PNG ", "6.png\\r\\n"}));
  const auto list = read_listed(file);
  CHECK(list.names == strings{"cat/1.jpg", "cat/2.JPG", "Dog/3.jpeg", "caf\xC3\xA9/4.png",
                              "e\xCC\x81t\xC3\xA9.png", "6.png"});
  REQUIRE(list.notes.size() == 1);
  CHECK(list.notes[0].starts_with(file.string() +
                                  ": 5 paths are read as a file with a similar name, the first: "));
}

TEST_CASE("a path that is a file's stays as it is, whatever else is called nearly so") {
  const scratch_folder folder;
  for (const char* name : {"a.jpg", "A.jpg", "b\\c.jpg", "b/c.jpg", "d .jpg "}) folder.write(name, "");
  const auto list = read_listed(
      folder.write("list.json", json_list({"A.jpg", "a.jpg", "b\\\\c.jpg", "b/c.jpg", "d .jpg "})));
  CHECK(list.names == strings{"A.jpg", "a.jpg", "b\\c.jpg", "b/c.jpg", "d .jpg "});
  CHECK(list.notes.empty());
}

TEST_CASE("where several files are called nearly so, or one is listed itself, the sentence names them") {
  const scratch_folder folder;
  for (const char* name : {"x/a.jpg", "x/a.JPG", "x/b.jpg"}) folder.write(name, "");
  const auto refused = [&](const strings& paths) {
    return sentence_of<sdkt::file_error>([&] { read_listed(folder.write("list.json", json_list(paths))); });
  };
  CHECK(near_says(
      refused({"x/b.jpg", "x/A.jpg"}),
      "images entry 1: the image " + (folder.path() / "x/A.jpg").string() +
          " does not exist, but several files have similar names: x/a.JPG, x/a.jpg; correct its path to "
          "the name of the file"));
  CHECK(near_says(refused({"x\\\\A.jpg"}), "is in none of the folders "));
  CHECK(near_says(refused({"x\\\\A.jpg"}),
                  "several files have similar names: x/a.JPG, x/a.jpg; correct its path"));
  CHECK(near_says(refused({"x/b.jpg", "x/B.jpg"}),
                  "x/B.jpg does not exist, and the file with a similar name, x/b.jpg, is also "
                  "listed; restore it or remove it from the list"));
  CHECK(near_says(refused({"x\\\\b.jpg", "x/B.jpg"}),
                  "x/B.jpg does not exist, and the file with a similar name"));
  CHECK(near_says(refused({"http://x/b.jpg"}),
                  ": it is a URL, but a list contains paths; put the images there"));
  CHECK(near_says(refused({"x/b.jpg", "http://a.b/c.jpg"}),
                  " does not exist: it is a URL, but a list contains paths"));
  CHECK(near_says(refused({"x/b.jpg", "x/c.jpg"}),
                  "x/c.jpg does not exist; restore it or remove it from the list"));
}

TEST_CASE("the URL of a file is read as its path, and any other URL is not looked for") {
  const scratch_folder folder;
  folder.write("x/b.jpg", "");
  CHECK(read_listed(folder.write("list.txt", "file:///data/x/b.jpg\n")).names == strings{"x/b.jpg"});
  CHECK(near_says(
      sentence_of<sdkt::file_error>([&] { read_listed(folder.write("list.txt", "https://host/x/b.jpg\n")); }),
      "the image https://host/x/b.jpg is in none of the folders "));
}

TEST_CASE("backslashes climb out of no folder") {
  const scratch_folder folder;
  folder.write("secret.jpg", "");
  folder.write("lists/a.jpg", "");
  CHECK(near_says(sentence_of<sdkt::file_error>([&] {
                    read_listed(folder.write("lists/list.json", json_list({"a.jpg", "..\\\\secret.jpg"})));
                  }),
                  "..\\secret.jpg does not exist; restore it"));
}

TEST_CASE("an archive of a folder is read whether or not the list names that folder") {
  const scratch_folder folder;
  using test::tar_member;
  const auto tar = [&](const strings& names) {
    std::string bytes;
    for (const std::string& name : names) bytes += tar_member(name, "");
    folder.write("a.tar", bytes + test::tar_end);
  };
  const auto names_of = [&](const strings& paths) {
    return read_listed(folder.write("list.json", json_list(paths, R"(, "archive": "a.tar")"))).names;
  };
  tar({"./cat/1.jpg", "./dog/2.jpg"});
  CHECK(names_of({"images/cat/1.jpg", "images/dog/2.jpg"}) == strings{"cat/1.jpg", "dog/2.jpg"});
  CHECK(names_of({"C:\\\\data\\\\images\\\\cat\\\\1.jpg", "C:\\\\data\\\\images\\\\dog\\\\2.jpg"}) ==
        strings{"cat/1.jpg", "dog/2.jpg"});
  CHECK(names_of({"./cat/1.JPG", "dog\\\\2.jpg"}) == strings{"cat/1.jpg", "dog/2.jpg"});
  tar({"images/cat/1.jpg", "images/dog/2.jpg"});
  CHECK(names_of({"cat/1.jpg", "dog/2.jpg"}) == strings{"images/cat/1.jpg", "images/dog/2.jpg"});
  tar({"train/cat/1.jpg", "test/cat/1.jpg"});
  CHECK(near_says(sentence_of<sdkt::file_error>([&] { names_of({"cat/1.jpg"}); }),
                  "several files have similar names: test/cat/1.jpg, train/cat/1.jpg"));
}

TEST_CASE("no two paths of a list lose different folders") {
  const scratch_folder folder;
  for (const char* name : {"1.jpg", "2.jpg", "x/3.jpg"}) folder.write(name, "");
  const auto refused = [&](const strings& paths) {
    return sentence_of<sdkt::file_error>([&] { read_listed(folder.write("list.json", json_list(paths))); });
  };
  CHECK(read_listed(folder.write("a.json", json_list({"cat/1.jpg", "cat/2.jpg"}))).names ==
        strings{"1.jpg", "2.jpg"});
  CHECK(near_says(refused({"cat/1.jpg", "dog/2.jpg"}), "dog/2.jpg does not exist; restore it"));
  CHECK(near_says(refused({"cat/1.jpg", "x/3.jpg"}), "the image cat/1.jpg is in none of the folders"));
  CHECK(near_says(refused({"x/3.jpg", "cat/1.jpg"}), "cat/1.jpg does not exist; restore it"));
}

TEST_CASE("the images of a task may be one folder further down than its file says") {
  const scratch_folder folder;
  folder.write("root/pets/images/cat/1.jpg", "");
  folder.write("root/pets/images/dog/2.jpg", "");
  const fs::path file = folder.write(
      "pets.json",
      R"({"data": {"train": [["cat\\1.jpg", 0]], "test": [["dog\\2.jpg", 1]]}, "class_names": ["cat", "dog"]})");
  strings notes;
  const auto task = sdkt::read_annotation(
      file,
      {.data_root = folder.path() / "root", .note = [&](const std::string& said) { notes.push_back(said); }});
  CHECK(task.train.at(0).path == "images/cat/1.jpg");
  CHECK(task.test.at(0).path == "images/dog/2.jpg");
  REQUIRE(notes.size() == 1);
  CHECK(near_says(notes[0],
                  ": 2 paths are read as a file with a similar name, the first: cat\\1.jpg as "
                  "images/cat/1.jpg"));
}

TEST_CASE("the folder of a task and its archive may be called nearly as the file says") {
  const scratch_folder folder;
  folder.write("root/Pets/a.png", "");
  folder.write("lists/Images/b.png", "");
  folder.write("lists/Pets.TAR", test::tar_member("c.png", "") + test::tar_end);
  const auto image_of = [&](const std::string& path, const std::string& more,
                            sdkt::reference::list_options options) {
    return read_listed(folder.write("lists/pets.json", json_list({path}, more)), std::move(options)).names;
  };
  CHECK(image_of("a.png", "", {.data_root = folder.path() / "root"}) == strings{"a.png"});
  CHECK(image_of("b.png", "", {}) == strings{"b.png"});
  CHECK(image_of("c.png", R"(, "archive": "pets.tar")", {}) == strings{"c.png"});
  folder.write("root/PETS/a.png", "");
  CHECK(near_says(
      sentence_of<sdkt::file_error>([&] { image_of("a.png", "", {.data_root = folder.path() / "root"}); }),
      "the image a.png is in none of the folders " + (folder.path() / "root/pets").string()));
}

TEST_CASE("a broken link of an archive is named where a list needs it, and a pool refuses a hard one") {
  const scratch_folder folder;
  folder.write("a.tar", test::tar_member("a.jpg", "") +
                            test::tar_header("b.jpg", 0, {.type = '1', .link = "c.jpg"}) +
                            test::tar_header("d.txt", 0, {.type = '1', .link = "e.txt"}) + test::tar_end);
  const std::string archive = (folder.path() / "a.tar").string();
  CHECK(near_says(
      sentence_of<sdkt::file_error>([&] {
        read_listed(folder.write("list.json", json_list({"a.jpg", "b.jpg"}, R"(, "archive": "a.tar")")));
      }),
      "images entry 1: the image " + archive +
          "(b.jpg) is a hard link to 'c.jpg', which is not in the archive; recreate the archive with the "
          "targets of its links"));
  CHECK(sentence_of<sdkt::file_error>([&] { read_listed(archive); }) ==
        archive +
            "(b.jpg): it is a hard link to 'c.jpg', which is not in the archive; recreate the archive with "
            "the targets of its links");
  CHECK(read_listed(folder.write("list.json", json_list({"a.jpg"}, R"(, "archive": "a.tar")"))).names ==
        strings{"a.jpg"});
}

TEST_CASE("control characters in a list get advice about themselves, and paths outside about theirs") {
  const scratch_folder folder;
  const auto refused = [&](const std::string& text) {
    return sentence_of<sdkt::data_error>([&] { read_listed(folder.write("list.txt", text)); });
  };
  CHECK(refused("a\x1b.png\n")
            .ends_with("line 1: the path contains a control character; write the path without it, and "
                       "rename the file if its name contains it"));
  CHECK(refused("/a.png\n")
            .ends_with("line 1: the path /a.png is absolute; write it relative to the folder of the "
                       "images, or allow paths outside (--allow-outside) if the file can be trusted"));
  CHECK(sentence_of<sdkt::data_error>([&] {
          read_listed(folder.write("list.json", json_list({""})));
        }).ends_with("the path is empty; write the path of an image"));
}

}  // namespace
