// SPDX-License-Identifier: MIT
//
// Runs on one page: which belong together, which can be compared, and what is said about their differences.

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/runs.hpp"
#include "../../support/well_formed.hpp"
#include <sdkt/report/comparison/comparison.hpp>
#include <sdkt/report/comparison/comparison_answer.hpp>
#include <sdkt/report/comparison/comparison_curves.hpp>
#include <sdkt/report/comparison/comparison_tables.hpp>
#include <sdkt/report/comparison/spread.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/page.hpp>

namespace {

using namespace sdkt;
using sdkt_test::has;
using sdkt_test::raised;
using sdkt_test::whole_run;

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

sdkt_test::page_check checked(const std::vector<report::named_run>& runs) {
  const std::string html = report::comparison_html(runs);
  auto page = sdkt_test::check_page(html);
  CHECK(page.fault == "");
  CHECK_FALSE((has(html, "nan") || has(html, ">inf")));
  std::size_t tasks = 0;
  for (const auto& run : runs) tasks = std::max(tasks, run.record.tasks.size());
  CHECK(html.size() <= 65536 + 32768 * (runs.size() + tasks));
  CHECK(report::is_page(html));
  return page;
}

const std::vector<std::string> pets_cars{"pets", "cars", "birds"}, cars_pets{"cars", "birds", "pets"};

/// Two methods over two orders: the second is 2 points better in one order and `gain` in the other.
std::vector<report::named_run> two_methods(double gain) {
  return {{"a/order_0", whole_run("lwf", pets_cars)},
          {"a/order_1", whole_run("lwf", cars_pets)},
          {"b/order_0", raised(whole_run("snd", pets_cars), 2)},
          {"b/order_1", raised(whole_run("snd", cars_pets), gain)}};
}

}  // namespace

TEST_CASE("runs that differ in order and seed are one method, other settings make another") {
  auto runs = two_methods(3);
  runs.push_back({"c", whole_run("snd", pets_cars, 7)});
  runs.push_back({"d", whole_run("snd", pets_cars)});
  runs.back().record.settings.set("lr", 1e-3);
  const auto groups = report::group_runs(runs);
  REQUIRE(groups.size() == 3);
  CHECK(groups[0].label == "lwf");
  CHECK(groups[0].runs == std::vector<std::size_t>{0, 1});
  CHECK(groups[1].label == "snd (lr 3e-04)");
  CHECK(groups[1].runs == std::vector<std::size_t>{2, 3, 4});
  CHECK(groups[2].label == "snd (lr 0.001)");
  runs.back().record.settings.set("batch_size", std::int64_t{8});
  runs.back().record.settings.set("view", std::string{"eval"});
  CHECK(report::group_runs(runs)[2].label == "snd (d)");  // more than two differ: it goes by its folder
}

TEST_CASE("lists with an element a task are the same in every order") {
  auto runs = two_methods(3);
  runs[0].record.settings.set("prompt_fingerprints", std::vector<std::string>{"1", "2", "3"});
  runs[1].record.settings.set("prompt_fingerprints", std::vector<std::string>{"2", "3", "1"});
  CHECK(report::group_runs(runs)[0].runs.size() == 2);
  runs[1].record.settings.set("prompt_fingerprints", std::vector<std::string>{"1", "2", "3"});
  CHECK(report::group_runs(runs)[0].runs.size() == 1);
}

TEST_CASE("the answer names the best of each metric, with means and spreads") {
  const auto runs = two_methods(3);
  const auto groups = report::group_runs(runs);
  const auto best = report::spread_of(runs, groups[1], report::compared_metrics[0], false);
  CHECK(best.count == 2);
  const std::string sentence = report::comparison_sentence(runs, groups);
  CHECK(sentence.starts_with("Of 2 methods, snd has the highest average accuracy (" +
                             report::fixed(best.mean) + " ± " + report::fixed(best.deviation) +
                             " %), forgets least ("));
  const auto page = checked(runs);
  CHECK(has(page.text,
            "2.5 points above lwf, the second. Over 2 orders and seeds that both have run, the difference "
            "ranges from +2.0 to +3.0, with a standard deviation of 0.7: it is larger than the spread."));
}

TEST_CASE("a difference within its spread is said to be perhaps chance") {
  const auto page = checked(two_methods(-1));
  CHECK(has(page.text, "from -1.0 to") == false);
  CHECK(has(page.text,
            "the difference ranges from −1.0 to +2.0, with a standard deviation of 2.1: it is within the "
            "spread and may be due to chance."));
}

TEST_CASE("single runs, and runs without an order in common, are not held against each other run by run") {
  auto runs = two_methods(3);
  runs = {runs[0], runs[2]};
  CHECK(has(checked(runs).text,
            "With a single run of either, there is no estimate of how much of this is chance."));
  runs = two_methods(3);
  runs[2].record.settings.set("seed", std::int64_t{1});
  runs[3].record.settings.set("seed", std::int64_t{2});
  CHECK(
      has(checked(runs).text, "fewer than two orders and seeds in common; the spread of all their runs is "));
  const auto groups = report::group_runs(runs);
  const auto between = report::difference_of(runs, groups[1], groups[0], report::compared_metrics[0]);
  CHECK(between.pairs.empty());
  CHECK(std::abs(between.value() - 2.5) < 1e-9);
}

