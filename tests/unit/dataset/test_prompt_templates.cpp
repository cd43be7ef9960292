// SPDX-License-Identifier: MIT
//
// Prompts of several texts, and the files that templates come from.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/scratch.hpp"
#include <sdkt/concepts/prompts.hpp>
#include <sdkt/dataset/load_tasks.hpp>
#include <sdkt/dataset/prompt_templates.hpp>
#include <sdkt/stream/task_list.hpp>

namespace {

using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;
using strings = std::vector<std::string>;

sdkt::prompt_templates read(const std::string& name, const std::string& text) {
  const scratch_folder folder;
  return sdkt::read_templates(folder.write(name, text));
}

bool refuses(const std::string& name, const std::string& text, const strings& parts) {
  const std::string said = sentence_of([&] { read(name, text); });
  INFO(said);
  bool holds = !said.empty();
  for (const auto& part : parts) holds = holds && said.find(part) != std::string::npos;
  CHECK(holds);
  return holds;
}

/// The task of an annotation with one image and some more members.
sdkt::task annotated(const scratch_folder& folder, const std::string& members,
                     const sdkt::task_options& options = {}) {
  folder.write("x.png", "");
  const auto file = folder.write("toy.json", "{" + members + R"(, "class_names": ["cat", "big dog"],
      "data": {"train": [["x.png", 0]], "test": [["x.png", 1]]}})");
  return sdkt::load_tasks({file}, options)[0];
}

}  // namespace

TEST_CASE("a prompt of several texts is taken apart into them, one of one text is that text") {
  CHECK(sdkt::join_prompts({"a cat."}) == "a cat.");
  CHECK(sdkt::compose::texts_of_prompt("a cat.") == strings{"a cat."});
  CHECK(sdkt::compose::texts_of_prompt("") == strings{""});
  const strings texts{"a cat.", "", "a drawing\nof a cat."};
  CHECK(sdkt::compose::texts_of_prompt(sdkt::join_prompts(texts)) == texts);
  // A name that holds the separator makes no more texts.
  CHECK(sdkt::compose::texts_of_prompt(sdkt::join_prompts({"a\x1f"
                                                           "b",
                                                           "c"})) == strings{"a b", "c"});
}

TEST_CASE("a text file has one template a line, for all tasks") {
  const auto found = read("t.txt", "\xEF\xBB\xBF# CLIP's\n\na photo of a {}.\r\n  a drawing of a {}.  \n");
  CHECK(found.for_all == strings{"a photo of a {}.", "a drawing of a {}."});
  CHECK(found.of_task.empty());
  CHECK(*found.find("any") == found.for_all);
}

TEST_CASE("a JSON file has templates for all tasks, or by task") {
  CHECK(read("t.json", R"(["a {}.", "the {}."])").for_all == strings{"a {}.", "the {}."});
  CHECK(read("t.json", R"("a {}.")").for_all == strings{"a {}."});
  const auto found = read("t.json", R"({"pets": "a {}, a pet.", "food": ["a {}.", "some {}."]})");
  CHECK(*found.find("pets") == strings{"a {}, a pet."});
  CHECK(*found.find("food") == strings{"a {}.", "some {}."});
  CHECK(found.find("cars") == nullptr);
}

TEST_CASE("files without templates, and what is no template, are refused with the place") {
  refuses("t.txt", "# none\n", {"t.txt", "list of templates is empty"});
  refuses("t.txt", "a {}.\na photo\n", {"t.txt, line 2", "{} once"});
  refuses("t.txt", "a {} of a {}\n", {"line 1", "{} once"});
  refuses("t.txt", "{}" + std::string(399, 'x'), {"line 1", "401 bytes"});
  refuses("t.txt", "a \xff {}", {"line 1", "not UTF-8"});
  std::string many;
  for (int i = 0; i < 1001; ++i) many += "{}\n";
  refuses("t.txt", many, {"1001 templates are too many"});
  refuses("t.json", "[]", {"list of templates is empty"});
  refuses("t.json", "{}", {"contains no task"});
  refuses("t.json", "[\"a {}\",\n 3]", {"line 2", "number 3"});
  refuses("t.json", R"({"pets": {"a": 1}})", {"line 1", "an object"});
  refuses("t.json", R"({"pets": []})", {"empty"});
  refuses("t.json", R"({"pets": ["a photo"]})", {"{} once"});
  CHECK(!sentence_of<sdkt::file_error>([] { sdkt::read_templates("/no/such.txt"); }).empty());
}

TEST_CASE("an annotation file lists templates, and options come before them") {
  const scratch_folder folder;
  const std::string two = R"("templates": ["a photo of a {}.", "a drawing of a {}."])";
  const std::string joined = sdkt::join_prompts({"a photo of a cat.", "a drawing of a cat."});
  CHECK(annotated(folder, two).prompts().front() == joined);
  CHECK(annotated(folder, R"("templates": ["the {}."])").prompts() == strings{"the cat.", "the big dog."});
  sdkt::task_options options;
  options.templates.for_all = {"this {}."};
  CHECK(annotated(folder, two, options).prompts().front() == "this cat.");
  options.templates.of_task["toy"] = {"my {}.", "your {}."};
  CHECK(annotated(folder, two, options).prompts().front() == sdkt::join_prompts({"my cat.", "your cat."}));
  options.templates = {.of_task = {{"other", {"no {}."}}}};
  CHECK(annotated(folder, two, options).prompts().front() == joined);
  const auto said = [&](const std::string& members) {
    return sentence_of([&] { annotated(folder, members).prompts(); });
  };
  CHECK(said(two + R"(, "template": "a {}.")").find("both \"template\" and \"templates\"") !=
        std::string::npos);
  CHECK(said(R"("templates": "a {}.")").find("expected a list as \"templates\"") != std::string::npos);
  CHECK(said(R"("templates": [])").find("empty") != std::string::npos);
  CHECK(said(R"("templates": ["a {}.", "b"])").find("{} once") != std::string::npos);
}

TEST_CASE("CoOp's form has underscores as spaces in every text of a prompt") {
  const scratch_folder folder;
  folder.write("x.png", "");
  const auto file = folder.write(
      "split_zhou_toy.json",
      R"({"templates": ["a {}.", "b_{}."], "train": [["x.png", 0, "big_dog"]], "test": [["x.png", 0, "big_dog"]]})");
  CHECK(sdkt::load_tasks({file})[0].prompts() == strings{sdkt::join_prompts({"a big dog.", "b_big dog."})});
}
