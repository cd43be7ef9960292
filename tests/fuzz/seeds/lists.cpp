// SPDX-License-Identifier: MIT
//
// Lists of images and texts, and lists that reach for other people's files or memory.
#include "../../support/image_files.hpp"
#include "seeds.hpp"

namespace sdkt_fuzz {

namespace {

using test::tar_member;

/// Paths that a list must not have, as JSON texts.
constexpr const char* outside[] = {
    "/etc/passwd",     "../a.png",         "b/../../a.png", "./../a.png", "..",
    "\\u001b[31m.png", "a\\u0000.png",     "\\u202egnp.a",  "",           ".",
    "b/../a.png",      "//etc/passwd",     "b//c.png",      "b/./c.png",  "~/a.png",
    "a.png/",          "b\\\\..\\\\a.png", "\\u009b2J"};

/// The authors' form with one test image.
std::string annotation(const std::string& path, const std::string& more = {}) {
  return R"({"data": {"train": [["a.png", 0]], "test": [[")" + path +
         R"(", 1]]}, "class_names": ["cat", "dog"])" + more + "}";
}

seeds with_hostile_paths(seeds all, std::string (*write)(const std::string&)) {
  for (std::size_t i = 0; i < std::size(outside); ++i) {
    all.push_back({"path_" + std::to_string(i), write(outside[i])});
  }
  return all;
}

}  // namespace

