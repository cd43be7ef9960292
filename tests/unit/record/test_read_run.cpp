// SPDX-License-Identifier: MIT
//
// A run folder reads back as the record that it was written from, and a damaged one is refused with its
// place.

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include "../../support/bytes.hpp"
#include "../../support/runs.hpp"
#include "../../support/sentence_of.hpp"
#include "../../support/temporary_folder.hpp"
#include "../../support/well_formed.hpp"
#include <sdkt/base/number_text.hpp>
#include <sdkt/record/read_run.hpp>
#include <sdkt/record/read_tables.hpp>
#include <sdkt/record/run_folder.hpp>
#include <sdkt/report/run/report.hpp>
#include <sdkt/text/csv_reader.hpp>

namespace {

using namespace sdkt_test;
namespace fs = std::filesystem;

/// A folder with the tables of a record.
class written_run {
 public:
  explicit written_run(const sdkt::run_record& record) {
    sdkt::record::run_folder folder{path()};
    folder.create();
    folder.write_tables(record);
  }
  fs::path path() const { return scratch_ / "run"; }

  /// Exchanges the first of a text in a file, reads, and puts it back.
  std::string refusal(const std::string& file, const std::string& old, const std::string& replacement) const {
    const std::string before = read_bytes(path() / file);
    std::string changed = before;
    const std::size_t at = changed.find(old);
    REQUIRE(at != std::string::npos);
    changed.replace(at, old.size(), replacement);
    return refusal_of(file, changed, before);
  }
  std::string refusal_of(const std::string& file, const std::string& content,
                         const std::string& before) const {
    std::ofstream{path() / file, std::ios::binary} << content;
    std::string sentence = sentence_of([&] { static_cast<void>(sdkt::read_run(path())); });
    std::ofstream{path() / file, std::ios::binary} << before;
    const std::string where = (path() / file).string();
    return sentence.starts_with(where) ? sentence.substr(where.size()) : sentence;
  }

 private:
  temporary_folder scratch_;
};

const std::vector<std::string> two_names{"pets", "a \"quoted\",\nname"};

}  // namespace

TEST_CASE("a run reads back as it was written, and so does its report") {
  const sdkt::run_record record = whole_run("snd", two_names);
  const written_run folder{record};
  const sdkt::run_record again = sdkt::read_run(folder.path());
  CHECK(again.method == "snd");
  CHECK(again.teacher_names == record.teacher_names);
  CHECK(*again.settings.find("lr") == sdkt::setting_value{3e-4});
  CHECK(*again.settings.find("extensions") == sdkt::setting_value{std::vector<std::string>{}});
  REQUIRE(again.tasks.size() == 2);
  CHECK(again.tasks[1].name == two_names[1]);
  CHECK(again.tasks[1].class_names == record.tasks[1].class_names);
  CHECK((again.tasks[1].num_train == 100 && again.tasks[1].num_test == 200 && again.tasks[1].num_steps == 4));
  CHECK(again.accuracy.zero_shot == record.accuracy.zero_shot);
  CHECK(again.accuracy.trained == record.accuracy.trained);
  CHECK(again.accuracy_union.trained == record.accuracy_union.trained);
  REQUIRE(again.steps.size() == 8);
  CHECK(again.steps[5].loss == record.steps[5].loss);
  CHECK(again.steps[5].learning_rate == record.steps[5].learning_rate);
  CHECK(again.steps[5].distillation == record.steps[5].distillation);
  CHECK(again.steps[5].mean_selection == record.steps[5].mean_selection);
  CHECK((again.selection == record.selection));
  CHECK((again.samples == record.samples));
  REQUIRE(again.distances.size() == 3);
  CHECK(std::abs(*again.distances[1].reference - 1.0 / 3.0) < 1e-6);
  CHECK(sdkt::report::report_html(again) == sdkt::report::report_html(record));
}

TEST_CASE("accuracies come back as whole right answers, whatever the number of images") {
  for (std::int64_t images = 1; images < 3000; images += 7) {
    for (std::int64_t right = 0; right <= images; right += 1 + images / 13) {
      const double exact = 100.0 * static_cast<double>(right) / static_cast<double>(images);
      REQUIRE(sdkt::detail::share_of(std::stod(sdkt::detail::fixed_text(exact, 4)), images) == exact);
    }
  }
  CHECK(sdkt::detail::share_of(12.345, 7) == 12.345);
}

