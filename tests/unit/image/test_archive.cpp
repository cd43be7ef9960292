// SPDX-License-Identifier: MIT
//
// Tar archives: every way in which names and sizes are written, and every way in which a file can be wrong.
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"

using test::pax_record;
using test::tar_end;
using test::tar_header;
using test::tar_member;
using test::temporary_file;

namespace {

sdkt::tar_archive open(const std::string& content) {
  const temporary_file file{content};
  return sdkt::tar_archive{file.path()};  // stays readable: the file is open
}

std::string content_of(const sdkt::tar_archive& archive, const std::string& name) {
  return test::text_of(archive.read(name));
}

/// What the archive's constructor says, without the path that the sentence begins with.
std::string refused_tar(const std::string& content) {
  const temporary_file file{content};
  const std::string sentence = test::sentence_of<sdkt::format_error>([&] { sdkt::tar_archive{file.path()}; });
  const std::string path = file.path().string() + ": ";
  REQUIRE(sentence.substr(0, path.size()) == path);
  return sentence.substr(path.size());
}

using names = std::vector<std::string>;

}  // namespace

TEST_CASE("a tar archive lists its regular files in order and reads each") {
  const auto archive =
      open(tar_member("b.txt", "second letter") + tar_member("folder/", "", {.type = '5'}) +
           tar_member("folder/a.txt", std::string(1000, 'a')) + tar_member("empty", "") + tar_end);
  CHECK(archive.names() == names{"b.txt", "folder/a.txt", "empty"});
  CHECK(content_of(archive, "b.txt") == "second letter");
  CHECK(content_of(archive, "folder/a.txt") == std::string(1000, 'a'));
  CHECK(content_of(archive, "empty").empty());
  CHECK(archive.contains("folder/a.txt"));
  CHECK_FALSE(archive.contains("folder"));
  CHECK_FALSE(archive.contains("folder/"));
}

TEST_CASE("a tar archive needs no end mark and ignores what follows one") {
  CHECK(open(tar_member("a", "1")).names() == names{"a"});
  CHECK(open(tar_member("a", "1") + tar_end + "anything").names() == names{"a"});
  std::string unfilled = tar_member("a", "1");
  unfilled.resize(513);
  CHECK(content_of(open(unfilled), "a") == "1");
  CHECK(open(tar_end).names().empty());
}

TEST_CASE("links, devices and folders are left out, whatever size they claim") {
  std::string content;
  for (const char type : {'1', '2', '3', '4', '5', '6'})
    content += tar_header("not a file", 700, {.type = type});
  const auto archive = open(content + tar_member("file", "data") + tar_end);
  CHECK(archive.names() == names{"file"});
  CHECK(content_of(archive, "file") == "data");
}

TEST_CASE("old and contiguous files are regular and an old folder is none") {
  const auto archive = open(tar_member("old", "1", {.type = '\0', .magic = ""}) +
                            tar_member("contiguous", "2", {.type = '7'}) +
                            tar_member("old folder/", "", {.type = '\0', .magic = ""}) + tar_end);
  CHECK(archive.names() == names{"old", "contiguous"});
}

TEST_CASE("a leading dot and slash of a name means nothing") {
  const auto archive =
      open(tar_member("./a", "1") + tar_member(".//./b/c", "2") + tar_member(".hidden", "3"));
  CHECK(archive.names() == names{"a", "b/c", ".hidden"});
  CHECK(content_of(archive, "a") == "1");
  CHECK(content_of(archive, "./b/c") == "2");
}

TEST_CASE("the POSIX prefix extends a name and GNU's use of its place does not") {
  const std::string name(100, 'n');
  const auto archive =
      open(tar_member(name, "1", {.prefix = "some/folder"}) +
           tar_member("gnu", "2", {.magic = std::string{"ustar  \0", 8}, .prefix = "14012345670"}));
  CHECK(archive.names() == names{"some/folder/" + name, "gnu"});
}

