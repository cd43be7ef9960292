// SPDX-License-Identifier: MIT
//
// The metrics of a sequence in closed form, what they do not depend on, and matrices that have none.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <sdkt/base/error.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/record/metrics.hpp>

namespace {

using Catch::Matchers::WithinAbs;

sdkt::accuracy_matrix random_matrix(std::size_t tasks, std::uint64_t seed) {
  sdkt::random_stream random{{.seed = seed}};
  const auto row = [&] {
    std::vector<double> values(tasks);
    for (double& value : values) value = random.uniform(0, 100);
    return values;
  };
  sdkt::accuracy_matrix matrix{row(), {}};
  for (std::size_t task = 0; task < tasks; ++task) matrix.trained.push_back(row());
  return matrix;
}

template <class Change>
sdkt::accuracy_matrix changed(sdkt::accuracy_matrix matrix, const Change& change) {
  for (double& value : matrix.zero_shot) value = change(value);
  for (auto& row : matrix.trained) {
    for (double& value : row) value = change(value);
  }
  return matrix;
}

std::string refusal_of(const sdkt::accuracy_matrix& matrix) {
  try {
    static_cast<void>(sdkt::compute_metrics(matrix));
  } catch (const sdkt::data_error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a single task forgets nothing, loses nothing and transfers nothing") {
  const auto metrics = sdkt::compute_metrics({{40.0}, {{70.0}}});
  CHECK(metrics == sdkt::sequence_metrics{.average_accuracy = 70.0, .average = 70.0, .last = 70.0});
}

TEST_CASE("two tasks by hand") {
  const auto metrics = sdkt::compute_metrics({{50.0, 60.0}, {{80.0, 55.0}, {76.0, 90.0}}});
  CHECK(metrics.forgetting == 4.0);             // 80 - 76
  CHECK(metrics.zero_shot_degradation == 5.0);  // 60 - min(55, 90)
  CHECK(metrics.average_accuracy == 83.0);      // (76 + 90) / 2
  CHECK(metrics.transfer == 55.0);              // task 2 before its own training
  CHECK(metrics.average == 75.25);              // (80 + 55 + 76 + 90) / 4
  CHECK(metrics.last == 83.0);
}

TEST_CASE("three tasks by hand: the best row of forgetting may be any but the last") {
  const auto metrics = sdkt::compute_metrics({{10, 20, 30}, {{50, 25, 24}, {56, 60, 28}, {41, 58, 70}}});
  CHECK(metrics.forgetting == ((56.0 - 41.0) + (60.0 - 58.0)) / 2);  // task 1 was best after task 2
  CHECK(metrics.zero_shot_degradation == ((20.0 - 25.0) + (30.0 - 24.0)) / 2);
  CHECK(metrics.transfer == (25.0 + (24.0 + 28.0) / 2) / 2);
}

TEST_CASE("a sequence that keeps improving has negative forgetting and negative degradation") {
  const auto metrics = sdkt::compute_metrics({{10.0, 20.0}, {{60.0, 30.0}, {75.0, 80.0}}});
  CHECK(metrics.forgetting == -15.0);
  CHECK(metrics.zero_shot_degradation == -10.0);
}

TEST_CASE("a drop at a task's own training counts as degradation") {
  const auto metrics = sdkt::compute_metrics({{10.0, 20.0}, {{60.0, 30.0}, {75.0, 5.0}}});
  CHECK(metrics.zero_shot_degradation == 15.0);
}

TEST_CASE("a model that never changes forgets nothing and transfers its zero-shot accuracy") {
  const std::vector<double> row{24, 44, 42, 67};
  const auto metrics = sdkt::compute_metrics({row, {row, row, row, row}});
  CHECK(metrics.forgetting == 0);
  CHECK(metrics.zero_shot_degradation == 0);
  CHECK(metrics.transfer == 51);
  CHECK(metrics.average == 44.25);
  CHECK(metrics.last == 44.25);
}

TEST_CASE("a constant on every accuracy moves the averages by it and leaves the differences alone") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto matrix = random_matrix(2 + seed % 9, seed);
    const auto before = sdkt::compute_metrics(matrix);
    const auto after = sdkt::compute_metrics(changed(matrix, [](double value) { return value + 3; }));
    CHECK_THAT(after.forgetting, WithinAbs(before.forgetting, 1e-11));
    CHECK_THAT(after.zero_shot_degradation, WithinAbs(before.zero_shot_degradation, 1e-11));
    CHECK_THAT(after.transfer, WithinAbs(before.transfer + 3, 1e-11));
    CHECK_THAT(after.average, WithinAbs(before.average + 3, 1e-11));
    CHECK_THAT(after.last, WithinAbs(before.last + 3, 1e-11));
  }
}

