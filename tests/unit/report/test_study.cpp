// SPDX-License-Identifier: MIT
#include <cmath>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include "../../support/well_formed.hpp"
#include <sdkt/report/study/paper_tables.hpp>

using namespace sdkt;
using sdkt_test::has;

namespace {

/// Two tasks that end at `last` on average, of which the first loses `forgotten` points.
run_record finished(double last, double forgotten, const std::string& first = "a",
                    const std::string& second = "b") {
  run_record record;
  record.tasks = {{first, {"x"}, 1, 1, 1}, {second, {"y"}, 1, 1, 1}};
  record.accuracy = {{50, 50}, {{last + forgotten, 50}, {last, last}}};
  record.accuracy_union = {{30, 30}, {{last, 30}, {last - 1, last - 1}}};
  return record;
}

report::study two_by_two() {
  report::study runs;
  runs.add("snd", "order_0", 1, finished(80, 2));
  runs.add("snd", "order_0", 2, finished(82, 4));
  runs.add("snd", "order_1", 1, finished(70, 0, "b", "a"));
  runs.add("snd", "order_1", 2, finished(70, 0, "b", "a"));
  return runs;
}

/// The eight tasks of the paper, shifted.
run_record of_the_paper(std::size_t shift) {
  const std::vector<std::pair<std::string, std::size_t>> sets{
      {"fgvc-aircraft", 100}, {"DTD", 47},         {"eurosat", 10},        {"flowers-102", 102},
      {"food-101", 101},      {"oxford-pets", 37}, {"stanford-cars", 196}, {"ucf-101", 101}};
  run_record record;
  for (std::size_t index = 0; index < sets.size(); ++index) {
    const auto& [name, classes] = sets[(index + shift) % sets.size()];
    record.tasks.push_back({name, std::vector<std::string>(classes, "c"), 1, 1, 1});
  }
  const std::vector<double> row(sets.size(), 60);
  record.accuracy = {row, std::vector<std::vector<double>>(sets.size(), row)};
  record.accuracy_union = record.accuracy;
  return record;
}

}  // namespace

TEST_CASE("means are over runs, and the spread is over seeds of the means over orders") {
  const report::study runs = two_by_two();
  const auto all = [](const report::studied_run&) { return true; };
  CHECK(runs.mean(all, false).average_accuracy == 75.5);
  CHECK(runs.mean(all, false).forgetting == 1.5);
  CHECK(runs.mean(all, true).average_accuracy == 74.5);
  // Seed 1 has (80 + 70) / 2, seed 2 (82 + 70) / 2.
  CHECK(std::abs(runs.spread("snd", report::paper_metrics[2], false) - std::sqrt(0.5)) < 1e-12);
  CHECK(std::abs(runs.spread("snd", report::paper_metrics[0], false) - std::sqrt(0.5)) < 1e-12);
  CHECK(runs.num_seeds() == 2);
}

TEST_CASE("one seed has no spread") {
  report::study runs;
  runs.add("snd", "order_0", 1, finished(80, 2));
  runs.add("snd", "order_1", 1, finished(70, 2));
  CHECK(runs.spread("snd", report::paper_metrics[2], false) == 0);
  CHECK_FALSE(has(report::tables_markdown(runs), "±"));
}

TEST_CASE("the tables of runs, orders and methods say the same numbers") {
  const report::study runs = two_by_two();
  CHECK(has(report::runs_csv(runs), "snd,order_0,2,own,4.0000,0.0000,82.0000,"));
  CHECK(has(report::orders_csv(runs, "snd"), "order_0,own,3.0000,0.0000,81.0000,"));
  CHECK(has(report::orders_csv(runs, "snd"), "mean,own,1.5000,0.0000,75.5000,"));
  CHECK(has(report::methods_csv(runs), "snd,own,1.5000,0.0000,75.5000,"));
  CHECK(has(report::tables_markdown(runs), "| snd | 1.50 ± 0.71 |"));
  CHECK(has(report::tables_latex(runs), "snd & 1.50 {\\scriptsize$\\pm$ 0.71}"));
}

TEST_CASE("the best of a column is marked, lower where lower is better, and ties alike") {
  report::study runs;
  runs.add("one_a", "order_0", 1, finished(80, 2));
  runs.add("two", "order_0", 1, finished(80, 3));
  const std::string text = report::tables_markdown(runs);
  CHECK(has(text, "| one_a | **2.00** | **0.00** | **80.00** |"));
  CHECK(has(text, "| two | 3.00 | **0.00** | **80.00** |"));
  const std::string in_latex = report::tables_latex(runs);
  CHECK(has(in_latex, "one\\_a & \\textbf{2.00}"));
  CHECK(has(in_latex, "\\begin{tabular}{lrrrrrr}"));
  CHECK_FALSE(has(in_latex, "{order_0"));
}

TEST_CASE("names with commas and bars stay in their cells") {
  report::study runs;
  runs.add("mine, second", "order_0", 1, finished(80, 2));
  CHECK(has(report::methods_csv(runs), "\"mine, second\",own,"));
  report::study other;
  other.add("a|b & 5 %", "order_0", 1, finished(80, 2));
  CHECK(has(report::tables_markdown(other), "| a\\|b & 5 % |"));
  CHECK(has(report::tables_latex(other), "a|b \\& 5 \\%"));
}

TEST_CASE("published figures stand beside all orders of the paper's tasks and nowhere else") {
  report::study all;
  for (std::size_t shift = 0; shift < 8; ++shift)
    all.add("snd", "order_" + std::to_string(shift), 1, of_the_paper(shift));
  CHECK(has(report::tables_markdown(all), "| SnD (published) | 1.20 | 1.96 | 84.92 | 1.35 | 1.65 | 83.76 |"));
  CHECK(has(report::tables_markdown(all), "| MoE-Adapters (published) | 2.71 | 2.17 | 82.29 | - | - | - |"));
  report::study one;
  one.add("snd", "order_0", 1, of_the_paper(0));
  CHECK_FALSE(has(report::tables_markdown(one), "published"));
  CHECK_FALSE(report::are_snd_tasks(of_the_paper(1).tasks));
  CHECK_FALSE(has(report::tables_latex(two_by_two()), "published"));
}

TEST_CASE("a run that is not complete is refused") {
  run_record record = finished(80, 2);
  record.accuracy.trained.pop_back();
  report::study runs;
  CHECK_THROWS_AS(runs.add("snd", "order_0", 1, record), data_error);
  CHECK(runs.runs().empty());
}
