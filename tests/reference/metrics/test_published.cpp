// SPDX-License-Identifier: MIT
//
// Published accuracy matrices give the published figures, to the last printed digit.

#include <charconv>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include <sdkt/base/number_text.hpp>
#include <sdkt/record/metrics.hpp>

namespace {

using row_type = std::vector<std::string>;

const std::filesystem::path folder =
    std::filesystem::path{SDKT_SOURCE_DIR} / "tests" / "reference" / "metrics" / "published";

/// The rows of a table without its comments; quoted fields come last, and nobody reads them.
std::vector<row_type> read_table(const std::filesystem::path& path) {
  std::ifstream file{path};
  INFO(path.string());
  REQUIRE(file.is_open());
  std::vector<row_type> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    row_type fields{""};
    for (const char letter : line) {
      if (letter == ',') {
        fields.emplace_back();
      } else if (letter != '\r') {
        fields.back() += letter;
      }
    }
    rows.push_back(std::move(fields));
  }
  return rows;
}

std::vector<double> numbers_of(const row_type& fields) {
  std::vector<double> numbers;
  for (std::size_t field = 1; field < fields.size(); ++field) {
    double value = 0;
    const char* last = fields[field].data() + fields[field].size();
    const auto [end, problem] = std::from_chars(fields[field].data(), last, value);
    REQUIRE((problem == std::errc{} && end == last));
    numbers.push_back(value);
  }
  return numbers;
}

/// A published matrix. ZSCL's have no zero-shot row: their own first row stands in, and no figure uses it.
sdkt::accuracy_matrix read_matrix(const std::filesystem::path& path) {
  auto rows = read_table(path);
  sdkt::accuracy_matrix matrix;
  for (std::size_t row = 1; row < rows.size(); ++row) {
    if (rows[row][0] == "zero-shot") {
      matrix.zero_shot = numbers_of(rows[row]);
    } else {
      matrix.trained.push_back(numbers_of(rows[row]));
    }
  }
  if (matrix.zero_shot.empty()) matrix.zero_shot = matrix.trained.at(0);
  REQUIRE(matrix.is_complete());
  return matrix;
}

/// The figures of column S1 by (metric, method).
std::map<std::pair<std::string, std::string>, std::string> first_sequence() {
  std::map<std::pair<std::string, std::string>, std::string> figures;
  const auto rows = read_table(folder / "snd_mtil8" / "mtil_per_sequence.csv");
  REQUIRE(rows.at(0).at(2) == "S1");
  for (std::size_t row = 1; row < rows.size(); ++row) figures[{rows[row][0], rows[row][1]}] = rows[row][2];
  return figures;
}

}  // namespace

TEST_CASE("five methods over eight sets give the published forgetting, degradation and average accuracy") {
  const auto figures = first_sequence();
  const std::pair<const char*, const char*> methods[] = {{"Continual FT", "S1_Continual-FT.csv"},
                                                         {"LwF", "S1_LwF.csv"},
                                                         {"iCaRL", "S1_iCaRL.csv"},
                                                         {"ZSCL", "S1_ZSCL.csv"},
                                                         {"SnD", "S1_SnD.csv"}};
  for (const auto& [method, file] : methods) {
    CAPTURE(method);
    const auto matrix = read_matrix(folder / "snd_mtil8" / file);
    CHECK(matrix.num_tasks() == 8);
    const auto metrics = sdkt::compute_metrics(matrix);
    const auto printed = [](double value) { return sdkt::detail::fixed_text(value, 2); };
    CHECK(printed(metrics.forgetting) == figures.at({"catastrophic_forgetting", method}));
    CHECK(printed(metrics.zero_shot_degradation) == figures.at({"zero_shot_degradation", method}));
    CHECK(printed(metrics.average_accuracy) == figures.at({"average_accuracy", method}));
    CHECK(metrics.last == metrics.average_accuracy);
  }
}

TEST_CASE("seven methods over eleven sets in two orders give the published Transfer, Avg and Last") {
  const auto rows = read_table(folder / "zscl_mtil11" / "INDEX.csv");
  REQUIRE(rows.at(0).size() >= 9);
  REQUIRE(rows[0][3] == "transfer");
  REQUIRE(rows[0][6] == "notebook_transfer");
  REQUIRE(rows.size() == 1 + 14);
  for (std::size_t row = 1; row < rows.size(); ++row) {
    const row_type& figures = rows[row];
    CAPTURE(figures[0]);
    const auto matrix = read_matrix(folder / "zscl_mtil11" / figures[0]);
    CHECK(matrix.num_tasks() == 11);
    const auto metrics = sdkt::compute_metrics(matrix);
    CHECK(sdkt::detail::fixed_text(metrics.transfer, 2) == figures[3]);
    CHECK(sdkt::detail::fixed_text(metrics.average, 2) == figures[4]);
    CHECK(sdkt::detail::fixed_text(metrics.last, 2) == figures[5]);
    CHECK(sdkt::detail::fixed_text(metrics.transfer, 1) == figures[6]);
    CHECK(sdkt::detail::fixed_text(metrics.average, 1) == figures[7]);
    CHECK(sdkt::detail::fixed_text(metrics.last, 1) == figures[8]);
  }
}

TEST_CASE("the published means over the eight orders are the means of their columns") {
  for (const char* file : {"mtil_per_sequence.csv", "mcil_per_sequence.csv"}) {
    const auto rows = read_table(folder / "snd_mtil8" / file);
    for (std::size_t row = 1; row < rows.size(); ++row) {
      CAPTURE(file, rows[row][0], rows[row][1]);
      REQUIRE(rows[row].size() == 11);
      const auto numbers = numbers_of({rows[row].begin() + 1, rows[row].end()});
      double sum = 0;
      for (std::size_t order = 0; order < 8; ++order) sum += numbers[order];
      // The columns are rounded to 0.005 themselves, and so is their mean.
      CHECK(std::abs(sum / 8 - numbers[8]) <= 0.0101);
    }
  }
}
