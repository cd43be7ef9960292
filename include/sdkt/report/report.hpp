// SPDX-License-Identifier: MIT
//
// The report of a run: one file to look at, without scripts and without anything beside it.
#pragma once

#include <cstddef>
#include <string>

#include <sdkt/report/distances.hpp>
#include <sdkt/report/headline.hpp>
#include <sdkt/report/markup.hpp>
#include <sdkt/report/matrix_table.hpp>
#include <sdkt/report/so_far.hpp>
#include <sdkt/report/step_curves.hpp>
#include <sdkt/report/style.hpp>
#include <sdkt/report/tables.hpp>
#include <sdkt/report/task_curves.hpp>
#include <sdkt/train/record.hpp>

namespace sdkt {

/// A self-contained HTML page of a run's measurements, also of a run that was cut short.
///
/// The page is well-formed XML too. Text of the record is escaped and shortened; what was not measured, or is
/// not a finite number, stands as "–". A record whose parts do not fit each other is shown as far as it goes.
/// Result: at most 2 MiB + 8 KiB K + 160 K^2 bytes, with K the number of tasks or of rows if there are more,
///   however many steps, classes or predictions there are and whatever the texts are. Typically 70 KB for 8
///   tasks, 190 KB for 32.
/// Cost: one pass over the steps a curve; predictions are not read.
inline std::string report_html(const run_record& record) {
  using report::put;
  const std::size_t tasks = report::num_columns(record);
  std::string title = report::method_name(record);
  if (tasks > 0) put(title, " on ", report::counted(tasks, "task"));
  std::string html;
  put(html, "<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'/>\n",
      "<meta name='viewport' content='width=device-width, initial-scale=1'/>\n", "<title>", title,
      "</title>\n<style>\n", report::style_sheet(), "</style>\n</head>\n<body>\n<main>\n", "<h1>", title,
      "</h1>\n", report::headline(record));
  put(html, "<section>\n<h2>Accuracy after each task</h2>\n", report::heat_legend(),
      "<h3>Among each task's own classes</h3>\n",
      report::matrix_table(record, record.accuracy, "Accuracy, own classes",
                           "Test accuracy in % on every task (columns) after each task (rows)"),
      "<h3>Among the union of all classes</h3>\n",
      report::matrix_table(record, record.accuracy_union, "Accuracy, union of all classes",
                           "The same images, chosen among the class names of all tasks"),
      "</section>\n");
  put(html, "<section>\n<h2>Every task along the sequence</h2>\n", report::task_curves(record),
      "</section>\n<section>\n<h2>Training</h2>\n", report::step_curves(record),
      "</section>\n<section>\n<h2>How far the model has moved</h2>\n", report::distances(record),
      "</section>\n<section>\n<h2>Tasks</h2>\n", report::task_table(record),
      "</section>\n<section>\n<h2>Settings</h2>\n", report::settings_table(record), "</section>\n");
  put(html, "<footer>Written by sdkt. The same numbers, unrounded, are in the tables of the run folder.",
      "</footer>\n</main>\n</body>\n</html>\n");
  return html;
}

}  // namespace sdkt