TEST_CASE("a run that has not finished, has no teacher or no reference is read as far as it goes") {
  sdkt::run_record record = whole_run("finetune", {"pets", "cars", "birds"});
  record.teacher_names.clear();
  record.selection.clear(), record.samples.clear();
  record.accuracy.trained.resize(1), record.accuracy_union.trained.resize(1), record.distances.resize(2);
  for (auto& row : record.distances) row.reference.reset();
  for (auto& step : record.steps) step.distillation.clear(), step.mean_selection.reset();
  record.steps.resize(6);
  record.distances[1].tasks[0] = std::nan("");
  {
    const written_run folder{record};
    const sdkt::run_record again = sdkt::read_run(folder.path());
    CHECK(again.accuracy.trained.size() == 1);
    CHECK(again.steps.size() == 6);
    CHECK(again.steps[0].distillation.empty());
    CHECK_FALSE(again.steps[0].mean_selection.has_value());
    CHECK_FALSE(again.distances[0].reference.has_value());
    CHECK(std::isnan(again.distances[1].tasks[0]));
    CHECK(sdkt::report::report_html(again) == sdkt::report::report_html(record));
    // Killed between two tables: what is not there has not been measured.
    for (const char* name : {"accuracy_union.csv", "distance.csv", "steps.csv"})
      fs::remove(folder.path() / name);
    CHECK(sdkt::read_run(folder.path()).steps.empty());
    CHECK(has(sdkt::report::report_html(sdkt::read_run(folder.path())),
              "No training steps have been recorded."));
  }
  record.teacher_names = {"ema", "pretrained", "third"};
  record.steps.resize(2);
  record.steps[0].distillation = {0.5, 0.25, 0.125};
  record.steps[0].mean_selection = 1.5;
  const written_run folder{record};
  const sdkt::run_record again = sdkt::read_run(folder.path());
  CHECK(again.steps[0].distillation == record.steps[0].distillation);
  CHECK(again.steps[1].distillation.empty());
  CHECK(again.teacher_names == record.teacher_names);
}

TEST_CASE("a folder that holds no run is refused") {
  const temporary_folder scratch;
  CHECK(sentence_of<sdkt::setting_error>([&] { static_cast<void>(sdkt::read_run(scratch / "none")); }) ==
        (scratch / "none").string() + ": there is no such folder; specify the folder of a run");
  CHECK(has(sentence_of<sdkt::setting_error>([&] { static_cast<void>(sdkt::read_run(scratch.path())); }),
            "is not the folder of a run: it has no config.json; specify a folder"));
  std::ofstream{scratch / "config.json"} << "{\"model_type\": \"clip\"}";
  CHECK(has(sentence_of<sdkt::setting_error>([&] { static_cast<void>(sdkt::read_run(scratch.path())); }),
            "is not the folder of a run: it has no tasks.json"));
  CHECK_FALSE(sdkt::record::holds_run(scratch.path()));
  fs::create_directory(scratch / "tasks.json");
  CHECK(has(sentence_of<sdkt::file_error>([&] { static_cast<void>(sdkt::read_run(scratch.path())); }),
            "tasks.json: expected a file"));
  fs::create_directory(scratch / "evil\nname");
  CHECK(has(sentence_of([&] { static_cast<void>(sdkt::read_run(scratch / "evil\nname")); }),
            "evil\\x0aname: has control characters in its name"));
}

