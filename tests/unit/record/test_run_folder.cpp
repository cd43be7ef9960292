// SPDX-License-Identifier: MIT
//
// The folder of a run: what it refuses, what it holds, and that nothing half-written stays behind.

#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <nlohmann/json.hpp>

#include "../../support/bytes.hpp"
#include "../../support/full_disk.hpp"
#include "../../support/sentence_of.hpp"
#include "../../support/temporary_folder.hpp"
#include <sdkt/record/csv.hpp>
#include <sdkt/record/run_folder.hpp>

namespace {

using Catch::Matchers::ContainsSubstring;
using sdkt_test::sentence_of;
namespace fs = std::filesystem;

using sdkt_test::temporary_folder;

using sdkt_test::full_disk;

/// Beside the lock that is there as long as the object is.
std::size_t num_entries(const fs::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator{folder})
    count += entry.path().filename() == ".lock" ? 0 : 1;
  return count;
}

sdkt::run_record small_record() {
  sdkt::run_record record;
  record.method = "snd";
  record.settings.set("lr", 1e-5);
  record.settings.set("steps", {});
  record.settings.set("tasks", std::vector<std::string>{"pets"});
  record.tasks = {{"pets", {"cat", "dog"}, 4, 2, 1}};
  record.steps = {{0, 0, 1e-5, 1.5, 1.5, {}, {}, 0.5}};
  record.accuracy = record.accuracy_union = {{50}, {{100}}};
  record.distances = {{{0}, {}}, {{0.5}, {}}};
  return record;
}

}  // namespace

TEST_CASE("a new folder, a nested one and an empty one are taken") {
  const temporary_folder root;
  for (const char* name : {"new", "nested/deeper/run"}) {
    sdkt::record::run_folder folder{root / name};
    CHECK_FALSE(fs::exists(root / name));  // nothing is made before create()
    folder.create();
    CHECK(fs::is_directory(root / name));
  }
  fs::create_directory(root / "empty");
  sdkt::record::run_folder{root / "empty"}.create();
}

TEST_CASE("a file, a folder in use and another run are refused, and left as they are") {
  const temporary_folder root;
  const std::string file = (root / "file").string(), used = (root / "used").string();
  std::ofstream{file} << "text";
  fs::create_directory(used);
  std::ofstream{root / "used/notes.txt"} << "notes";
  CHECK(sentence_of<sdkt::setting_error>([&] { sdkt::record::run_folder{file}; }) ==
        file + ": is a file, but a run needs a folder; choose another folder");
  CHECK(sentence_of<sdkt::setting_error>([&] { sdkt::record::run_folder{used}; }) ==
        used + ": is not empty; choose a new or an empty folder");
  std::ofstream{root / "used/config.json"} << "{}";
  CHECK(sentence_of<sdkt::setting_error>([&] { sdkt::record::run_folder{used}; }) ==
        used + ": already contains a run; choose another folder, or remove that run first");
  CHECK(sdkt_test::read_bytes(root / "used/notes.txt") == "notes");
  CHECK(num_entries(used) == 2);
}

TEST_CASE("a folder below a file cannot be created") {
  const temporary_folder root;
  std::ofstream{root / "file"} << "text";
  sdkt::record::run_folder folder{root / "file/run"};
  const std::string sentence = sentence_of<sdkt::file_error>([&] { folder.create(); });
  CHECK_THAT(sentence, ContainsSubstring("cannot be created: "));
  CHECK_THAT(sentence, ContainsSubstring("; check the path and its permissions"));
}

