// SPDX-License-Identifier: MIT
#include <cmath>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/well_formed.hpp"
#include <sdkt/report/run/headline.hpp>
#include <sdkt/report/run/so_far.hpp>

using namespace sdkt;
using sdkt_test::has;

namespace {

run_record two_tasks() {
  run_record record;
  record.method = "SnD";
  record.tasks = {{"cats", {"a", "b"}, 1, 1, 1}, {"dogs", {"c", "d"}, 1, 1, 1}};
  record.accuracy = {{50, 60}, {{80, 57}, {70, 90}}};
  record.accuracy_union = {{40, 50}, {{60, 45}, {55, 80}}};
  return record;
}

}  // namespace

TEST_CASE("the sentence of a complete run says average, gain over zero-shot, forgetting and degradation") {
  CHECK(
      report::headline_sentence(two_tasks()) ==
      "SnD ends at 80.0 % average accuracy over 2 tasks, 25.0 points above zero-shot; it forgets 10.0 points "
      "of what it had learnt and loses 3.0 points of zero-shot ability on later tasks.");
}

TEST_CASE("gains and levels are said in words instead of negative numbers") {
  run_record record = two_tasks();
  record.accuracy = {{90, 90}, {{70, 92}, {75, 80}}};
  CHECK(
      report::headline_sentence(record) ==
      "SnD ends at 77.5 % average accuracy over 2 tasks, 12.5 points below zero-shot; it forgets nothing but "
      "gains 5.0 points on earlier tasks and loses 10.0 points of zero-shot ability on later tasks.");
  record.accuracy = {{50, 60}, {{50, 62}, {50, 61}}};
  CHECK(has(report::headline_sentence(record), "forgets nothing and gains 1.0 points on later tasks."));
  record.accuracy = {{50, 60}, {{50, 60}, {50, 60}}};
  CHECK(report::headline_sentence(record) ==
        "SnD ends at 55.0 % average accuracy over 2 tasks, level with zero-shot; it forgets nothing and "
        "keeps its zero-shot ability on later tasks.");
}

TEST_CASE("the cards compare own classes and the union with their zero-shot averages") {
  const std::string html = report::headline(two_tasks());
  CHECK(has(html, "It is 25.0 points above the zero-shot average, 55.0 %."));
  CHECK(has(html, "Union of all classes: 67.5 %, 22.5 points above zero-shot (45.0 %)."));
  CHECK(has(html, "The earlier tasks end at 70.0 %, 20.0 points above their zero-shot average, 50.0 %."));
  CHECK(has(html, "From the zero-shot average 60.0 % down to 57.0 % at the lowest."));
}

TEST_CASE("the metrics of a complete matrix are those of compute_metrics") {
  const run_record record = two_tasks();
  CHECK(report::measure(record.accuracy)->metrics == compute_metrics(record.accuracy));
}

TEST_CASE("an interrupted run is measured over the tasks that it has trained") {
  run_record record = two_tasks();
  record.accuracy.trained.resize(1);
  CHECK(report::headline_sentence(record) ==
        "SnD has finished 1 of 2 tasks and is at 80.0 % average accuracy over the tasks trained so far, "
        "30.0 points above zero-shot.");
  const std::string html = report::headline(record);
  CHECK(has(html, "The run is not complete"));
  CHECK(has(html, "Union of all classes: not measured."));  // its rows are not of the same stage
}

TEST_CASE("a run that has trained nothing says where it starts") {
  run_record record = two_tasks();
  record.accuracy.trained.clear();
  CHECK(report::headline_sentence(record) ==
        "SnD has not finished a task; zero-shot, it starts from 55.0 % average accuracy over 2 tasks.");
  CHECK(report::headline_sentence(run_record{}) == "The method has not been evaluated.");
}

TEST_CASE("a single task has an average, nothing to forget and no task to come") {
  run_record record = two_tasks();
  record.tasks.resize(1);
  record.accuracy = {{50}, {{80}}};
  record.accuracy_union = {{50}, {{80}}};
  CHECK(report::headline_sentence(record) ==
        "SnD ends at 80.0 % average accuracy over 1 task, 30.0 points above zero-shot.");
  CHECK(has(report::headline(record), "With a single task, there is nothing to forget."));
  CHECK(has(report::headline(record), "With a single task, there are no later tasks."));
}

TEST_CASE("a NaN or a short row that counts leaves no metrics, and the sentence says so") {
  run_record record = two_tasks();
  record.accuracy.trained[1][0] = std::nan("");
  CHECK_FALSE(report::measure(record.accuracy));
  CHECK(has(report::headline_sentence(record), "its metrics cannot be computed"));
  record.accuracy.trained[1] = {70};
  CHECK_FALSE(report::measure(record.accuracy));
}

TEST_CASE("a run that was not evaluated on test images says so below its sentence") {
  run_record record = two_tasks();
  CHECK_FALSE(has(report::headline(record), "images"));
  record.settings.set("evaluated_on", std::string{"val"});
  CHECK(has(report::headline(record), "All accuracies are on validation images."));
  record.settings.set("evaluated_on", std::vector<std::string>{"val", "test"});
  CHECK(has(report::headline(record), "All accuracies are on test or validation images."));
}
