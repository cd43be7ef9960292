// SPDX-License-Identifier: MIT
//
// Definitions of study.hpp.
#pragma once

#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/number_text.hpp>
#include <sdkt/record/csv.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/report/study/study.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string metric_columns() {
  std::string line = "label_space";
  for (const auto& metric : record::all_metrics) line.append(",").append(metric.name);
  return line + "\n";
}

SDKT_INLINE std::string metric_line(const std::string& names, bool is_union,
                                    const sequence_metrics& metrics) {
  std::string line = names + (is_union ? ",union" : ",own");
  for (const auto& metric : record::all_metrics) line += "," + fixed_text(metrics.*metric.value, 4);
  return line + "\n";
}

}  // namespace sdkt::detail

namespace sdkt::report {

SDKT_INLINE std::string runs_csv(const study& runs) {
  std::string text = std::string{"method,order,seed,"} + sdkt::detail::metric_columns();
  for (const auto& run : runs.runs()) {
    const std::string names = sdkt::detail::field(run.method) + "," + sdkt::detail::field(run.order) + "," +
                              std::to_string(run.seed);
    for (const bool is_union : {false, true})
      text += sdkt::detail::metric_line(names, is_union, run.metrics(is_union));
  }
  return text;
}

SDKT_INLINE std::string orders_csv(const study& runs, const std::string& method) {
  std::string text = std::string{"order,"} + sdkt::detail::metric_columns();
  for (const bool is_union : {false, true}) {
    for (const auto& order : runs.orders()) {
      text += sdkt::detail::metric_line(sdkt::detail::field(order), is_union,
                                        runs.mean(sdkt::detail::runs_of(method, order), is_union));
    }
    text += sdkt::detail::metric_line("mean", is_union, runs.mean(sdkt::detail::runs_of(method), is_union));
  }
  return text;
}

SDKT_INLINE std::string methods_csv(const study& runs) {
  std::string text = std::string{"method,"} + sdkt::detail::metric_columns();
  for (const auto& method : runs.methods()) {
    for (const bool is_union : {false, true})
      text += sdkt::detail::metric_line(sdkt::detail::field(method), is_union,
                                        runs.mean(sdkt::detail::runs_of(method), is_union));
  }
  return text;
}

}  // namespace sdkt::report
