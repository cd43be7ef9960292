// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include "../../support/well_formed.hpp"
#include <sdkt/report/page/colour.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/run/matrix_table.hpp>
#include <sdkt/report/run/report.hpp>
#include <sdkt/report/run/so_far.hpp>

using namespace sdkt;
using sdkt_test::has;

namespace {

/// Accuracies are all different: 10.1, 10.2, ... by stage and task, 50 more in own classes.
run_record make_record(std::size_t tasks, std::size_t trained, std::size_t steps_each, std::size_t teachers) {
  run_record record;
  record.method = "SnD";
  const auto row = [&](std::size_t stage, double base) {
    std::vector<double> values;
    for (std::size_t task = 0; task < tasks; ++task) {
      values.push_back(base + std::fmod(0.1 * static_cast<double>(stage * tasks + task), 40.0));
    }
    return values;
  };
  for (std::size_t task = 0; task < tasks; ++task) {
    record.tasks.push_back({"task-" + std::to_string(task), {"a", "b"}, 100, 50, 10});
    for (int i = 0; i < 3 && trained == tasks; ++i)
      record.samples.push_back({task, "image" + std::to_string(i) + ".png", 0, i == 0, 0.5, "\xFF\xD8\xFF"});
    if (task >= trained || teachers == 0) continue;
    record.selection.emplace_back();
    record.selection.back().counts[1 + task % 20] = 30;
    record.selection.back().counts[20] = 10;
  }
  record.accuracy.zero_shot = row(0, 60.1);
  record.accuracy_union.zero_shot = row(0, 10.1);
  for (std::size_t stage = 0; stage <= trained; ++stage) {
    if (stage > 0) record.accuracy.trained.push_back(row(stage, 60.1));
    if (stage > 0) record.accuracy_union.trained.push_back(row(stage, 10.1));
    record.distances.push_back({std::vector<double>(tasks, 0.01 * static_cast<double>(stage)), 0.5});
  }
  for (std::size_t i = 0; i < teachers; ++i) record.teacher_names.push_back("teacher-" + std::to_string(i));
  for (std::size_t task = 0; task < trained; ++task) {
    for (std::size_t i = 0; i < steps_each; ++i) {
      step_record step;
      step.task = static_cast<std::int64_t>(task);
      step.step = static_cast<std::int64_t>(i);
      step.loss = 2 + std::sin(static_cast<double>(i)), step.cross_entropy = step.loss / 2;
      step.distillation.assign(teachers, 0.1 * step.loss);
      if (teachers > 0) step.mean_selection = 0.5;
      step.seconds = 0.1;
      record.steps.push_back(step);
    }
  }
  record.settings.set("lr", 3e-4);
  record.settings.set("steps", setting_value{});
  record.settings.set("tasks", std::vector<std::string>{"x", "y"});
  return record;
}

/// Whether there are the words nan, inf or infinity as a whole word, in any case.
bool names_nan_or_inf(std::string text) {
  std::string word;
  text += ' ';
  for (const char letter : text) {
    if (std::isalpha(static_cast<unsigned char>(letter)) != 0) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
      continue;
    }
    if (word == "nan" || word == "inf" || word == "infinity") return true;
    word.clear();
  }
  return false;
}

sdkt_test::page_check checked(const run_record& record) {
  const std::string html = report::report_html(record);
  auto page = sdkt_test::check_page(html);
  CHECK(page.fault == "");
  CHECK_FALSE(names_nan_or_inf(html));
  const std::size_t tasks = std::max(record.tasks.size(), record.accuracy.trained.size());
  CHECK(html.size() <= (4U << 20U) + 12288 * tasks + 160 * tasks * tasks);
  return page;
}

}  // namespace

