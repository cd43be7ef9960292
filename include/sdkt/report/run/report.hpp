// SPDX-License-Identifier: MIT
//
// The report of a run: one file to look at, without scripts and without anything beside it.
#pragma once

#include <cstddef>
#include <string>

#include <sdkt/record/record.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/page.hpp>
#include <sdkt/report/run/distances.hpp>
#include <sdkt/report/run/headline.hpp>
#include <sdkt/report/run/matrix_table.hpp>
#include <sdkt/report/run/selection_shares.hpp>
#include <sdkt/report/run/shown_images.hpp>
#include <sdkt/report/run/so_far.hpp>
#include <sdkt/report/run/step_curves.hpp>
#include <sdkt/report/run/tables.hpp>
#include <sdkt/report/run/task_curves.hpp>

namespace sdkt {

/// A self-contained HTML page of a run's measurements, also of a run that was cut short.
///
/// The page is well-formed XML too. Text of the record is escaped and shortened; what was not measured, or is
/// not a finite number, stands as "–". A record whose parts do not fit each other is shown as far as it goes.
/// It is the same for a record and for what read_run makes of its folder.
/// Result: at most 4 MiB + 12 KiB K + 160 K^2 bytes, with K the number of tasks or of rows if there are more,
///   however many steps, classes or predictions there are and whatever the texts are. Typically 90 KB for 8
///   tasks and 3 KB for each of their images, of which there are at most 64.
/// Cost: one pass over the steps a curve; predictions are not read.
inline std::string report_html(const run_record& record) {
  using report::put, report::section;
  const std::size_t tasks = report::num_columns(record);
  std::string title = report::method_name(record);
  if (tasks > 0) put(title, " on ", report::counted(tasks, "task"));
  std::string matrices;
  put(matrices, report::heat_legend(), "<h3>Among each task's own classes</h3>\n",
      report::matrix_table(record, record.accuracy, "Accuracy, own classes",
                           "Test accuracy in % on every task (columns) after each task (rows)"),
      "<h3>Among the union of all classes</h3>\n",
      report::matrix_table(record, record.accuracy_union, "Accuracy, union of all classes",
                           "The same images, chosen among the class names of all tasks"));
  return report::page(
      title, report::headline(record) + section("Accuracy after each task", matrices) +
                 section("Every task along the sequence", report::task_curves(record)) +
                 section("Training", report::step_curves(record) + report::selection_shares(record)) +
                 section("How far the model has moved", report::distances(record)) +
                 section("Test images", report::shown_images(record)) +
                 section("Tasks", report::task_table(record)) +
                 section("Settings", "<h3>Repeat this run</h3>\n" + report::repeating_command(record) +
                                         "<h3>Every setting</h3>\n" + report::settings_table(record)) +
                 "<footer>Written by sdkt. The same numbers, unrounded, are in the tables of the run "
                 "folder.</footer>\n");
}

}  // namespace sdkt
