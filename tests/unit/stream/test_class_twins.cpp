// SPDX-License-Identifier: MIT
//
// Classes that cannot be told apart by their names: refused where lists are read, or joined.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include "made_tasks.hpp"
#include <sdkt/dataset/annotation.hpp>
#include <sdkt/views.hpp>

namespace {

using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;
using strings = std::vector<std::string>;

/// What reading a text as pets.json throws, without the folder's name.
std::string twin_refusal(const std::string& text) {
  const scratch_folder folder;
  folder.write("a.png", "");
  const std::filesystem::path file = folder.write("pets.json", text);
  std::string sentence =
      sentence_of<sdkt::data_error>([&] { static_cast<void>(sdkt::read_annotation(file)); });
  const std::string prefix = folder.path().string() + "/";
  for (auto at = sentence.find(prefix); at != std::string::npos; at = sentence.find(prefix))
    sentence.erase(at, prefix.size());
  return sentence;
}

std::string authors_form(const std::string& names, const std::string& labels = R"(["a.png", 0])") {
  return R"({"class_names": [)" + names + R"(], "data": {"train": [)" + labels + R"(], "test": [)" + labels +
         "]}}";
}

sdkt::task_contents read_joined(const std::string& text) {
  const scratch_folder folder;
  folder.write("a.png", "");
  return sdkt::read_annotation(folder.write("pets.json", text), {.merge_classes = true});
}

TEST_CASE("a class that is listed twice is refused with both names and their places") {
  CHECK(twin_refusal(authors_form(R"("cat", "dog", "cat")")) ==
        "pets.json, line 1, column 17: task pets: the classes \"cat\" (0) and \"cat\" (2) have names that "
        "differ only in case, spaces, underscores or Unicode form, and their prompts do not "
        "distinguish them; give each a unique name, or merge them with --merge-classes "
        "(task_options::merge_classes)");
  for (const char* names : {R"("cat", "Cat")", R"("big cat", "big_cat")", R"(" big  cat", "big\tcat ")",
                            R"("caf\u00e9", "cafe\u0301")", R"("\u00c4pfel", "\u00e4pfel")"}) {
    CAPTURE(names);
    CHECK(twin_refusal(authors_form(names)).find("(0) and ") != std::string::npos);
  }
  CHECK(twin_refusal(authors_form(R"("a", "b", "A", "B", "a ")")).find("and 2 more like them,") !=
        std::string::npos);
  CHECK(twin_refusal(authors_form(R"("cat", "cats", "cat 1", "c a t", "big-cat", "big cat")")).empty());
}

TEST_CASE("two labels of one name in CoOp's form are refused with both") {
  CHECK(
      twin_refusal(
          R"({"train": [["a.png", 0, "maillot"], ["a.png", 1, "sock"]], "test": [["a.png", 2, "Maillot"]]})")
          .starts_with(
              "pets.json: task pets: the classes \"maillot\" (0) and \"Maillot\" (2) have names that differ "
              "only in case"));
}

TEST_CASE("classes that are joined keep the first name, and labels are counted anew in every list") {
  const auto contents = read_joined(
      R"({"class_names": ["cat", "dog", "Cat", "owl"], "data": {"train": [["a.png", 3], ["a.png", 2]],
          "val": [["a.png", 1]], "test": [["a.png", 2], ["a.png", 0], ["a.png", 3]]}})");
  CHECK(contents.class_names == strings{"cat", "dog", "owl"});
  CHECK(sdkt_test::written(contents.train) == "a.png=2 a.png=0 ");
  CHECK(sdkt_test::written(contents.validation) == "a.png=1 ");
  CHECK(sdkt_test::written(contents.test) == "a.png=0 a.png=0 a.png=2 ");
  CHECK(contents.merged_classes == strings{"Cat = cat"});
  const sdkt::task one{contents};
  CHECK(one.prompts() == strings{"a photo of a cat.", "a photo of a dog.", "a photo of a owl."});
  CHECK(one.merged_classes() == strings{"Cat = cat"});
}

TEST_CASE("CoOp's labels are joined too, and nothing changes where all can be told apart") {
  const auto contents = read_joined(
      R"({"train": [["a.png", 0, "big_cat"], ["a.png", 1, "big cat"]], "test": [["a.png", 2, "dog"]]})");
  CHECK(contents.class_names == strings{"big_cat", "dog"});
  CHECK(sdkt_test::written(contents.train) == "a.png=0 a.png=0 ");
  CHECK(sdkt_test::written(contents.test) == "a.png=1 ");
  CHECK(sdkt::task{contents}.prompts() == strings{"a photo of a big cat.", "a photo of a dog."});
  CHECK(read_joined(authors_form(R"("cat", "dog")")).merged_classes.empty());
}

TEST_CASE("contents whose prompts are made from names that are one name are refused") {
  sdkt::task_contents contents{.name = "pets", .class_names = {"bat", "Bat"}};
  CHECK(sentence_of<sdkt::data_error>([&] { sdkt::task{contents}; })
            .starts_with(
                "task pets: the classes \"bat\" (0) and \"Bat\" (1) have names that differ only in case"));
  contents.prompts = {"a bat, an animal", "a bat, to hit balls with"};
  CHECK(sdkt::task{contents}.class_names().size() == 2);
}

TEST_CASE("views keep what was joined") {
  sdkt::task_contents contents = sdkt_test::made_contents("a");
  contents.merged_classes = {"A0 = a0"};
  const sdkt::task_list tasks{{sdkt::task{contents}}};
  CHECK((tasks | sdkt::views::limit(2, 1))[0].merged_classes() == strings{"A0 = a0"});
  CHECK((tasks | sdkt::views::merge("all"))[0].merged_classes() == strings{"A0 = a0"});
}

TEST_CASE("labels are read as other programs write whole numbers") {
  for (const char* label : {"1", "1.0", "1e0", "10E-1", "1.000e+0"}) {
    CAPTURE(label);
    const auto contents =
        read_joined(authors_form(R"("cat", "dog")", R"(["a.png", )" + std::string{label} + "]"));
    CHECK(contents.train.at(0).label == 1);
  }
  CHECK(read_joined(authors_form(R"("cat", "dog")", R"(["a.png", -0])")).train.at(0).label == 0);
  CHECK(read_joined(authors_form(R"("cat", "dog")", R"(["a.png", -0.0])")).train.at(0).label == 0);
}

TEST_CASE("a label that is no whole number is shown as it stands") {
  const auto shown = [](const std::string& label) {
    const scratch_folder folder;
    const auto file =
        folder.write("pets.json", authors_form(R"("cat", "dog")", R"(["a.png", )" + label + "]"));
    return sentence_of<sdkt::format_error>([&] { static_cast<void>(sdkt::read_annotation(file)); });
  };
  for (const char* label : {"1.5", "1e-7", "1.50", "99999999999999999999", "1.0000000000000000001"}) {
    CAPTURE(label);
    CHECK(shown(label).find("expected a whole number as the label, got the number " + std::string{label} +
                            ";") != std::string::npos);
  }
  CHECK(shown(R"("1.0")").find("got the string \"1.0\";") != std::string::npos);
  CHECK(shown("true").find("got true;") != std::string::npos);
  CHECK(shown("1." + std::string(100, '2')).find("got a number of 102 characters;") != std::string::npos);
}

}  // namespace
