// SPDX-License-Identifier: MIT
//
// Hidden and system files and folders: one rule for folders, archives, pairs and class folders, said with a
// count; what a list names is read.
#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/image_files.hpp"
#include "../../support/scratch.hpp"
#include <sdkt/dataset/annotate.hpp>
#include <sdkt/reference/sources.hpp>

namespace {

namespace fs = std::filesystem;
using sdkt_test::paths;
using sdkt_test::scratch_folder;
using sdkt_test::sentence_of;
using strings = std::vector<std::string>;

const strings system_files{".DS_Store",
                           "._a.jpg",
                           ".ipynb_checkpoints/a-checkpoint.jpg",
                           ".thumbnails/x/1.png",
                           ".thumbnails/x/2.png",
                           ".Trash-1000/files/a.jpg",
                           "@eaDir/a.jpg/SYNOPHOTO_THUMB_M.jpg",
                           "Thumbs.db",
                           "__MACOSX/._a.jpg",
                           "cat/desktop.ini",
                           "cat/._1.jpg",
                           "$RECYCLE.BIN/b.jpg",
                           "lost+found/c.jpg"};
const strings pool_images{"a.jpg", "b.gif", "cat/1.jpg", "cat/2.BMP"};
const std::string said_of_pool =
    "skipped 12 hidden or system files and folders: $RECYCLE.BIN, .DS_Store, "
    ".Trash-1000, ._a.jpg, .ipynb_checkpoints and 7 more";

TEST_CASE("a folder and an archive of it give the same images, and say the same about the rest") {
  const scratch_folder folder;
  std::string tar;
  for (const strings* names : {&pool_images, &system_files}) {
    for (const std::string& name : *names) {
      folder.write("pool/" + name, "");
      tar += test::tar_member("./" + name, "");
    }
  }
  for (const fs::path& place : {folder.path() / "pool", folder.write("pool.tar", tar + test::tar_end)}) {
    strings notes;
    const auto pool =
        sdkt::load_reference(place, {.note = [&](const std::string& one) { notes.push_back(one); }});
    CHECK(paths(pool) == pool_images);
    CHECK(notes == strings{place.string() + ": " + said_of_pool});
    CHECK(paths(sdkt::load_reference(place)) == pool_images);  // nobody wants to know
  }
}

TEST_CASE("a list reads what it names, hidden or not") {
  const scratch_folder folder;
  folder.write(".cache/._a.jpg", "");
  CHECK(paths(sdkt::load_reference(folder.write("list.txt", ".cache/._a.jpg\n"))) ==
        strings{".cache/._a.jpg"});
  CHECK(paths(sdkt::load_reference(folder.write("list.json", R"({"images": [".cache/._a.jpg"]})"))) ==
        strings{".cache/._a.jpg"});
  folder.write("pool/.hidden/a.jpg", "");
  CHECK(paths(sdkt::load_reference(folder.path() / "pool" / ".hidden")) == strings{"a.jpg"});
}

TEST_CASE("pairs and class folders pass over the same files") {
  const scratch_folder folder;
  for (const char* name : {"a.jpg", "._a.jpg", "@eaDir/b.jpg"})
    folder.write(std::string{"pairs/"} + name, "");
  for (const char* name : {"a.txt", "._a.txt"}) folder.write(std::string{"pairs/"} + name, "a cat");
  CHECK(paths(sdkt::load_pairs(folder.path() / "pairs")) == strings{"a.jpg"});

  const std::string gif = test::text_of(
      sdkt::folder_source{fs::path{SDKT_SOURCE_DIR} / "tests" / "reference" / "image" / "gif_bmp"}.read(
          "pillow.gif"));
  for (const char* name : {"cat/1.jpg", "cat/2.gif", "dog/1.jpg", "dog/2.jpg", ".ipynb_checkpoints/1.jpg",
                           "@eaDir/x.jpg", "cat/.thumbnails/1.jpg", "cat/Thumbs.db"}) {
    folder.write(std::string{"pets/"} + name, gif);
  }
  const auto written = sdkt::annotate_folders(folder.path() / "pets");
  CHECK((written.num_classes == 2 && written.num_train + written.num_test == 4));
  CHECK(written.left_out.empty());
  CHECK(written.notes == strings{"skipped 4 hidden or system files and folders: .ipynb_checkpoints, @eaDir, "
                                 "cat/.thumbnails, cat/Thumbs.db"});
}

TEST_CASE("images of formats that are not read, and links to folders or nothing, are said with a count") {
  const scratch_folder folder;
  for (const char* name : {"a.jpg", "b.webp", "c.TIF", "notes.txt"})
    folder.write(std::string{"pool/"} + name, "");
  fs::create_directory_symlink(folder.path(), folder.path() / "pool" / "up");
  fs::create_symlink("nothing.jpg", folder.path() / "pool" / "dead.jpg");
  fs::create_symlink("a.jpg", folder.path() / "pool" / "alive.jpg");
  strings notes;
  const auto pool = sdkt::load_reference(folder.path() / "pool",
                                         {.note = [&](const std::string& one) { notes.push_back(one); }});
  CHECK(paths(pool) == strings{"a.jpg", "alive.jpg"});
  const std::string place = (folder.path() / "pool").string();
  REQUIRE(notes.size() == 2);
  CHECK(notes[0].starts_with(place +
                             ": skipped 2 images of unsupported formats (convert them to JPEG or PNG): "));
  CHECK(notes[1].starts_with(place + ": skipped 2 links to folders or broken links: "));
}

TEST_CASE("names are judged whole and in any case") {
  for (const char* name :
       {".a", "._", "thumbs.DB", "__macosx", "@eaDir", "Desktop.ini", "System Volume Information"}) {
    CHECK(sdkt::detail::is_hidden_name(name));
  }
  for (const char* name : {"", ".", "..", "a.jpg", "thumbs.dbx", "my__MACOSX", "eaDir", "a.DS_Store"}) {
    CHECK_FALSE(sdkt::detail::is_hidden_name(name));
  }
  CHECK(sdkt::detail::hidden_part("a/.b/c/.d") == "a/.b");
  CHECK(sdkt::detail::hidden_part("a/b").empty());
  CHECK(sdkt::detail::hidden_part("./a").empty());
}

}  // namespace