TEST_CASE("GNU long names and pax paths and sizes count for the next member only") {
  const std::string long_name = std::string(150, 'x') + "/" + std::string(300, 'y') + ".png";
  const std::string data(700, 'd');
  const auto archive = open(
      tar_member("././@LongLink", long_name + '\0', {.type = 'L'}) + tar_member("cut", "1") +
      tar_member("next", "2") + tar_member("././@LongLink", "target" + std::string(1, '\0'), {.type = 'K'}) +
      tar_member("link", "", {.type = '2'}) +
      tar_member("PaxHeaders/z",
                 pax_record("mtime", "1.5") + pax_record("path", "./gr\xc3\xbc\xc3\x9f.jpg") +
                     pax_record("size", "700"),
                 {.type = 'x'}) +
      tar_header("short", 0) + data + std::string(324, '\0') + tar_member("last", "3"));
  CHECK(archive.names() == names{long_name, "next", "gr\xc3\xbc\xc3\x9f.jpg", "last"});
  CHECK(content_of(archive, long_name) == "1");
  CHECK(content_of(archive, "gr\xc3\xbc\xc3\x9f.jpg") == data);
  CHECK(content_of(archive, "last") == "3");
}

TEST_CASE("a global pax header is skipped") {
  const auto archive =
      open(tar_member("pax_global_header", pax_record("path", "everything") + pax_record("comment", "x"),
                      {.type = 'g'}) +
           tar_member("a", "1"));
  CHECK(archive.names() == names{"a"});
}

TEST_CASE("a size in base 256 is read") {
  std::string size(12, '\0');
  size[0] = '\x80';
  size[11] = '\x03';
  const auto archive =
      open(tar_header("a", 0, {.size = size}) + "abc" + std::string(509, '\0') + tar_member("b", "2"));
  CHECK(content_of(archive, "a") == "abc");
  CHECK(content_of(archive, "b") == "2");
}

TEST_CASE("of members with the same name the last one counts") {
  const auto archive = open(tar_member("a", "old") + tar_member("b", "1") + tar_member("./a", "newer"));
  CHECK(archive.names() == names{"a", "b"});
  CHECK(content_of(archive, "a") == "newer");
}

