// SPDX-License-Identifier: MIT
//
// Annotation files: both forms, where images are looked for, and every refusal with its sentence.
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/base/random.hpp>
#include <sdkt/dataset/annotation.hpp>
#include <sdkt/dataset/list_fields.hpp>
#include <sdkt/image/decode.hpp>

namespace {
namespace fs = std::filesystem;
using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;

const std::string pets =
    R"({"data": {"train": [["a.png", 0], ["d/b.png", 1]], "val": [["a.png", 1]], "test": [["c.png", 1]]},)"
    "\n"
    R"( "class_names": ["cat", "big_dog"]})";

/// A folder with empty files where pets has images.
void add_images(const scratch_folder& folder, const std::string& below) {
  for (const char* name : {"a.png", "d/b.png", "c.png"}) folder.write(below + name, "");
}

/// What reading a text as pets.json throws, without the folder's name.
template <class Error>
std::string refusal(const std::string& text, const sdkt::task_options& options = {}) {
  const scratch_folder folder;
  add_images(folder, "");
  const fs::path file = folder.write("pets.json", text);
  std::string sentence = sentence_of<Error>([&] { static_cast<void>(sdkt::read_annotation(file, options)); });
  const std::string prefix = folder.path().string() + "/";
  for (auto at = sentence.find(prefix); at != std::string::npos; at = sentence.find(prefix))
    sentence.erase(at, prefix.size());
  return sentence;
}

/// pets with one part written differently.
std::string with(const std::string& part, const std::string& instead) {
  std::string text = pets;
  return text.replace(text.find(part), part.size(), instead);
}

TEST_CASE("the authors' form is read") {
  const scratch_folder folder;
  add_images(folder, "");
  const auto task = sdkt::read_annotation(folder.write("pets_annotations.json", pets));
  CHECK(task.name == "pets");
  CHECK(task.class_names == std::vector<std::string>{"cat", "big_dog"});
  REQUIRE(task.train.size() == 2);
  CHECK(task.train[1].path == "d/b.png");
  CHECK(task.train[1].label == 1);
  CHECK(task.validation.size() == 1);
  CHECK(task.test.size() == 1);
  CHECK(sdkt::task{task}.prompts().at(1) == "a photo of a big_dog.");
}

TEST_CASE("CoOp's form is read, with spaces for underscores in prompts alone") {
  const scratch_folder folder;
  add_images(folder, "");
  const auto task = sdkt::read_annotation(folder.write("split_zhou_Pets.json", R"({
    "train": [["d/b.png", 1, "big_dog"], ["a.png", 0, "cat"]], "val": [], "test": [["c.png", 1, "big_dog"]]})"));
  CHECK(task.name == "Pets");
  CHECK(task.class_names == std::vector<std::string>{"cat", "big_dog"});
  CHECK(task.train.at(0).label == 1);
  CHECK(sdkt::task{task}.prompts() == std::vector<std::string>{"a photo of a cat.", "a photo of a big dog."});
}

TEST_CASE("a name, a template and no val list are optional") {
  const scratch_folder folder;
  add_images(folder, "");
  const auto task = sdkt::read_annotation(folder.write(
      "x.json",
      R"({"class_names": ["cat"], "template": "a {} here", "name": "my pets", "other": [1, {"a": null}],
                    "data": {"test": [["a.png", 0]], "train": []}})"));
  CHECK(task.name == "my pets");
  CHECK(task.prompt_template == "a {} here");
  CHECK(task.validation.empty());
  CHECK(task.train.empty());  // may be evaluated; check_tasks refuses to train it
}

TEST_CASE("a task is named after its file") {
  CHECK(sdkt::dataset::name_from_file("data/dtd.json") == "dtd");
  CHECK(sdkt::dataset::name_from_file("dtd_annotations.json") == "dtd");
  CHECK(sdkt::dataset::name_from_file("split_zhou_OxfordPets.json") == "OxfordPets");
  CHECK(sdkt::dataset::name_from_file("_annotations.json") == "_annotations");
}

TEST_CASE("images are looked for under the data root, in images, and beside the file, in this order") {
  const scratch_folder folder;
  const fs::path file = folder.write("tasks/pets.json", pets);
  const sdkt::task_options options{.data_root = folder.path() / "data"};
  fs::create_directories(folder.path() / "data");
  const auto place = [&] {
    const auto task = sdkt::read_annotation(file, options);
    return fs::relative(task.train[0].source->where("a.png"), folder.path()).string();
  };
  add_images(folder, "tasks/");
  CHECK(place() == "tasks/a.png");
  add_images(folder, "tasks/images/");
  CHECK(place() == "tasks/images/a.png");
  add_images(folder, "data/pets/");
  CHECK(place() == "data/pets/a.png");
}

TEST_CASE("images in an archive beside the file are read in place") {
  const auto task = sdkt::read_annotation(sdkt_test::mini_tasks / "shapes.json");
  CHECK(task.name == "shapes");
  CHECK(task.class_names.size() == 18);
  CHECK(task.train.size() == 396);
  CHECK(task.validation.size() == 72);
  CHECK(task.test.size() == 324);
  const auto& [source, path, label] = task.test[0];
  CHECK(sdkt::decode_image(source->read(path), source->where(path)).width == 32);
}

TEST_CASE("images that are nowhere are refused with the folders where they were looked for") {
  const scratch_folder folder;
  fs::create_directories(folder.path() / "data");
  const fs::path file = folder.write("pets.json", pets);
  const std::string in = folder.path().string();
  CHECK(sentence_of<sdkt::file_error>([&] {
          static_cast<void>(sdkt::read_annotation(file, {.data_root = folder.path() / "data"}));
        }) == in +
                  "/pets.json, line 1, column 21: data.train entry 0 of task pets: the image a.png is in "
                  "none of the folders " +
                  in + "/data/pets, " + in + "/images, " + in +
                  "; put the images there or specify the data root that contains them");
}

TEST_CASE("one missing image is refused with its task and entry") {
  CHECK(refusal<sdkt::file_error>(with("d/b.png", "e.png")) ==
        "pets.json, line 1, column 35: data.train entry 1 of task pets: the image e.png does not exist; "
        "restore it or remove it from the list");
  CHECK(refusal<sdkt::file_error>(with("c.png", "d"))
            .starts_with(
                "pets.json, line 1, column 84: data.test entry 0 of task pets: the image d does not exist"));
}

TEST_CASE("a missing image of an archive is refused") {
  const scratch_folder folder;
  fs::copy_file(sdkt_test::mini_tasks / "digits.tar", folder.path() / "digits.tar");
  const fs::path file = folder.write(
      "digits.json",
      R"({"archive": "digits.tar", "class_names": ["x"], "data": {"train": [["train/0000.png", 0]], "test": [["no", 0]]}})");
  CHECK(sentence_of<sdkt::file_error>([&] { static_cast<void>(sdkt::read_annotation(file)); })
            .find("data.test entry 0 of task digits: the image " + (folder.path() / "digits.tar").string() +
                  "(no) does not exist") != std::string::npos);
}

TEST_CASE("a missing archive, one that is no archive, and one outside are refused") {
  const auto text = [](const std::string& archive) {
    return with("{\"data\"", "{\"archive\": \"" + archive + "\", \"data\"");
  };
  CHECK(refusal<sdkt::file_error>(text("b.tar")) ==
        "pets.json, line 1, column 13: task pets: its archive b.tar does not exist; put the tar file there "
        "or correct "
        "\"archive\"");
  CHECK_FALSE(refusal<sdkt::format_error>(text("a.png")).empty());
  CHECK(refusal<sdkt::data_error>(text("../b.tar")) ==
        "pets.json, line 1, column 13: task pets: in \"archive\", the path ../b.tar leads out of its "
        "folder; write it relative to the folder of the images, or allow paths outside (--allow-outside) "
        "if the file can be trusted");
  CHECK_FALSE(refusal<sdkt::data_error>(text("/tmp/b.tar")).empty());
}

TEST_CASE("a data root that is no folder is refused") {
  CHECK(
      refusal<sdkt::file_error>(pets, {.data_root = "/no/such/folder"}) ==
      "/no/such/folder: the data root is not a folder; specify the folder that contains one folder per task");
}

TEST_CASE("paths that lead outside are refused unless allowed") {
  for (const char* path : {"/etc/passwd", "../c.png", "d/../../c.png", "./../c.png", ".."}) {
    CHECK(refusal<sdkt::data_error>(with("c.png", path)).find("data.test entry 0: the path ") !=
          std::string::npos);
  }
  CHECK(refusal<sdkt::data_error>(with("c.png", "d/../c.png")).empty());
  CHECK(refusal<sdkt::data_error>(with("c.png", "")).find("the path is empty") != std::string::npos);
  CHECK(refusal<sdkt::data_error>(with("c.png", "c.png\\u0000")).find("control character") !=
        std::string::npos);

  const scratch_folder folder;
  add_images(folder, "");
  const fs::path file = folder.write("below/pets.json", with("c.png", (folder.path() / "c.png").string()));
  add_images(folder, "below/");
  CHECK_THROWS_AS(sdkt::read_annotation(file), sdkt::data_error);
  CHECK(sdkt::read_annotation(file, {.allow_outside = true}).test.size() == 1);
}

TEST_CASE("labels that are no class are refused with entry, line and column") {
  CHECK(refusal<sdkt::data_error>(with("b.png\", 1", "b.png\", 2")) ==
        "pets.json, line 1, column 47: data.train entry "
        "1: expected a label from 0 to 1 for 2 classes, got 2; number the classes from 0 in the order of "
        "their names");
  CHECK(refusal<sdkt::data_error>(with("b.png\", 1", "b.png\", -1")).find("got -1;") != std::string::npos);
  for (const char* label :
       {"1.5", "1.0000000001", "10e-2", "\"1\"", "\"1.0\"", "true", "null", "99999999999999999999", "[1]"}) {
    CHECK(refusal<sdkt::format_error>(with("b.png\", 1", std::string{"b.png\", "} + label))
              .find("data.train entry 1: expected a whole number as the label, got ") != std::string::npos);
  }
}

TEST_CASE("entries of another form are refused") {
  CHECK(refusal<sdkt::format_error>(with("[\"a.png\", 0]", "\"a.png\""))
            .find("data.train entry 0: expected [path, label], got the string \"a.png\"; write {\"data\"") !=
        std::string::npos);
  CHECK(refusal<sdkt::format_error>(with("[\"a.png\", 0]", "[\"a.png\", 0, \"cat\"]"))
            .find("got a list of 3") != std::string::npos);
  CHECK(refusal<sdkt::format_error>(with("\"a.png\", 0", "7, 0"))
            .find("expected the path of an image, got the number 7") != std::string::npos);
}

TEST_CASE("members of another type and missing members are refused") {
  CHECK(refusal<sdkt::format_error>("[]").starts_with(
      "pets.json, line 1, column 1: expected an object, got a list of 0;"));
  CHECK(refusal<sdkt::format_error>("{}").starts_with(
      "pets.json, line 1, column 1: the object that begins here has no \"train\"; write {\"data\""));
  CHECK(refusal<sdkt::format_error>(with("\"test\"", "\"tests\"")).find("has no \"test\"") !=
        std::string::npos);
  CHECK(refusal<sdkt::format_error>(with("class_names", "classes")).find("has no \"class_names\"") !=
        std::string::npos);
  CHECK(refusal<sdkt::format_error>(with("[[\"a.png\", 1]]", "3"))
            .find("expected a list as \"val\", got the number 3") != std::string::npos);
  CHECK(
      refusal<sdkt::format_error>("{\"data\": []}").find("expected an object as \"data\", got a list of 0") !=
      std::string::npos);
  CHECK(refusal<sdkt::format_error>(with("\"cat\"", "7"))
            .find("class_names entry 0: expected the name of a class, got the number 7") !=
        std::string::npos);
  CHECK(refusal<sdkt::format_error>(with("\"cat\"", "\"\"")).find("class_names entry 0") !=
        std::string::npos);
  CHECK(
      refusal<sdkt::format_error>("{\"name\": 7}").find("expected a string as \"name\", got the number 7") !=
      std::string::npos);
}

TEST_CASE("names that cannot name a folder are refused") {
  for (const char* name : {"", "..", ".", "a/b", "a\\\\b", "a\\nb"}) {
    CHECK(refusal<sdkt::data_error>(with("{\"data\"", std::string{"{\"name\": \""} + name + "\", \"data\""))
              .starts_with(
                  "pets.json, line 1, column 10: expected a name that can be used as a folder name, got "));
  }
}

TEST_CASE("empty class and test lists are refused") {
  CHECK(refusal<sdkt::data_error>(with("[\"cat\", \"big_dog\"]", "[]")) ==
        "pets.json, line 2, column 17: the class list of task pets is empty; list one name per class");
  CHECK(refusal<sdkt::data_error>(with("[[\"c.png\", 1]]", "[]")) ==
        "pets.json, line 1, column 83: the test list of task pets is empty; add test images");
}

TEST_CASE("a template without a place for the class name is refused") {
  CHECK(refusal<sdkt::data_error>(with("{\"data\"", "{\"template\": \"a photo\", \"data\""))
            .starts_with("pets.json, line 1, column 14: prompt template: expected {} once, in place"));
}

TEST_CASE("in CoOp's form, labels and class names must agree") {
  const auto coop = [](const std::string& last) {
    return R"({"train": [["a.png", 0, "cat"], ["d/b.png", 1, "dog"]], "test": [["c.png", )" + last + "]]}";
  };
  CHECK(refusal<sdkt::data_error>(coop("1, \"cow\"")) ==
        "pets.json, line 1, column 79: test entry 0: label 1 is named \"cow\" here and \"dog\" before; give "
        "every "
        "label one name");
  CHECK(refusal<sdkt::data_error>(coop("3, \"cow\"")) ==
        "pets.json: label 2 of task pets never occurs, so the name of its class is unknown; number the "
        "classes from 0 without gaps");
  CHECK(refusal<sdkt::data_error>(coop("9000000000000000000, \"cow\"")).find("label 2 of task pets") !=
        std::string::npos);
  CHECK(refusal<sdkt::data_error>(coop("-1, \"cow\""))
            .find("expected a label from 0 to 1 for 2 classes, got -1") != std::string::npos);
  CHECK(refusal<sdkt::format_error>(coop("1, 7")).find("expected the name of a class, got the number 7") !=
        std::string::npos);
  CHECK(refusal<sdkt::format_error>(coop("1")).find("expected [path, label, class name], got a list of 2") !=
        std::string::npos);
}

TEST_CASE("a file with one byte changed is read or refused in one line, over many seeds") {
  const scratch_folder folder;
  add_images(folder, "");
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    sdkt::random_stream random{{.seed = seed}};
    std::string text = pets;
    text[random.below(text.size())] = static_cast<char>(random.below(256));
    const fs::path file = folder.write("pets.json", text);
    REQUIRE(sentence_of([&] { static_cast<void>(sdkt::read_annotation(file)); }).find('\n') ==
            std::string::npos);
  }
}

}  // namespace