seeds annotation_seeds() {
  seeds all = with_hostile_paths(hostile_json(), [](const std::string& path) { return annotation(path); });
  const auto with = [](const std::string& more) { return annotation("a.png", "," + more); };
  all.push_back({"small", annotation("b/c.png")});
  all.push_back(
      {"coop", R"({"train": [["a.png", 0, "big_cat"]], "val": [], "test": [["a.png", 1, "dog"]]})"});
  all.push_back({"archive", with(R"("archive": "a.tar", "template": "a {}", "name": "other")")});
  for (const char* archive :
       {"../a.tar", "/dev/null", "/dev/zero", "b", "none.tar", "a.png", "\\u001b.tar"}) {
    all.push_back(
        {"archive_" + std::to_string(all.size()), with("\"archive\": \"" + std::string{archive} + "\"")});
  }
  for (const char* name : {"..", "a/b", "", "\\u001b[31m", "\\u202e", "\\u0000"}) {
    all.push_back({"name_" + std::to_string(all.size()), with("\"name\": \"" + std::string{name} + "\"")});
  }
  all.push_back({"template_twice", with(R"("template": "{} {}")")});
  all.push_back({"templates", with(R"("templates": ["a {}", "the {}"])")});
  all.push_back({"templates_and_one", with(R"("templates": ["a {}"], "template": "a {}")")});
  all.push_back({"template_controls", with(R"("template": "\u001b[2J")")});
  all.push_back(
      {"label_huge", R"({"train": [["a.png", 9223372036854775807, "a"]], "test": [["a.png", 0, "b"]]})"});
  all.push_back(
      {"label_low", R"({"train": [["a.png", -9223372036854775808, "a"]], "test": [["a.png", 0, "b"]]})"});
  all.push_back(
      {"label_two_names", R"({"train": [["a.png", 0, "\u001b[2J"]], "test": [["a.png", 0, "b\n"]]})"});
  for (const char* label : {"1.0", "1e0", "-0", "-0.0", "1.5", "10e-1", "1e19", "\"1\"", "0.1e+1"}) {
    all.push_back({"label_" + std::to_string(all.size()), R"({"train": [["a.png", )" + std::string{label} +
                                                              R"(, "b"]], "test": [["a.png", 0, "a"]]})"});
  }
  const auto named = [](const std::string& names) {
    return R"({"data": {"train": [["a.png", 0]], "test": [["a.png", 1]]}, "class_names": [)" + names + "]}";
  };
  for (const char* names :
       {R"("cat", "Cat")", R"("big cat", "big_cat")", R"("caf\u00e9", "cafe\u0301")", R"(" a", "a\t")",
        R"("\u0130", "i\u0307")", R"("_", " ")", R"("\u001b", "\u001B")", R"("\uac00", "\u1100\u1161")"}) {
    all.push_back({"twins_" + std::to_string(all.size()), named(names)});
  }
  all.push_back({"coop_twins", R"({"train": [["a.png", 0, "a_b"]], "test": [["a.png", 1, "A b"]]})"});
  std::string marks = R"("a)";
  for (int i = 0; i < 3000; ++i) marks += R"(\u0316\u0301)";
  all.push_back({"many_marks", named(marks + R"(", "b")"), true});
  all.push_back({"mini", file_of_tree("examples/mini/tasks/digits.json", 3000)});
  all.push_back({"mini_whole", file_of_tree("examples/mini/tasks/digits.json"), true});
  std::string coop = R"({"train": [], "test": [["a.png", 0, "x"])";
  for (int i = 1; i < 8000; ++i) coop += ",[\"f\"," + std::to_string(i) + ",\"x" + std::to_string(i) + "\"]";
  all.push_back({"many_classes", coop + "]}", true});
  all.push_back({"long_template", coop + R"(], "template": ")" + std::string(100'000, 't') + "{}\"}", true});
  all.push_back({"allowed_template", coop + R"(], "template": ")" + std::string(390, 't') + "{}\"}", true});
  all.push_back({"many_images",
                 R"({"data": {"train": [["a.png",0])" + repeated(",[\"f\",0]", 16'500) +
                     R"(], "test": [["a.png",0]]}, "class_names": ["x"]})",
                 true});
  all.push_back({"many_spellings",
                 R"({"data": {"train": [["b/c.png",0])" +
                     repeated(",[\"././b/./c.png\",0],[\"b//c.png\",0]", 5000) +
                     R"(], "test": [["b/c.png",0]]}, "class_names": ["x"]})",
                 true});
  all.push_back({"path_of_many_parts", annotation(repeated("a/", 50'000)), true});
  return all;
}

seeds reference_list_seeds() {
  seeds all = with_hostile_paths(
      {}, [](const std::string& path) { return R"({"images": ["a.png", ")" + path + "\"]}"; });
  all.push_back({"json", R"({"images": ["a.png", "b/c.png"], "archive": "a.tar"})"});
  all.push_back({"annotation", annotation("a.png")});
  all.push_back({"text", "\xEF\xBB\xBF# images\na.png\r\n\n  b/c.png\t\n"});
  all.push_back({"text_climbs", "a.png\n../a.png\n"});
  all.push_back({"text_absolute", "/etc/passwd\n"});
  all.push_back({"text_controls", "a.png\n\x1b[31m.png\n"});
  all.push_back({"text_no_utf8", "a.png\n\xff\xfe.png\n"});
  all.push_back({"text_no_utf8_climbs", "../\xff\xfe\xe2\x80.png\n"});
  all.push_back({"text_nul", std::string{"a.png\na\0.png\n", 13}});
  all.push_back({"empty", ""});
  all.push_back({"many_lines", repeated("f\n", 66'000), true});
  all.push_back({"many_blank_lines", repeated("\n", 200'000) + "a.png", true});
  all.push_back({"many_images", R"({"images": ["f")" + repeated(",\"f\"", 33'000) + "]}", true});
  all.push_back({"line_of_many_parts", repeated("a/", 100'000) + "\n", true});
  all.push_back({"mini", file_of_tree("examples/mini/tasks/reference.json", 2000)});
  return all;
}

seeds reference_texts_seeds() {
  seeds all = hostile_json();
  all.push_back({"lines", "\xEF\xBB\xBFone text\r\n# no text\n\n  another \n"});
  all.push_back({"table", "a caption\thttp://example.org/a.jpg\n#hash\tb\n"});
  all.push_back({"table_empty", "\tno caption\n"});
  all.push_back({"json", R"({"texts": ["one", " two "]})"});
  all.push_back({"json_plain", R"(["one", "two"])"});
  all.push_back({"json_empty_text", R"(["one", " \n\t"])"});
  all.push_back({"no_utf8", "one\nt\xff\xfe\n"});
  all.push_back({"nul", std::string{"a\0b\n", 4}});
  all.push_back({"mini", file_of_tree("examples/mini/tasks/captions.txt", 1500)});
  all.push_back({"many_lines", repeated("a\n", 66'000), true});
  all.push_back({"many_texts", "[\"a\"" + repeated(",\"a\"", 66'000) + "]", true});
  return all;
}

seeds pair_text_seeds() {
  seeds all = hostile_json();
  all.push_back({"caption", R"({"caption": " a dog ", "url": "x"})"});
  all.push_back({"caption_number", R"({"caption": 7})"});
  all.push_back({"caption_empty", R"({"caption": "  "})"});
  all.push_back({"text", "\xEF\xBB\xBF a dog\r\n"});
  all.push_back({"no_utf8", "a \xff dog"});
  all.push_back({"too_long", std::string((1 << 20) + 1, 'a'), true});
  all.push_back({"longest", "{\"caption\": \"" + std::string((1 << 20) - 16, 'a') + "\"}", true});
  return all;
}

seeds pair_list_seeds() {
  seeds all = with_hostile_paths({}, [](const std::string& path) {
    return R"({"images": [["a.png", "a"], [")" + path + R"(", "b"]]})";
  });
  const auto pair = [](const std::string& stem) {
    return tar_member(stem + ".png", "") + tar_member(stem + ".txt", "a dog");
  };
  all.push_back({"pairs", R"({"images": [["a.png", "a dog"], ["b/c.png", "a cat"]]})"});
  all.push_back({"captions", R"({"images": ["a.png"], "captions": ["a dog"], "archive": "a.tar"})"});
  all.push_back({"captions_fewer", R"({"images": ["a.png", "a.png"], "captions": ["a dog"]})"});
  all.push_back({"tar", pair("x")});
  all.push_back({"tar_json", tar_member("x.png", "") + tar_member("x.json", R"({"caption": "a dog"})")});
  all.push_back({"tar_both", pair("x") + tar_member("x.json", R"({"caption": "another"})")});
  all.push_back({"tar_two_texts", pair("x") + tar_member("x.TXT", "a dog")});
  all.push_back({"tar_alone", tar_member("\x1b[31m.png", "")});
  all.push_back({"tar_text_alone", pair("x") + tar_member("y\x1b.txt", "a")});
  all.push_back({"tar_controls", pair("\x1b]0;\a") + tar_member("\x1b]0;\a.json", "{}")});
  all.push_back({"tar_no_caption", tar_member("\xff.png", "") + tar_member("\xff.json", "{}")});
  all.push_back({"empty", ""});
  std::string many;
  for (int i = 0; i < 200; ++i) many += pair(std::to_string(i));
  all.push_back({"many_members", many, true});
  all.push_back({"tar_name_of_many_parts",
                 tar_member("long", repeated("a/", 100'000) + "b.png", {.type = 'L'}) + tar_member("a", ""),
                 true});
  all.push_back(
      {"many_pairs", R"({"images": [["a.png","a"])" + repeated(",[\"f\",\"a\"]", 16'500) + "]}", true});
  return all;
}

seeds templates_seeds() {
  seeds all = hostile_json();
  all.push_back({"lines", "\xEF\xBB\xBF# two\na photo of a {}.\r\n\n  the {} \n"});
  all.push_back({"json", R"(["a photo of a {}.", "the {}"])"});
  all.push_back({"json_tasks", R"({"cars": "a {}.", "\u001b[2J": ["a {}.", "the {}."]})"});
  all.push_back({"twice", "{} {}\n"});
  all.push_back({"separator", "a\x1f{}\x1f\n"});
  all.push_back({"no_utf8", "a {}\n\xff {}\n"});
  all.push_back({"many", repeated("{}\n", 1001), true});
  all.push_back({"many_json", "[\"{}\"" + repeated(",\"{}\"", 1000) + "]", true});
  all.push_back({"long", std::string(100'000, 't') + "{}", true});
  return all;
}

}  // namespace sdkt_fuzz