TEST_CASE("a report is one well-formed page without scripts and without links to anything") {
  const auto page = checked(make_record(8, 8, 60, 2));
  CHECK(page.tags.front() == "html lang='en'");
  for (const auto& tag : page.tags) {
    const bool loads = has(tag, " src=") && !has(tag, " src='data:image/jpeg;base64,");
    CHECK_FALSE((tag.starts_with("script") || tag.starts_with("link") || loads || has(tag, " href=")));
  }
  const std::string html = report::report_html(make_record(8, 8, 60, 2));
  CHECK_FALSE(has(html, "http"));
  CHECK_FALSE(has(html, "url("));
  CHECK(has(html, "prefers-color-scheme:dark"));
  CHECK(has(html, "@media print"));
}

TEST_CASE("every drawing is named or hidden from screen readers, every table has a caption and scopes") {
  const auto page = checked(make_record(3, 3, 10, 2));
  std::size_t tables = 0, captions = 0;
  for (const auto& tag : page.tags) {
    if (tag.starts_with("svg")) CHECK((has(tag, "aria-labelledby='") || has(tag, "aria-hidden='true'")));
    if (tag == "th" || tag.starts_with("th ")) CHECK(has(tag, "scope='"));
    tables += tag.starts_with("table") ? 1U : 0U;
    captions += tag == "caption" ? 1U : 0U;
    const std::size_t begin = tag.find("aria-labelledby='");
    if (begin == std::string::npos) continue;
    const std::string named = tag.substr(begin + 17, tag.find('\'', begin + 17) - begin - 17);
    CHECK(page.ids.count(named.substr(0, named.find(' '))) == 1);
    CHECK(page.ids.count(named.substr(named.find(' ') + 1)) == 1);
  }
  CHECK(tables == 5);
  CHECK(captions == tables);
}

TEST_CASE("every number of both matrices stands in its table, zero-shot row first, diagonal marked") {
  const run_record record = make_record(8, 8, 5, 2);
  const std::string html = report::report_html(record);
  for (const auto* matrix : {&record.accuracy, &record.accuracy_union}) {
    const std::string table = report::matrix_table(record, *matrix, "label", "caption");
    CHECK(has(html, table.substr(table.find("<tbody>"))));
    std::size_t at = table.find("<th scope='row'>zero-shot</th>");
    CHECK(at == table.find("<th scope='row'>"));
    for (std::size_t stage = 0; stage <= 8; ++stage) {
      for (std::size_t task = 0; task < 8; ++task) {
        const double value = report::accuracy_at(*matrix, stage, task);
        const std::string cell = "<td class='" + report::heat_class(value) +
                                 (stage == task + 1 ? " learnt" : "") + "'>" + report::fixed(value) + "</td>";
        at = table.find(cell, at);
        REQUIRE(at != std::string::npos);
      }
    }
  }
}