TEST_CASE("copies of an archive share it and threads read from it at once") {
  std::string content;
  for (int i = 0; i < 64; ++i)
    content +=
        tar_member(std::to_string(i), std::string(static_cast<std::size_t>(i) * 37, static_cast<char>(i)));
  const sdkt::tar_archive archive = open(content);
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t, copy = archive] {
      for (int i = 0; i < 64; ++i) {
        if (content_of(copy, std::to_string(i)) !=
            std::string(static_cast<std::size_t>(i) * 37, static_cast<char>(i)))
          ++wrong[t];
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}

TEST_CASE("names that lead out of the archive are refused") {
  for (const std::string name : {"/etc/passwd", "../a", "a/../../b", "a/..", "..", ".//../a", "./"}) {
    CAPTURE(name);
    if (name == "./") {  // a folder, by its slash
      CHECK(open(tar_member(name, "")).names().empty());
      continue;
    }
    CHECK(refused_tar(tar_member(name, "1")) ==
          "the member name '" + name +
              "' leads out of the archive; create the archive with names relative to one folder and "
              "without '..'");
  }
  CHECK(refused_tar(tar_member("x", pax_record("path", "/a"), {.type = 'x'}) + tar_member("a", "1"))
            .find("leads out") != std::string::npos);
  CHECK(open(tar_member("..a/b..", "1")).names() == names{"..a/b.."});
}

TEST_CASE("a truncated archive is refused with the member that is cut") {
  const std::string whole = tar_member("a.png", std::string(600, 'a'));
  CHECK(refused_tar(whole.substr(0, 1000)) ==
        "truncated archive: the file ends before the 600 bytes of 'a.png', whose header is at byte 0; "
        "restore the "
        "archive from its source");
  CHECK(
      refused_tar(whole + whole.substr(0, 300)) ==
      "truncated archive: expected a header of 512 bytes at byte 1536; restore the archive from its source");
  CHECK(refused_tar("") == "the archive is empty; restore the file from its source");
  std::string huge(12, '\xff');
  huge[0] = '\x80';
  CHECK(refused_tar(tar_header("a", 0, {.size = huge})).find("malformed size") == 0);
  huge[4] = huge[3] = huge[2] = huge[1] = '\0';
  CHECK(refused_tar(tar_header("a", 0, {.size = huge})).find("truncated archive") == 0);
}

TEST_CASE("a file that is no tar archive is refused with what to do") {
  CHECK(refused_tar(std::string(600, 'x')) ==
        "expected a tar archive, found a first header with a wrong checksum; use an uncompressed tar file");
  CHECK(refused_tar("\x1f\x8b" + std::string(600, 'x')) ==
        "expected a plain tar archive, found a compressed one; decompress it first; archives are read in "
        "place");
  std::string second = tar_member("b", "2");
  second[0] = 'c';
  CHECK(refused_tar(tar_member("a", "1") + second) ==
        "wrong checksum in the header at byte 1024; restore the archive from its source");
}

TEST_CASE("malformed numbers and extended headers are refused") {
  CHECK(refused_tar(tar_header("a", 0, {.size = "0000000008z"}))
            .find("malformed size in the header at byte 0") == 0);
  CHECK(refused_tar(tar_header("a", 0, {.size = std::string(12, '\xff')})).find("malformed size") == 0);
  for (const std::string records : {"x", "5 a=b", "13 path=abc\n", "0 path=a\n", "99 path=a\n", "8 patha\n",
                                    "4 a\n", "11 size=1x\n", "99999999999999999999 a=b\n", "-5 a=b\n"}) {
    CAPTURE(records);
    CHECK(refused_tar(tar_member("x", records, {.type = 'x'}) + tar_member("a", "1")) ==
          "malformed extended header at byte 0; restore the archive from its source");
  }
  CHECK(refused_tar(tar_member("a", "1", {.type = 'S'})).find("'a' is stored as a sparse file") == 0);
  CHECK(
      refused_tar(tar_member("x", pax_record("GNU.sparse.major", "1"), {.type = 'x'}) + tar_member("a", "1"))
          .find("'a' is stored as a sparse file") == 0);
}

TEST_CASE("every cut and every changed byte of an archive is either read or refused") {
  const std::string whole = tar_member("x", pax_record("path", "b"), {.type = 'x'}) + tar_member("a", "1") +
                            tar_member("l", "name" + std::string(1, '\0'), {.type = 'L'}) +
                            tar_member("c", "2");
  const temporary_file file{whole};
  const auto attempt = [&](const std::string& content) {
    file.write(content);
    try {
      const sdkt::tar_archive archive{file.path()};
      for (const auto& name : archive.names()) archive.read(name);
    } catch (const sdkt::error&) {
    }
  };
  for (std::size_t length = 0; length <= whole.size(); length += 7) attempt(whole.substr(0, length));
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
    attempt(changed);
  }
  SUCCEED("no crash");
}

TEST_CASE("a missing member, a missing archive and one that shrinks are file errors") {
  const temporary_file file{tar_member("a", std::string(600, 'a'))};
  const sdkt::tar_archive archive{file.path()};
  CHECK(test::sentence_of<sdkt::file_error>([&] { archive.read("b"); }) ==
        file.path().string() +
            ": the archive has no member 'b'; check the name; 'tar -tf' lists the members");
  file.write("short");
  CHECK(test::sentence_of<sdkt::file_error>([&] { archive.read("a"); }) ==
        file.path().string() + ": has become shorter while it was in use; start again with the whole file");
  CHECK_THROWS_AS(sdkt::tar_archive{"/nowhere/at/all.tar"}, sdkt::file_error);
  CHECK_THROWS_AS(sdkt::tar_archive{std::filesystem::temp_directory_path()}, sdkt::file_error);
}