TEST_CASE("a damaged file is refused with its name and line") {
  const written_run run{whole_run("snd", {"pets", "cars"})};
  const auto begins = [](const std::string& sentence, const std::string& start) {
    INFO(sentence);
    CHECK(sentence.starts_with(start));
  };
  begins(run.refusal("config.json", "\"seed\"", "seed"), ", line 7, column 3: malformed JSON");
  begins(run.refusal("config.json", "\"method\"", "\"methods\""),
         ", line 1, column 1: the object that begins here has no \"method\"");
  begins(run.refusal("config.json", "[\"pets\", \"cars\"]", "[\"pets\", 3]"),
         ", line 8, column 21: expected a string, got the number 3");
  begins(run.refusal("config.json", "[\"pets\", \"cars\"]", "{}"),
         ", line 8, column 12: expected a string, a number or a list");
  begins(run.refusal("tasks.json", "\"pets\"", "\"dogs\""), ": its tasks are not those in config.json");
  begins(run.refusal("tasks.json", "\"train_images\": 100", "\"train_images\": -1"),
         ", line 6, column 23: expected a number from 0");
  begins(run.refusal("accuracy.csv", "pets,cars", "pets,cats"),
         ", line 1: expected the column \"cars\", got \"cats\"; it and tasks.json belong to different runs");
  begins(run.refusal("accuracy.csv", "zero-shot,", "zero-shot,1,"),
         ", line 2: has 4 fields, but the first line has 3");
  begins(run.refusal("accuracy.csv", "\npets,", "\ncars,"),
         ", line 3: expected the row of pets, got \"cars\"");
  begins(run.refusal("accuracy.csv", "\ncars,", "\n\"cars,"), ", line 4: has a quote that is never closed");
  begins(run.refusal("accuracy.csv", "\npets,", "\npe\"ts,"), ", line 3: has a quote inside a field");
  begins(run.refusal("accuracy.csv", "zero-shot,", "zero-shot,-"), ", line 2: the number -");
  begins(run.refusal("accuracy.csv", "zero-shot,5", "zero-shot,x5"),
         ", line 2: expected a number in field 2, got \"x5");
  const std::string accuracy = read_bytes(run.path() / "accuracy.csv");
  begins(run.refusal_of("accuracy.csv", accuracy.substr(0, accuracy.size() - 3), accuracy),
         ", line 4: ends in the middle of a line; it is truncated");
  begins(run.refusal_of("accuracy.csv", "", accuracy), ", line 1: is empty");
  begins(run.refusal_of("accuracy.csv", accuracy + "cars,1,2\n", accuracy),
         ", line 5: there are more rows than stages");
  begins(run.refusal("steps.csv", "\n1,1,", "\n1,2,"),
         ", line 7: is not the step after that of the previous line");
  begins(run.refusal("steps.csv", "\n0,0,", "\n2,0,"), ", line 2: the number 2 in field 1 is out of range");
  begins(run.refusal("steps.csv", ",0.1,0.7,", ",0.1,,"), ", line 2: has the terms of some teachers");
  begins(run.refusal("selection.csv", "pets,0", "pets,-4"), ", line 2: the number -4");
  begins(run.refusal("distance.csv", "\npets,0", "\npets,z"), ", line 3: expected a number in field 2");
  begins(run.refusal("samples.json", "\"label\": 0", "\"label\": 2"),
         ", line 6, column 16: expected a number from 0 to below 2");
  begins(run.refusal("samples.json", "/9j/AQ==", "/9j/AR=="),
         ", line 9, column 20: expected a JPEG image in base64");
  begins(run.refusal("samples.json", "/9j/AQ==", "AAAA"), ", line 9, column 20: expected a JPEG image");
  begins(run.refusal("metrics.json", "\"average_accuracy\": ", "\"average_accuracy\": 9"),
         ", line 5, column 25: the average_accuracy does not match the accuracies");
  CHECK(sdkt::read_run(run.path()).steps.size() == 8);  // all of it has been put back
}

TEST_CASE("a table of endless columns is refused before they are kept") {
  const std::string text(50'000, ',');
  sdkt::text::csv_reader table{"x.csv", text};
  CHECK(sentence_of<sdkt::format_error>([&] { table.next(); }) ==
        "x.csv, line 1: has more than 20000 fields; restore the file");
}

TEST_CASE("files larger than a run's are refused before they are read") {
  const written_run run{whole_run("snd", {"pets", "cars"})};
  fs::resize_file(run.path() / "config.json", 3U << 20U);
  CHECK(has(sentence_of<sdkt::file_error>([&] { static_cast<void>(sdkt::read_run(run.path())); }),
            "too many for this file of a run"));
}
