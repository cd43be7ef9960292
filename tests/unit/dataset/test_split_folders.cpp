// SPDX-License-Identifier: MIT
//
// Folders of splits under every name that people give them, and trees that look like splits and are refused;
// trees of links.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/dataset/annotate.hpp>

namespace {

namespace fs = std::filesystem;
using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;
using sdkt_test::small_png;
using strings = std::vector<std::string>;

/// A tree with two images in each of the folders.
struct pets_tree : scratch_folder {
  explicit pets_tree(const strings& folders) {
    for (const std::string& folder : folders) {
      for (const char* name : {"/1.png", "/2.png"}) write("pets/" + folder + name, small_png);
    }
  }
  sdkt::annotated_folders annotate() const { return sdkt::annotate_folders(path() / "pets"); }
  std::string refusal() const {
    const std::string said = sentence_of<sdkt::data_error>([&] { annotate(); });
    CHECK(!fs::exists(path() / "pets_annotations.json"));
    const std::string place = fs::canonical(path()).string() + "/pets";
    return said.starts_with(place) ? said.substr(place.size()) : said;
  }
};

TEST_CASE("splits are recognised in any case, spelling and with words that say nothing") {
  const strings pairs[] = {{"Train", "Test"},
                           {"TRAIN", "TEST"},
                           {"training", "testing"},
                           {"train_images", "test_images"},
                           {"images_train", "images_test"},
                           {"train-set", "test-set"},
                           {"TrainData", "TestData"},
                           {"train2017", "test2017"},
                           {"Training Set", "Test Set"},
                           {"trainset", "testset"},
                           {"01_train", "02_test"},
                           {"train", "Test"}};
  for (const strings& names : pairs) {
    const pets_tree folder{{names[0] + "/cat", names[0] + "/dog", names[1] + "/cat", names[1] + "/dog"}};
    const auto written = folder.annotate();
    CAPTURE(names[0]);
    CHECK((written.num_classes == 2 && written.num_train == 4 && written.num_test == 4));
    CHECK(std::any_of(written.notes.begin(), written.notes.end(), [&](const std::string& note) {
      return note.starts_with("read as splits: ") && note.find(names[0] + " trains") != std::string::npos &&
             note.find(names[1] + " tests") != std::string::npos;
    }));
  }
  for (const char* name : {"val", "Valid", "VALIDATION", "dev", "val_images"}) {
    const pets_tree folder{{"Train/cat", "Train/dog", std::string{name} + "/cat", "test/cat", "test/dog"}};
    CHECK(folder.annotate().num_validation == 2);
  }
  const pets_tree plain{{"train/cat", "train/dog", "validation/cat", "test/cat"}};
  CHECK(plain.annotate().notes == strings{"classes without test images: dog"});
}

TEST_CASE("two folders of one part are joined, and said") {
  const pets_tree folder{{"train/cat", "train_2/dog", "test/cat", "test/dog"}};
  const auto written = folder.annotate();
  CHECK((written.num_train == 4 && written.num_test == 4));
  CHECK(written.notes == strings{"read as splits: test tests, train trains, train_2 trains"});
}

TEST_CASE("names that only contain a split's are classes") {
  const pets_tree folder{{"trainer", "test_tube", "constraint", "valley"}};
  CHECK(folder.annotate().num_classes == 4);
  const pets_tree vehicles{{"Train", "bus"}};
  CHECK(vehicles.annotate().num_classes == 2);
}

TEST_CASE("trees that look like splits and are none are refused with what would be read") {
  CHECK(pets_tree{{"Train/cat", "Test/cat", "annotations"}}.refusal() ==
        ": it holds splits (Train and others) and also the folder annotations; move that folder elsewhere, "
        "or specify the folder that contains the classes");
  CHECK(pets_tree{{"test/cat", "val/cat", "val/dog"}}.refusal() ==
        ": it holds splits (test, val) but none of them is for training; name the folder of the training "
        "images train");
  CHECK(pets_tree{{"train/cat", "train/dog", "holdout/cat", "holdout/dog"}}.refusal() ==
        ": its folders train and holdout both contain the folder cat, so they look like splits; name the "
        "splits train, val and test, or specify the folder that contains the classes");
  CHECK(pets_tree{{"cat/train", "cat/test", "dog/train", "dog/test"}}.refusal() ==
        "/cat/: the class folder holds splits (test, train); put the classes below the splits, as in "
        "train/CLASS and "
        "test/CLASS");
}

TEST_CASE("a folder of links says that it is one, and names every link once") {
  const scratch_folder folder;
  folder.write("elsewhere/cat/1.png", small_png);
  folder.write("elsewhere/dog/1.png", small_png);
  fs::create_directories(folder.path() / "pets");
  for (const char* name : {"cat", "dog"}) {
    fs::create_directory_symlink(folder.path() / "elsewhere" / name, folder.path() / "pets" / name);
  }
  CHECK(sentence_of<sdkt::data_error>([&] { sdkt::annotate_folders(folder.path() / "pets"); })
            .ends_with(
                "/pets: it has images in no class folder, but a task needs at least two classes; 2 links "
                "were left out, the first: cat: a link that leads out of the folder; specify the folder "
                "whose sub-folders are the classes, or copy the tree with cp -rL, which copies the targets "
                "of links, and specify the copy"));
  for (const char* name : {"ant", "bee"}) folder.write(std::string{"pets/"} + name + "/1.png", small_png);
  for (const char* name : {"ant", "bee"}) folder.write(std::string{"pets/"} + name + "/2.png", small_png);
  const auto written = sdkt::annotate_folders(folder.path() / "pets");
  CHECK(std::count_if(written.left_out.begin(), written.left_out.end(), [](const std::string& one) {
          return one == "cat: a link that leads out of the folder";
        }) == 1);
  CHECK(written.left_out.size() == 2);
}

TEST_CASE("class folders whose images are links out of the tree say so") {
  const scratch_folder folder;
  folder.write("elsewhere/1.png", small_png);
  for (const char* name : {"cat", "dog"}) {
    fs::create_directories(folder.path() / "pets" / name);
    fs::create_symlink(folder.path() / "elsewhere" / "1.png", folder.path() / "pets" / name / "1.png");
  }
  const std::string said =
      sentence_of<sdkt::data_error>([&] { sdkt::annotate_folders(folder.path() / "pets"); });
  CAPTURE(said);
  CHECK(said.find("2 links were left out, the first: cat/1.png: a link that leads out of the folder; ") !=
        std::string::npos);
}

}  // namespace
