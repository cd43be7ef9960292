// SPDX-License-Identifier: MIT
//
// Trees of class folders become annotation files that load_tasks reads, the same ones every time; what cannot
// be taken is said.
#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/concepts/prompts.hpp>
#include <sdkt/dataset/annotate.hpp>
#include <sdkt/dataset/load_tasks.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/stream/task_list.hpp>

namespace {

namespace fs = std::filesystem;
using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;
using sdkt_test::small_png;
using strings = std::vector<std::string>;

void add_images(const scratch_folder& folder, const std::string& below, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) folder.write(below + "/" + std::to_string(i) + ".png", small_png);
}

strings paths(const std::vector<sdkt::sample>& samples) {
  strings result;
  for (const auto& one : samples) result.push_back(one.path);
  return result;
}

sdkt::task load(const fs::path& file) { return sdkt::load_tasks({file})[0]; }

std::string whole(const fs::path& file) { return sdkt::file::read_text(file); }

std::string refusal(const scratch_folder& folder, const sdkt::annotate_options& options = {}) {
  const std::string said = sentence_of([&] { sdkt::annotate_folders(folder.path() / "pets", options); });
  CHECK(!fs::exists(folder.path() / "pets_annotations.json"));
  return said;
}

bool says(const std::string& sentence, const strings& parts) {
  return std::all_of(parts.begin(), parts.end(),
                     [&](const std::string& part) { return sentence.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("class folders become a task that load_tasks reads without options") {
  const scratch_folder folder;
  add_images(folder, "pets/big_dog", 10);
  add_images(folder, "pets/cat", 5);
  const auto written = sdkt::annotate_folders(folder.path() / "pets" / "");
  CHECK(written.file == fs::canonical(folder.path()) / "pets_annotations.json");
  CHECK(written.name == "pets");
  CHECK((written.notes.empty() && written.left_out.empty()));
  const sdkt::task task = load(written.file);
  CHECK(task.name() == "pets");
  CHECK(task.class_names() == strings{"big dog", "cat"});
  CHECK(task.prompts() == strings{"a photo of a big dog.", "a photo of a cat."});
  CHECK(task.train().size() == 12);
  CHECK(task.validation().empty());
  CHECK(task.test().size() == 3);
  CHECK((written.num_train == 12 && written.num_test == 3 && written.num_classes == 2));
  std::set<std::string> all;
  for (const auto* list : {&task.train(), &task.test()}) {
    CHECK(std::is_sorted(list->begin(), list->end(),
                         [](const auto& a, const auto& b) { return a.path < b.path; }));
    for (const auto& one : *list) {
      CHECK(all.insert(one.path).second);
      CHECK((one.path.starts_with("pets/cat/") ? 1 : 0) == one.label);
    }
  }
  CHECK(all.size() == 15);
}

TEST_CASE("the split is a function of the seed, the class and its number of images") {
  const scratch_folder folder;
  add_images(folder, "pets/cat", 20);
  add_images(folder, "pets/dog", 20);
  const auto test_of = [&](const std::string& out, std::uint64_t seed) {
    const fs::path file = folder.path() / out;
    sdkt::annotate_folders(folder.path() / "pets", {.seed = seed, .out = file});
    return paths(load(file).test());
  };
  const strings first = test_of("1.json", 1);
  CHECK(test_of("2.json", 1) == first);
  CHECK(whole(folder.path() / "1.json") == whole(folder.path() / "2.json"));
  CHECK(test_of("3.json", 2) != first);
  add_images(folder, "pets/ant", 7);
  strings without_ants;
  for (const auto& path : test_of("4.json", 1)) {
    if (!path.starts_with("pets/ant")) without_ants.push_back(path);
  }
  CHECK(without_ants == first);
}

TEST_CASE("splits are fractions or counts") {
  const auto sizes = [](std::size_t images, const char* split) {
    const auto found = sdkt::dataset::sizes_of_class(images, sdkt::dataset::parse_split(split));
    return found ? std::vector<std::size_t>{found->train, found->validation, found->test}
                 : std::vector<std::size_t>{};
  };
  using counts = std::vector<std::size_t>;
  CHECK(sizes(10, "0.8,0.2") == counts{8, 0, 2});
  CHECK(sizes(10, "0.5,0.2,0.3") == counts{5, 2, 3});
  CHECK(sizes(1, "0.8,0.2") == counts{1, 0, 0});
  CHECK(sizes(2, "0.98,0.02") == counts{1, 0, 1});
  CHECK(sizes(2, "0.02,0.98") == counts{1, 0, 1});
  CHECK(sizes(2, "0.1,0.8,0.1") == counts{1, 0, 1});
  CHECK(sizes(50, "16,4,20") == counts{16, 4, 20});
  CHECK(sizes(50, "16.0,4.0,2e1") == counts{16, 4, 20});
  CHECK(sizes(50, "rest,20.0") == counts{30, 0, 20});
  CHECK(sizes(39, "16,4,20").empty());
  CHECK(sizes(50, "rest,20") == counts{30, 0, 20});
  CHECK(sizes(21, "rest,20") == counts{1, 0, 20});
  CHECK(sizes(20, "rest,20").empty());
  for (std::size_t images = 2; images < 200; ++images) {
    const counts own = sizes(images, "0.7,0.1,0.2");
    CHECK(own[0] + own[1] + own[2] == images);
    CHECK((own[0] > 0 && own[2] > 0));
  }
  for (const char* wrong :
       {"", "0.8", "0.8,0.3", "0.8,0.2,0", "1.0,0.0", "-0.2,1.2", "nan.,1", "a,b", "0,5", "5,0", "rest,rest",
        "1,2,3,4", "16,", "0.8;0.2", "5,-1", "1e99,2", "16.5,2", "4294967296,1"}) {
    INFO(wrong);
    CHECK(says(sentence_of<sdkt::setting_error>([&] { sdkt::dataset::parse_split(wrong); }), {"TRAIN,TEST"}));
  }
}

TEST_CASE("a tree's own splits are kept, and val tests where there is no test") {
  const scratch_folder folder;
  for (const char* part : {"train", "val", "test"}) {
    add_images(folder, std::string{"a/"} + part + "/cat", 3);
    add_images(folder, std::string{"a/"} + part + "/dog", 2);
  }
  add_images(folder, "a/train/owl", 1);
  const auto a = sdkt::annotate_folders(folder.path() / "a");
  CHECK(a.notes == strings{"classes without test images: owl"});
  const sdkt::task kept = load(a.file);
  CHECK(kept.class_names() == strings{"cat", "dog", "owl"});
  CHECK((kept.train().size() == 6 && kept.validation().size() == 5 && kept.test().size() == 5));
  CHECK(kept.test().front().path == "a/test/cat/0.png");
  CHECK(whole(a.file).find("seed") == std::string::npos);

  fs::remove_all(folder.path() / "a" / "test");
  const fs::path file = folder.path() / "b.json";
  const auto b = sdkt::annotate_folders(folder.path() / "a", {.out = file});
  CHECK(says(b.notes.at(0), {"no test folder", "val"}));
  CHECK(paths(load(file).test()).front() == "a/val/cat/0.png");
  CHECK(load(file).validation().empty());

  fs::remove_all(folder.path() / "a" / "val");
  const auto c = sdkt::annotate_folders(folder.path() / "a", {.out = folder.path() / "c.json"});
  CHECK((c.num_train == 4 && c.num_test == 2));  // cat 2 + 1, dog 1 + 1, owl 1
}

TEST_CASE("a class may be called train, but splits beside other folders are refused") {
  const scratch_folder folder;
  for (const char* name : {"train", "plane"}) add_images(folder, std::string{"pets/"} + name, 2);
  add_images(folder, "pets/test", 2);
  CHECK(says(refusal(folder), {"also the folder plane", "move that folder"}));
  fs::remove_all(folder.path() / "pets" / "test");
  CHECK(load(sdkt::annotate_folders(folder.path() / "pets").file).class_names() == strings{"plane", "train"});
}

TEST_CASE("what is no image is left out and said, and strict refuses") {
  const scratch_folder folder;
  add_images(folder, "pets/cat", 4);
  add_images(folder, "pets/dog/young/small", 4);
  folder.write("pets/cat/broken.jpg", "no image");
  folder.write("pets/cat/empty.png", "");
  folder.write("pets/cat/line\nbreak.png", small_png);
  folder.write("pets/cat/\xff.png", small_png);
  folder.write("pets/cat/notes.txt", "x");
  folder.write("pets/cat/.hidden.png", "x");
  folder.write("pets/.cache/a.png", small_png);
  folder.write("pets/stray.png", small_png);
  fs::create_directories(folder.path() / "pets" / "owl");
  folder.write("outside/a.png", small_png);
  fs::create_symlink(folder.path() / "outside" / "a.png", folder.path() / "pets" / "cat" / "out.png");
  fs::create_symlink("0.png", folder.path() / "pets" / "cat" / "inside.png");
  fs::create_symlink("nothing", folder.path() / "pets" / "cat" / "dead.png");
  fs::create_directory_symlink("..", folder.path() / "pets" / "dog" / "loop");
  CHECK(says(refusal(folder, {.strict = true}), {"9 files or folders", "the first: "}));

  const auto written = sdkt::annotate_folders(folder.path() / "pets");
  std::string said;
  for (const auto& one : written.left_out) said += one + "\n";
  INFO(said);
  CHECK(written.left_out.size() == 8);
  CHECK(says(
      said,
      {"cat/broken.jpg: expected a JPEG, PNG, GIF or BMP", "cat/empty.png: the image file is empty",
       "cat/line\\x0abreak.png: its name contains a control character",
       "cat/\\xff.png: its name is not UTF-8", "stray.png: it is not in a class folder",
       "cat/out.png: a link that leads out", "cat/dead.png: a broken link", "dog/loop: a link to a folder"}));
  CHECK(written.notes == strings{"skipped 2 hidden or system files and folders: .cache, cat/.hidden.png",
                                 "class folders without images, left out: owl",
                                 "files other than .jpg, .jpeg, .png, .bmp or .gif, left out: 1"});
  const sdkt::task task = load(written.file);
  CHECK(task.class_names() == strings{"cat", "dog"});
  CHECK(task.train().size() + task.test().size() == 9);
}

TEST_CASE("folders that can be no classes are refused with a sentence") {
  const scratch_folder folder;
  add_images(folder, "pets/cat", 2);
  CHECK(says(refusal(folder), {"one class folder", "two classes", "whose sub-folders are the classes"}));
  fs::create_directories(folder.path() / "pets" / "line\nbreak");
  CHECK(says(refusal(folder), {"line\\x0abreak", "control character", "rename"}));
  fs::remove(folder.path() / "pets" / "line\nbreak");
  fs::create_directories(folder.path() / "pets" / "__");
  CHECK(says(refusal(folder), {"does not give a class name"}));
  fs::remove(folder.path() / "pets" / "__");
  add_images(folder, "pets/Cat", 2);
  CHECK(says(refusal(folder), {"Cat and cat differ only in case"}));
  fs::remove_all(folder.path() / "pets" / "Cat");
  add_images(folder, "pets/a_dog", 2);
  add_images(folder, "pets/a dog", 2);
  CHECK(says(refusal(folder), {"a dog and a_dog", "underscores"}));
  fs::remove_all(folder.path() / "pets" / "a dog");
  for (const char* twin : {"a__dog", "A dog", "a  _DOG"}) {
    add_images(folder, std::string{"pets/"} + twin, 2);
    CHECK(says(refusal(folder), {twin, "a_dog", "differ only in"}));
    fs::remove_all(folder.path() / "pets" / twin);
  }
  add_images(folder, "pets/caf\xC3\xA9", 2);
  add_images(folder, "pets/cafe\xCC\x81", 2);
  CHECK(says(refusal(folder), {"differ only in", "Unicode form"}));
  fs::remove_all(folder.path() / "pets" / "caf\xC3\xA9");
  fs::remove_all(folder.path() / "pets" / "cafe\xCC\x81");
  CHECK(says(refusal(folder, {.split = sdkt::split_counts{3, 0, 2}}), {"class a dog", "2 images, too few"}));
  CHECK(says(refusal(folder, {.name = "a/b"}), {"cannot name a task"}));
  CHECK(says(refusal(folder, {.templates = {"a photo"}}), {"{}"}));
  CHECK(says(refusal(folder, {.out = folder.path() / "no" / "a.json"}), {"folder does not exist"}));
  CHECK(
      says(sentence_of([&] { sdkt::annotate_folders(folder.path() / "none"); }), {"none", "check the path"}));
}

TEST_CASE("nothing is overwritten, and paths lead from the file to the images") {
  const scratch_folder folder;
  add_images(folder, "data/pets/cat", 2);
  add_images(folder, "data/pets/dog", 2);
  folder.write("data/pets_annotations.json", "mine");
  const fs::path pets = folder.path() / "data" / "pets";
  CHECK(says(sentence_of([&] { sdkt::annotate_folders(pets); }), {"already exists"}));
  CHECK(whole(folder.path() / "data" / "pets_annotations.json") == "mine");

  sdkt::annotate_folders(pets, {.name = "animals", .out = pets / "a.json"});
  CHECK(load(pets / "a.json").test().front().path.starts_with("cat/"));
  CHECK(load(pets / "a.json").name() == "animals");
  sdkt::annotate_folders(pets, {.out = folder.path() / "b.json"});
  CHECK(load(folder.path() / "b.json").test().front().path.starts_with("data/pets/cat/"));

  folder.write("lists/x", "");
  const auto far = sdkt::annotate_folders(pets, {.out = folder.path() / "lists" / "c.json"});
  CHECK(says(far.notes.back(), {"--data-root"}));
  const auto tasks = sdkt::load_tasks({far.file}, {.data_root = folder.path() / "data"});
  CHECK(tasks[0].test().front().path.starts_with("cat/"));
  CHECK(says(sentence_of([&] {
               sdkt::annotate_folders(pets, {.name = "animals", .out = folder.path() / "lists" / "d.json"});
             }),
             {"not that of their folder, pets"}));
}

TEST_CASE("several templates of an annotation are averaged") {
  const scratch_folder folder;
  add_images(folder, "pets/cat", 2);
  add_images(folder, "pets/dog", 2);
  const strings templates{"a photo of a {}.", "a \"drawing\" of a {}."};
  const auto written = sdkt::annotate_folders(folder.path() / "pets", {.templates = templates});
  CHECK(load(written.file).prompts().at(1) ==
        sdkt::join_prompts({"a photo of a dog.", "a \"drawing\" of a dog."}));
}