TEST_CASE("a run that goes on takes its folder and what a dead process left in it") {
  const temporary_folder root;
  const fs::path used = root / "used";
  fs::create_directories(used / "checkpoint");
  fs::create_directories(used / "model");
  fs::create_directories(used / "model.part-Ab3dE6");
  std::ofstream{used / "steps.csv.part-XyZ123"} << "half";
  std::ofstream{used / "notes.part-one.txt"} << "a user's";
  CHECK(sentence_of<sdkt::setting_error>([&] { sdkt::record::run_folder{used}; }) ==
        used.string() +
            ": already contains a run; continue it with resume, choose another folder, or remove that run "
            "first");
  sdkt::record::run_folder folder{used, sdkt::record::run_start::continued};
  CHECK(fs::exists(used / "model.part-Ab3dE6"));  // until it is clear that the run goes on
  folder.create();
  CHECK_FALSE(fs::exists(used / "model.part-Ab3dE6"));
  CHECK_FALSE(fs::exists(used / "steps.csv.part-XyZ123"));
  CHECK(fs::exists(used / "notes.part-one.txt"));
  folder.withdraw();
  CHECK(fs::exists(used / "model"));  // it was there before

  fs::create_directories(root / "other");
  std::ofstream{root / "other/notes.txt"} << "a user's";
  CHECK_THAT(sentence_of<sdkt::setting_error>(
                 [&] { sdkt::record::run_folder{root / "other", sdkt::record::run_start::continued}; }),
             ContainsSubstring("other: is not empty"));
  const sdkt::record::run_folder fresh{root / "new", sdkt::record::run_start::continued};

  fs::create_directories(root / "complete");
  std::ofstream{root / "complete/config.json"} << "{}";
  CHECK(sentence_of<sdkt::setting_error>([&] {
          sdkt::record::run_folder{root / "complete", sdkt::record::run_start::continued};
        }) == (root / "complete").string() +
                  ": contains a run without its checkpoint; choose another folder, or remove that run first");
}

TEST_CASE("a run that goes on keeps others away until it has saved its model") {
  const temporary_folder root;
  fs::create_directories(root / "run/checkpoint");
  { const sdkt::record::run_folder before{root / "run", sdkt::record::run_start::continued}; }
  CHECK_FALSE(fs::exists(root / "run/.lock"));
  const sdkt::record::run_folder folder{root / "run", sdkt::record::run_start::continued};
  CHECK_THAT(sentence_of<sdkt::setting_error>(
                 [&] { sdkt::record::run_folder{root / "run", sdkt::record::run_start::continued}; }),
             ContainsSubstring("run: is being written by another run, process "));
  CHECK(fs::exists(root / "run/.lock"));
}

TEST_CASE("a folder that may not be written is refused when it is created") {
  if (::geteuid() == 0) SKIP("the super-user may write everywhere");
  const temporary_folder root;
  fs::create_directory(root / "locked");
  fs::permissions(root / "locked", fs::perms::owner_read | fs::perms::owner_exec);
  sdkt::record::run_folder folder{root / "locked"};
  CHECK_THAT(sentence_of<sdkt::file_error>([&] { folder.create(); }),
             ContainsSubstring("cannot be written: "));
}

TEST_CASE("the tables of a record are files that read back") {
  const temporary_folder root;
  sdkt::record::run_folder folder{root / "run"};
  folder.create();
  const auto record = small_record();
  folder.write_tables(record);
  CHECK(sdkt_test::read_bytes(root / "run/accuracy.csv") ==
        sdkt::record::accuracy_csv(record, record.accuracy));
  CHECK(sdkt_test::read_bytes(root / "run/accuracy_union.csv") ==
        sdkt::record::accuracy_csv(record, record.accuracy_union));
  CHECK(sdkt_test::read_bytes(root / "run/distance.csv") == sdkt::record::distance_csv(record));
  CHECK(sdkt_test::read_bytes(root / "run/steps.csv") ==
        sdkt::record::steps_header(record) + sdkt::record::steps_lines(record));
  const auto config = nlohmann::ordered_json::parse(sdkt_test::read_bytes(root / "run/config.json"));
  CHECK(config["lr"] == 1e-5);
  CHECK(config["steps"].is_null());
  CHECK(config["tasks"] == nlohmann::ordered_json{"pets"});
  CHECK(config.begin().key() == "lr");
  const auto metrics = nlohmann::json::parse(sdkt_test::read_bytes(root / "run/metrics.json"));
  CHECK(metrics["own"]["average_accuracy"] == 100.0);
  CHECK(metrics["union"]["forgetting"] == 0.0);
  const auto tasks = nlohmann::json::parse(sdkt_test::read_bytes(root / "run/tasks.json"));
  CHECK(tasks["teachers"] == nlohmann::json::array());
  CHECK(tasks["tasks"][0]["class_names"] == nlohmann::json{"cat", "dog"});
  CHECK(tasks["tasks"][0]["test_images"] == 2);
  CHECK_FALSE(fs::exists(root / "run/selection.csv"));  // nobody guided
  CHECK_FALSE(fs::exists(root / "run/samples.json"));
  CHECK_FALSE(fs::exists(root / "run/predictions.csv"));
  CHECK(num_entries(root / "run") == 7);  // no temporary file among them
}

