// SPDX-License-Identifier: MIT
//
// Definitions of spread.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/record/setting_text.hpp>
#include <sdkt/report/comparison/run_groups.hpp>
#include <sdkt/report/comparison/spread.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/run/so_far.hpp>

namespace sdkt::report {

SDKT_INLINE spread spread_of(const std::vector<double>& values) {
  spread result;
  result.count = values.size();
  if (values.empty()) return result;
  result.mean = mean_between(values, 0, values.size());
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  result.low = *low, result.high = *high;
  if (values.size() < 2) return result;
  double squares = 0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return result;
}

SDKT_INLINE bool is_finished(const run_record& record) {
  const auto own = measure(record.accuracy);
  return own && own->num_trained == record.tasks.size() && record.accuracy.num_tasks() == own->num_trained;
}

SDKT_INLINE std::optional<double> value_of(const run_record& record, const compared_metric& metric,
                                           bool is_union) {
  if (!is_finished(record)) return std::nullopt;
  const auto measured = measure(is_union ? record.accuracy_union : record.accuracy);
  if (!measured || measured->num_trained != record.tasks.size()) return std::nullopt;
  return measured->metrics.*metric.value;
}

/// Order and seed, by which runs of different methods are paired.
SDKT_INLINE std::string order_and_seed(const run_record& record) {
  std::string key;
  for (const auto& task : record.tasks) key.append(task.name).append(1, '\0');
  const setting_value* const seed = record.settings.find("seed");
  return key + (seed == nullptr ? std::string{} : sdkt::detail::setting_text(*seed));
}

SDKT_INLINE spread spread_of(const std::vector<named_run>& runs, const run_group& group,
                             const compared_metric& metric, bool is_union) {
  std::vector<double> values;
  for (const std::size_t run : group.runs) {
    if (const auto value = value_of(runs[run].record, metric, is_union)) values.push_back(*value);
  }
  return spread_of(values);
}

SDKT_INLINE std::optional<bool> difference::is_beyond_spread() const {
  if (!std::isfinite(deviation) || !std::isfinite(value())) return std::nullopt;
  return std::abs(value()) > deviation;
}

SDKT_INLINE difference difference_of(const std::vector<named_run>& runs, const run_group& one,
                                     const run_group& other, const compared_metric& metric, bool is_union) {
  difference result;
  std::map<std::string, double> by_key;
  for (const std::size_t run : other.runs) {
    if (const auto value = value_of(runs[run].record, metric, is_union))
      by_key.emplace(order_and_seed(runs[run].record), *value);
  }
  for (const std::size_t run : one.runs) {
    const auto value = value_of(runs[run].record, metric, is_union);
    const auto found = by_key.find(order_and_seed(runs[run].record));
    if (!value || found == by_key.end()) continue;
    result.pairs.push_back(*value - found->second);
    by_key.erase(found);  // a run is compared with only one other
  }
  result.paired = spread_of(result.pairs);
  const spread left = spread_of(runs, one, metric, is_union);
  const spread right = spread_of(runs, other, metric, is_union);
  result.means = left.mean - right.mean;
  if (result.pairs.size() >= 2) {
    result.deviation = result.paired.deviation;
  } else {
    if (left.count > 1 || right.count > 1) result.pairs.clear();
    result.deviation = std::hypot(left.deviation, right.deviation);
  }
  return result;
}

SDKT_INLINE std::vector<std::size_t> ranked(const std::vector<named_run>& runs,
                                            const std::vector<run_group>& groups,
                                            const compared_metric& metric, bool is_union) {
  std::vector<std::pair<double, std::size_t>> values;
  for (std::size_t group = 0; group < groups.size(); ++group) {
    const double mean = spread_of(runs, groups[group], metric, is_union).mean;
    if (std::isfinite(mean)) values.emplace_back(metric.higher_is_better ? -mean : mean, group);
  }
  std::sort(values.begin(), values.end());
  std::vector<std::size_t> places;
  for (const auto& [value, group] : values) places.push_back(group);
  return places;
}

SDKT_INLINE std::vector<std::size_t> best_groups(const std::vector<named_run>& runs,
                                                 const std::vector<run_group>& groups,
                                                 const compared_metric& metric, bool is_union) {
  std::vector<std::size_t> places = ranked(runs, groups, metric, is_union);
  const auto shown = [&](std::size_t place) {
    return fixed(spread_of(runs, groups[place], metric, is_union).mean);
  };
  std::size_t count = 0;
  while (count < places.size() && shown(places[count]) == shown(places.front())) ++count;
  places.resize(count);
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace sdkt::report