TEST_CASE("a factor on every accuracy is a factor on every metric") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto matrix = random_matrix(2 + seed % 9, seed);
    const auto before = sdkt::compute_metrics(matrix);
    const auto after = sdkt::compute_metrics(changed(matrix, [](double value) { return value / 4; }));
    CHECK_THAT(after.forgetting, WithinAbs(before.forgetting / 4, 1e-11));
    CHECK_THAT(after.zero_shot_degradation, WithinAbs(before.zero_shot_degradation / 4, 1e-11));
    CHECK_THAT(after.transfer, WithinAbs(before.transfer / 4, 1e-11));
    CHECK_THAT(after.average, WithinAbs(before.average / 4, 1e-11));
    CHECK_THAT(after.average_accuracy, WithinAbs(before.average_accuracy / 4, 1e-11));
  }
}

TEST_CASE("the averages do not depend on the order of the columns") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::size_t tasks = 2 + seed % 9;
    const auto matrix = random_matrix(tasks, seed);
    const auto order = sdkt::detail::random_permutation(static_cast<std::uint32_t>(tasks), {.seed = seed});
    auto shuffled = matrix;
    for (std::size_t row = 0; row < tasks; ++row) {
      for (std::size_t task = 0; task < tasks; ++task)
        shuffled.trained[row][task] = matrix.trained[row][order[task]];
    }
    const auto before = sdkt::compute_metrics(matrix);
    const auto after = sdkt::compute_metrics(shuffled);
    CHECK_THAT(after.average, WithinAbs(before.average, 1e-11));
    CHECK_THAT(after.average_accuracy, WithinAbs(before.average_accuracy, 1e-11));
  }
}

TEST_CASE("a matrix with a row too few, too many, too short or too long has no metrics") {
  using Catch::Matchers::ContainsSubstring;
  const std::string too_few = refusal_of({{1, 2, 3}, {{1, 2, 3}, {1, 2, 3}}});
  CHECK(too_few ==
        "compute_metrics: a matrix of 2 rows for 3 tasks has no metrics; give one full row per task");
  CHECK_THAT(refusal_of({{1, 2}, {{1, 2}, {1, 2}, {1, 2}}}), ContainsSubstring("3 rows for 2 tasks"));
  CHECK_THAT(refusal_of({{1, 2}, {{1, 2}, {1}}}), ContainsSubstring("give one full row per task"));
  CHECK_THAT(refusal_of({{1, 2}, {{1, 2, 3}, {1, 2, 3}}}), ContainsSubstring("give one full row per task"));
  CHECK_THAT(refusal_of({{1, 2}, {}}), ContainsSubstring("0 rows for 2 tasks"));
  CHECK_THAT(refusal_of({{}, {}}), ContainsSubstring("0 rows for 0 tasks"));
}

TEST_CASE("a matrix is complete when it has a row for every task") {
  CHECK_FALSE(sdkt::accuracy_matrix{}.is_complete());
  CHECK_FALSE(sdkt::accuracy_matrix{{1, 2}, {{1, 2}}}.is_complete());
  CHECK(sdkt::accuracy_matrix{{1, 2}, {{1, 2}, {1, 2}}}.is_complete());
}
