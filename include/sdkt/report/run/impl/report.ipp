// SPDX-License-Identifier: MIT
//
// Definitions of report.hpp.
#pragma once

#include <cstddef>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/page.hpp>
#include <sdkt/report/run/distances.hpp>
#include <sdkt/report/run/headline.hpp>
#include <sdkt/report/run/matrix_table.hpp>
#include <sdkt/report/run/report.hpp>
#include <sdkt/report/run/selection_shares.hpp>
#include <sdkt/report/run/shown_images.hpp>
#include <sdkt/report/run/so_far.hpp>
#include <sdkt/report/run/step_curves.hpp>
#include <sdkt/report/run/tables.hpp>
#include <sdkt/report/run/task_curves.hpp>
#include <sdkt/text/letter_case.hpp>

namespace sdkt::report {

SDKT_INLINE std::string report_html(const run_record& record) {
  const std::size_t tasks = num_columns(record);
  std::string title = method_name(record);
  if (tasks > 0) put(title, " on ", counted(tasks, "task"));
  const std::string images = sdkt::detail::with_capital(std::string{evaluated_images(record)});
  std::string matrices;
  put(matrices, heat_legend(), "<h3>Among each task's own classes</h3>\n",
      matrix_table(record, record.accuracy, "Accuracy, own classes",
                   images + " accuracy in % on every task (columns) after each task (rows)"),
      "<h3>Among the union of all classes</h3>\n",
      matrix_table(record, record.accuracy_union, "Accuracy, union of all classes",
                   "The same images, classified among the class names of all tasks"));
  return page(title, headline(record) + section("Accuracy after each task", matrices) +
                         section("Every task along the sequence", task_curves(record)) +
                         section("Training", step_curves(record) + selection_shares(record)) +
                         section("How far the model has moved", distances(record)) +
                         section(images + " images", shown_images(record)) +
                         section("Tasks", task_table(record)) +
                         section("Settings", "<h3>Repeat this run</h3>\n" + repeating_command(record) +
                                                 "<h3>Every setting</h3>\n" + settings_table(record)) +
                         "<footer>Written by sdkt. The same numbers, unrounded, are in the tables of the run "
                         "folder.</footer>\n");
}

}  // namespace sdkt::report