TEST_CASE("the best of a column is bold and says so; equal ones both do") {
  const auto runs = two_methods(3);
  const std::string table = report::comparison_metrics(runs, report::group_runs(runs), false);
  CHECK(count_of(table, "<strong>") == count_of(table, "<span class='best'>best</span>"));
  CHECK(count_of(table, "<strong>") >= 5);
  const std::size_t second = table.find("<th scope='row'>snd</th>");
  CHECK(count_of(table.substr(second), "<strong>") >= 3);
  const std::vector<report::named_run> one{runs[0], runs[1]};
  CHECK_FALSE(has(report::comparison_metrics(one, report::group_runs(one), false), "best"));
  auto twins = two_methods(0);
  twins = {twins[0], twins[0]};
  twins[1].record.settings.set("lr", 0.5);
  CHECK(count_of(report::comparison_metrics(twins, report::group_runs(twins), false), "<strong>") == 10);
}

TEST_CASE("runs over other tasks, classes or images are said to be not comparable") {
  auto runs = two_methods(3);
  runs.push_back({"other/run", whole_run("snd", {"flags", "letters"})});
  auto page = checked(runs);
  CHECK(has(page.text,
            "These runs are not comparable: they were evaluated on 2 different sets of tasks. "
            "a/order_0 has birds, cars, pets; other/run has flags, letters."));
  CHECK_FALSE(has(page.text, "best"));
  CHECK_FALSE(page.ids.contains("means-own-t"));
  runs = two_methods(3);
  runs[3].record.settings.set("test_list_fingerprints", std::vector<std::string>{"cars", "birds", "other"});
  CHECK(has(checked(runs).text, "tasks with the same names but different classes or test images"));
  runs = two_methods(3);
  runs[1].record.tasks[0].class_names.push_back("another");
  CHECK(report::comparable_runs(runs).size() == 2);
  CHECK(report::comparable_runs(two_methods(3)).size() == 1);
}

TEST_CASE("curves of several orders are laid over each other where the task is learnt") {
  const auto runs = two_methods(3);
  const auto groups = report::group_runs(runs);
  const auto means = report::detail::task_means(runs, groups[0], "pets", true);
  CHECK(means.begin()->first == -3);  // last of three in the second order
  CHECK(means.rbegin()->first == 2);  // first of three in the first
  const double first = runs[0].record.accuracy.trained[0][0], last = runs[1].record.accuracy.trained[2][2];
  CHECK(means.at(0) == (first + last) / 2);
  CHECK(has(checked(runs).text, "since the task was learnt"));
  const std::vector<report::named_run> one_order{runs[0], runs[2]};
  CHECK(has(checked(one_order).text, "the task has just been learnt"));
}

TEST_CASE("only settings that differ are listed") {
  auto runs = two_methods(3);
  runs[2].record.settings.set("lr", 1e-3);
  runs[3].record.settings.set("lr", 1e-3);
  const auto page = checked(runs);
  CHECK(has(page.text, "|lr||3e-04||0.001|"));
  CHECK(has(page.text, "|method||lwf||snd|"));
  CHECK_FALSE(has(page.text, "|extensions|"));
  CHECK_FALSE(has(page.text, "|seed||1102"));
}

TEST_CASE("a run that has not finished is listed and left out of what is compared") {
  auto runs = two_methods(3);
  runs[3].record.accuracy.trained.resize(1);
  auto page = checked(runs);
  CHECK(has(page.text, "1 run has not finished: it is listed below"));
  CHECK(has(page.text, "|1 of 3|"));
  CHECK(report::spread_of(runs, report::group_runs(runs)[1], report::compared_metrics[0], false).count == 1);
  for (auto& run : runs) run.record.accuracy.trained.clear();
  page = checked(runs);
  CHECK(has(page.text, "No run has finished, so there is nothing to compare yet."));
  runs[0].record = run_record{};
  runs[0].record.accuracy.trained = {{std::nan("")}};
  checked(runs);
  checked({});
}

TEST_CASE("hostile names are escaped, and many runs stay within the stated size") {
  std::vector<report::named_run> runs;
  for (int i = 0; i < 60; ++i) {
    runs.push_back(
        {std::string(3000, '"') + "<script>", whole_run("<b>" + std::string(500, '&'), pets_cars)});
    runs.back().record.settings.set("lr", 1.0 + i);
    runs.back().record.settings.set("<i>", std::string(5000, '<') + std::to_string(i));
  }
  const auto page = checked(runs);
  for (const auto& tag : page.tags) CHECK_FALSE((tag == "b" || tag == "i" || tag == "script"));
  CHECK(has(page.text, "Of 60 methods, the 12 with the highest average accuracy are drawn."));
}

TEST_CASE("a stranger's page is not taken for one of sdkt") {
  CHECK_FALSE(report::is_page("<!DOCTYPE html>\n<html lang='en'>\n"));
  CHECK_FALSE(report::is_page(""));
}
