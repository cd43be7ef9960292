// SPDX-License-Identifier: MIT
//
// Definitions of distances.hpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/page/line_chart.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/page/svg.hpp>
#include <sdkt/report/run/distances.hpp>
#include <sdkt/report/run/matrix_table.hpp>
#include <sdkt/report/run/so_far.hpp>

namespace sdkt::report {

SDKT_INLINE std::string distances(const run_record& record) {
  if (record.distances.empty()) return "<p class='note'>No distances have been measured.</p>\n";
  const std::size_t stages = record.distances.size();
  std::vector<series> curves{
      {"tasks trained so far", {}}, {"tasks not yet trained", {}}, {"reference images", {}}};
  std::string rows =
      "<thead><tr><th scope='col'>after</th><th scope='col'>trained</th><th scope='col'>not trained</th>"
      "<th scope='col'>reference</th></tr></thead>\n<tbody>\n";
  for (std::size_t stage = 0; stage < stages; ++stage) {
    distance_record measured = record.distances[stage];
    for (double& distance : measured.tasks) distance = as_filed(distance, 6);
    if (measured.reference) measured.reference = as_filed(*measured.reference, 6);
    const double values[] = {mean_between(measured.tasks, 0, stage),
                             mean_between(measured.tasks, stage, measured.tasks.size()),
                             measured.reference.value_or(no_number)};
    put(rows, "<tr><th scope='row'>", stage_name(record, stage), "</th>");
    for (std::size_t kind = 0; kind < curves.size(); ++kind) {
      curves[kind].points.push_back({static_cast<double>(stage), values[kind]});
      put(rows, "<td>", fixed(values[kind], 3), "</td>");
    }
    rows += "</tr>\n";
  }
  rows += "</tbody>";

  line_chart_options options;
  options.id = "distance";
  options.title = "Mean distance to the pre-trained model";
  options.description =
      "Mean distance between unit image features of the model after each task and of the pre-trained model; "
      "the table below has the same numbers.";
  options.from_zero = true;
  options.x_high = static_cast<double>(stages > 1 ? stages - 1 : 1);
  for (const double tick : svg::round_ticks(0, options.x_high, 10)) {
    if (tick == std::floor(tick)) options.labels.push_back({tick, fixed(tick, 0)});
  }
  std::string html =
      "<p>Distance between unit image features, from 0 (not moved) to 2. Horizontally: tasks trained.</p>\n";
  if (stages > 1) html += line_chart(options, curves);
  return html + scrolling_table("Distances", "Mean distance to the pre-trained model after each stage",
                                "numbers", rows);
}

}  // namespace sdkt::report