TEST_CASE("names and settings are escaped wherever they stand") {
  run_record record = make_record(2, 2, 5, 1);
  record.method = "<b>&method</b>";
  record.tasks[0].name = "<script>alert('x')</script>";
  record.teacher_names[0] = "\"<i>teacher";
  record.settings.set("<key>", std::string{"</table>\xFF & \""});
  record.settings.set("list", std::vector<std::string>{"<a>", "&"});
  const auto page = checked(record);
  CHECK(has(page.text, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
  CHECK(has(page.text, "&lt;key&gt;"));
  CHECK(has(page.text, "&lt;/table&gt;"));
  CHECK(has(page.text, "&lt;a&gt;, &amp;"));
  for (const auto& tag : page.tags) CHECK_FALSE((tag == "b" || tag == "i" || tag == "script" || tag == "a"));
}

TEST_CASE("an empty record has a report that says that nothing was measured") {
  const auto page = checked(run_record{});
  CHECK(has(page.text, "The method has not been evaluated."));
  CHECK(has(page.text, "No training steps have been recorded."));
  CHECK(has(page.text, "No distances have been measured."));
  CHECK(has(page.text, "No settings have been recorded."));
}

TEST_CASE("runs that were cut short, of one task or without teachers have a report") {
  checked(make_record(8, 0, 0, 2));
  checked(make_record(8, 3, 7, 2));
  checked(make_record(1, 1, 1, 0));
  checked(make_record(1, 0, 0, 0));
  run_record record = make_record(4, 4, 10, 2);
  record.tasks.resize(2);  // described less than measured
  CHECK(has(checked(record).text, "|task 4|"));
  record = make_record(4, 2, 10, 2);
  record.accuracy.trained[1].resize(1);
  record.accuracy_union = {};
  record.distances.resize(1);
  record.steps[3].distillation.clear();
  CHECK(has(checked(record).text, "Accuracy, union of all classes: not measured."));
  record = make_record(2, 2, 10, 1);
  record.steps[0].task = -5;
  record.steps[1].task = 77;
  checked(record);
}

TEST_CASE("a run without teachers has no chart of distillation or selection") {
  const auto without = checked(make_record(2, 2, 10, 0));
  CHECK_FALSE(without.ids.contains("distillation-t"));
  CHECK_FALSE(without.ids.contains("selection-t"));
  CHECK_FALSE(without.ids.contains("weights1-t"));
  const auto with = checked(make_record(2, 2, 10, 3));
  CHECK(with.ids.contains("distillation-t"));
  CHECK(with.ids.contains("weights2-t"));
  CHECK(has(with.text, "|teacher-2|"));
}

TEST_CASE("numbers that are not finite are never shown as numbers") {
  run_record record = make_record(3, 3, 10, 2);
  const double none = std::nan(""), infinite = std::numeric_limits<double>::infinity();
  record.accuracy.zero_shot[1] = none;
  record.accuracy.trained[1][0] = infinite;
  record.accuracy_union.trained[2][2] = none;
  record.distances[1].tasks.assign(3, none);
  record.distances[2].reference = -infinite;
  record.steps[4].loss = none;
  record.steps[5].loss = infinite;
  record.steps[5].distillation[0] = none;
  record.steps[6].seconds = none;
  record.settings.set("lr", none);
  const auto page = checked(record);
  CHECK(has(page.text, "2 steps have a loss that is not a finite number."));
  CHECK(has(page.text, "–"));
  for (auto& step : record.steps) step.loss = step.cross_entropy = none;
  CHECK_FALSE(checked(record).ids.contains("loss-t"));
  for (auto& step : record.steps)
    step.loss = std::numeric_limits<double>::max(), step.cross_entropy = -step.loss;
  checked(record);
}

TEST_CASE("100,000 steps take no more room than 1,000") {
  const std::size_t small = report::report_html(make_record(8, 8, 125, 2)).size();
  const std::size_t large = report::report_html(make_record(8, 8, 12'500, 2)).size();
  CHECK(large < small + 20'000);
  checked(make_record(8, 8, 12'500, 2));
}

TEST_CASE("texts of any length and number stay within the stated size") {
  run_record record = make_record(32, 32, 40, 20);
  const std::string endless(20'000, '"');
  record.method = endless;
  for (auto& task : record.tasks) task.name = endless;
  for (auto& name : record.teacher_names) name = endless;
  for (int i = 0; i < 400; ++i) {
    record.settings.set("key " + std::to_string(i) + endless.substr(0, 400),
                        std::vector<std::string>(80, endless.substr(0, 400)));
  }
  const auto page = checked(record);
  CHECK(has(page.text, "203 more are in config.json."));
  CHECK(has(page.text, "Of 20 teachers, the first 8 are drawn."));
  // A task's steps of one each: more boundaries than the chart has room for.
  run_record changing = make_record(1000, 0, 0, 2);
  changing.accuracy = changing.accuracy_union = {};
  for (std::int64_t i = 0; i < 1000; ++i) {
    step_record step;
    step.task = i, step.loss = 1, step.cross_entropy = 1;
    changing.steps.push_back(step);
  }
  checked(changing);
}

TEST_CASE("settings read as a person writes them") {
  const std::string html = report::report_html(make_record(2, 2, 5, 1));
  CHECK(has(html, "<th scope='row'>lr</th><td>0.0003</td>"));
  CHECK(has(html, "<th scope='row'>steps</th><td>none</td>"));
  CHECK(has(html, "<th scope='row'>tasks</th><td>x, y</td>"));
}
