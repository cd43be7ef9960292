// SPDX-License-Identifier: MIT
//
// Parts of a run's page: histograms of weights, test images, changes, the command.
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "../../support/runs.hpp"
#include "../../support/well_formed.hpp"
#include <sdkt/report/run/matrix_table.hpp>
#include <sdkt/report/run/report.hpp>

using namespace sdkt;
using sdkt_test::has;
using sdkt_test::whole_run;

namespace {

sdkt_test::page_check checked_report(const run_record& record) {
  const std::string html = report::report_html(record);
  auto page = sdkt_test::check_page(html);
  CHECK(page.fault == "");
  CHECK(html.size() <= (4U << 20U) + 12288 * record.tasks.size());
  return page;
}

}  // namespace

TEST_CASE("a histogram of weights says its quarters, and has room beyond the ends only where it is needed") {
  run_record record = whole_run("snd", {"pets", "cars"});
  record.selection = {{}, {}};
  record.selection[0].counts[1] = 25, record.selection[0].counts[7] = 50, record.selection[0].counts[20] = 25;
  auto page = checked_report(record);
  CHECK(has(page.text,
            "100 weights: a quarter of them at most 0.05, half at most 0.35, three quarters at most 0.35"));
  CHECK_FALSE(has(page.text, "below 0 and above 1"));
  record.selection[1].counts = {};
  record.selection[1].counts[0] = 3, record.selection[1].counts[21] = 1;
  page = checked_report(record);
  CHECK(has(page.text, "4 weights: a quarter of them below 0, half below 0, three quarters below 0"));
  CHECK(has(page.text, "beyond either end: below 0 and above 1"));
  record.selection[0].counts = {};
  CHECK(has(checked_report(record).text, "no teacher guided this task"));
}

TEST_CASE("test images stand with what they are and what they are taken for, wrong ones first") {
  run_record record = whole_run("snd", {"pets", "cars"});
  record.tasks[1].class_names = {"a <cat>", "dog"};
  record.samples = {{1, "x/1.png", 0, 1, 3.25,
                     "\xFF\xD8\xFF"
                     "a"},
                    {1, "2.png", 1, 1, 0.125, "\xFF\xD8\xFF"}};
  const auto page = checked_report(record);
  CHECK(has(page.text, "|wrong:| dog instead of a &lt;cat&gt;|margin 3.25|"));
  CHECK(has(page.text, "|right:| dog|margin 0.125|"));
  CHECK(page.text.find("|wrong:|") < page.text.find("|right:|"));
  CHECK(has(report::report_html(record),
            "<img src='data:image/jpeg;base64,/9j/YQ==' alt='test image x/1.png: a "));
  record.samples[0].predicted = 77;  // a record that does not fit itself
  record.samples[1].task = 9;
  CHECK(has(checked_report(record).text, "|wrong:| class 77 instead of "));
  record.samples.assign(500, {0, "1.png", 0, 1, 1, std::string(40'000, 'x')});
  checked_report(record);
}

TEST_CASE("the last row of a matrix says what has changed since zero-shot") {
  run_record record = whole_run("snd", {"pets", "cars"});
  record.accuracy = {{50, 60}, {{80, 57}, {70, 60}}};
  const std::string table = report::matrix_table(record, record.accuracy, "label", "caption");
  CHECK(has(table, "last minus zero-shot</th><td>+20.0</td><td>0.0</td><td class='mean'>+10.0</td>"));
  record.accuracy.trained[1][1] = 55.5;
  CHECK(has(report::matrix_table(record, record.accuracy, "label", "caption"), "<td>−4.5</td>"));
}

TEST_CASE("the command that repeats a run is shown as it is typed") {
  run_record record = whole_run("snd", {"pets", "cars"});
  CHECK(has(checked_report(record).text, "started from C++ code"));
  record.settings.set("command", std::string{"sdkt run --tasks 'a b.json' --out DIR"});
  CHECK(has(report::report_html(record),
            "<pre class='command'>sdkt run --tasks &#39;a b.json&#39; --out DIR</pre>"));
}