TEST_CASE("before the last stage there are no metrics, and each stage replaces the tables of the last") {
  const temporary_folder root;
  sdkt::record::run_folder folder{root / "run"};
  folder.create();
  auto record = small_record();
  const auto trained = record.accuracy.trained;
  record.accuracy.trained.clear();
  folder.write_tables(record);
  CHECK_FALSE(fs::exists(root / "run/metrics.json"));
  record.accuracy.trained = trained;
  folder.write_tables(record);
  CHECK(fs::exists(root / "run/metrics.json"));
  CHECK(sdkt_test::read_bytes(root / "run/accuracy.csv") ==
        sdkt::record::accuracy_csv(record, record.accuracy));
}

TEST_CASE("withdrawing takes back every file, and the folder only if the run made it") {
  const temporary_folder root;
  fs::create_directory(root / "found");
  for (const char* name : {"made", "made with a slash/", "found"}) {
    sdkt::record::run_folder folder{root / name};
    folder.create();
    folder.write_tables(small_record());
    folder.withdraw();
  }
  CHECK_FALSE(fs::exists(root / "made"));
  CHECK_FALSE(fs::exists(root / "made with a slash"));
  REQUIRE(fs::exists(root / "found"));
  CHECK(fs::is_empty(root / "found"));
}

TEST_CASE("withdrawing leaves what somebody else has put into the folder") {
  const temporary_folder root;
  sdkt::record::run_folder folder{root / "run"};
  folder.create();
  folder.write_tables(small_record());
  std::ofstream{root / "run/notes.txt"} << "notes";
  folder.withdraw();
  CHECK(sdkt_test::read_bytes(root / "run/notes.txt") == "notes");
  CHECK(num_entries(root / "run") == 1);
}

TEST_CASE("a model that fails while it saves itself is taken back with everything else") {
  struct fails_halfway {
    void save(const fs::path& folder) const {
      fs::create_directory(folder);
      std::ofstream{folder / "half.safetensors"} << "half";
      throw sdkt::file_error{folder.string(), "is full", "make room"};
    }
  };
  const temporary_folder root;
  sdkt::record::run_folder folder{root / "run"};
  folder.create();
  CHECK_THROWS_AS(folder.write_model(fails_halfway{}), sdkt::file_error);
  folder.withdraw();
  CHECK_FALSE(fs::exists(root / "run"));
}

TEST_CASE("a model that cannot save itself leaves no folder") {
  const temporary_folder root;
  sdkt::record::run_folder folder{root / "run"};
  folder.create();
  folder.write_model(0);
  CHECK(num_entries(root / "run") == 0);
}

TEST_CASE(
    "a disk that fills up gives one sentence, keeps the last whole file and leaves no part of another") {
  const temporary_folder root;
  sdkt::record::run_folder folder{root / "run"};
  folder.create();
  folder.write("steps.csv", "first\n");
  std::string sentence;
  {
    const full_disk disk{4096};
    sentence = sentence_of<sdkt::file_error>([&] { folder.write("steps.csv", std::string(100'000, 'x')); });
  }
  CHECK_THAT(sentence, ContainsSubstring((root / "run/steps.csv").string() + ": cannot be written: "));
  CHECK_THAT(sentence, ContainsSubstring("; free some disk space or choose another place"));
  CHECK(sdkt_test::read_bytes(root / "run/steps.csv") == "first\n");
  CHECK(num_entries(root / "run") == 1);
  folder.withdraw();
  CHECK_FALSE(fs::exists(root / "run"));
}
