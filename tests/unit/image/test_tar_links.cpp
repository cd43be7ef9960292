// SPDX-License-Identifier: MIT
//
// Hard and symbolic links of tar archives: read as the member that they lead to, in any order and over other
// links.
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"

using test::pax_record;
using test::tar_end;
using test::tar_member;
using test::temporary_file;

namespace {

using names = std::vector<std::string>;

sdkt::tar_archive opened(const std::string& content) {
  const temporary_file file{content + tar_end};
  return sdkt::tar_archive{file.path()};  // stays readable: the file is open
}

std::string hard(const std::string& name, const std::string& target) {
  return tar_member(name, "", {.type = '1', .link = target});
}

std::string symbolic(const std::string& name, const std::string& target) {
  return tar_member(name, "", {.type = '2', .link = target});
}

std::string member_text(const sdkt::tar_archive& archive, const std::string& name) {
  return test::text_of(archive.read(name));
}

}  // namespace

TEST_CASE("a hard link is the member that it names, before it or after it") {
  const auto archive =
      opened(hard("early", "a") + tar_member("a", "one") + hard("./late", "./a") + hard("x/y", "late"));
  CHECK(archive.names() == names{"early", "a", "late", "x/y"});
  for (const std::string& name : archive.names()) CHECK(member_text(archive, name) == "one");
  CHECK(archive.contains("./x/y"));
  CHECK(archive.broken_links().empty());
}

TEST_CASE("a hard link keeps the member that its target was when it was made, as when unpacking") {
  const auto archive =
      opened(tar_member("a", "one") + hard("b", "a") + tar_member("a", "two") + hard("c", "a"));
  CHECK(member_text(archive, "a") == "two");
  CHECK(member_text(archive, "b") == "one");
  CHECK(member_text(archive, "c") == "two");
  const auto replaced = opened(tar_member("a", "one") + tar_member("b", "two") + hard("b", "a"));
  CHECK(member_text(replaced, "b") == "one");
  CHECK(member_text(opened(tar_member("b", "two") + hard("b", "a") + tar_member("b", "three")), "b") ==
        "three");
}

TEST_CASE("a symbolic link leads from its own folder, over other links, to a member") {
  const auto archive =
      opened(symbolic("x/y/a", "../../b") + tar_member("b", "one") + symbolic("x/c", "./y/a") +
             symbolic("d", "x//c") + hard("e", "d") + tar_member("x/z", "two") + symbolic("x/f", "z"));
  CHECK(archive.names() == names{"x/y/a", "b", "x/c", "d", "e", "x/z", "x/f"});
  for (const char* name : {"x/y/a", "x/c", "d", "e"}) CHECK(member_text(archive, name) == "one");
  CHECK(member_text(archive, "x/f") == "two");
}

TEST_CASE("long targets of links come from extended headers and count for the next link only") {
  const std::string target = std::string(150, 't') + "/a.png";
  const auto archive = opened(
      tar_member("PaxHeaders/a", pax_record("path", target), {.type = 'x'}) + tar_member("short", "data") +
      tar_member("PaxHeaders/b", pax_record("linkpath", target), {.type = 'x'}) + hard("b", "cut") +
      tar_member("././@LongLink", target + std::string(1, '\0'), {.type = 'K'}) + symbolic("c", "cut") +
      hard("d", "b"));
  CHECK(archive.names() == names{target, "b", "c", "d"});
  for (const char* name : {"b", "c", "d"}) CHECK(member_text(archive, name) == "data");
}

TEST_CASE("links to nothing, out of the archive, to folders and in a loop are no members, and are named") {
  const auto archive = opened(tar_member("a", "one") + hard("gone", "missing.jpg") + symbolic("out", "../a") +
                              symbolic("root", "/a") + tar_member("folder/", "", {.type = '5'}) +
                              symbolic("to_folder", "folder") + symbolic("p", "q") + hard("q", "p") +
                              symbolic("self", "self") + symbolic("into", "p") + symbolic("no", ""));
  CHECK(archive.names() == names{"a"});
  CHECK(archive.broken_links().size() == 9);
  CHECK(archive.broken_link("./gone") == "a hard link to 'missing.jpg', which is not in the archive");
  CHECK(archive.broken_link("out") == "a symbolic link to '../a', which is not in the archive");
  CHECK(archive.broken_link("to_folder") == "a symbolic link to 'folder', which is not in the archive");
  CHECK(archive.broken_link("p") == "a symbolic link to 'q', and the links form a loop");
  CHECK(archive.broken_link("q") == "a hard link to 'p', and the links form a loop");
  CHECK(archive.broken_link("self") == "a symbolic link to 'self', and the links form a loop");
  CHECK(archive.broken_link("a").empty());
  CHECK_FALSE(archive.contains("gone"));
  CHECK(test::sentence_of<sdkt::file_error>([&] { archive.read("gone"); })
            .ends_with(": the member 'gone' is a hard link to 'missing.jpg', which is not in the archive; "
                       "recreate the archive with the targets of its links"));
}

TEST_CASE("a long chain of links is walked over once") {
  std::string content = tar_member("end", "data");
  constexpr int count = 3000;
  for (int i = 0; i < count; ++i) {
    content += symbolic(std::to_string(i), i + 1 < count ? std::to_string(i + 1) : "end");
  }
  const auto archive = opened(content);
  CHECK(archive.names().size() == count + 1);
  CHECK(member_text(archive, "0") == "data");
}
