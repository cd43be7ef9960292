// SPDX-License-Identifier: MIT
//
// The answer at the top of a comparison: which method is best in what, by how much, and whether that is more
// than chance between orders and seeds.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/report/headline.hpp>
#include <sdkt/report/markup.hpp>
#include <sdkt/report/run_groups.hpp>
#include <sdkt/report/spread.hpp>

namespace sdkt::report {

namespace detail {

/// "75.3 %", with its spread where there is one: "75.3 ± 0.4 %".
inline std::string with_spread(const spread& values, std::string_view unit) {
  std::string text = fixed(values.mean);
  if (values.count > 1) put(text, " ± ", fixed(values.deviation));
  put(text, " ", unit);
  return text;
}

/// Whether the difference is more than the spread, in a sentence.
inline std::string evidence(const difference& between) {
  const auto verdict = between.is_beyond_spread();
  if (!verdict) return "With a single run of either, nothing says how much of it is chance.";
  std::string text;
  if (between.pairs.empty()) {
    put(text, "The two have fewer than two orders and seeds in common; the spread of all their runs is ",
        fixed(between.deviation));
  } else {
    put(text, "Over ", std::to_string(between.pairs.size()),
        " orders and seeds that both have run, the difference goes from ", signed_fixed(between.paired.low),
        " to ", signed_fixed(between.paired.high), ", with a standard deviation of ",
        fixed(between.deviation));
  }
  return text + (*verdict ? ": it is beyond the spread." : ": it is within the spread, and may be chance.");
}

/// What the best of a metric is called in a sentence: "has the highest average accuracy, 75.3 %".
inline std::string best_clause(std::size_t metric, const spread& values) {
  const std::string value = with_spread(values, compared_metrics[metric].unit);
  if (metric == 0) return "has the highest average accuracy (" + value + ")";
  if (metric == 1) return "forgets least (" + value + ")";
  return "loses least zero-shot ability (" + value + ")";
}

inline std::string best_card(const std::vector<named_run>& runs, const std::vector<run_group>& groups,
                             std::size_t metric, const std::vector<std::size_t>& places) {
  const compared_metric& of = compared_metrics[metric];
  const run_group& best = groups[places.front()];
  const spread values = spread_of(runs, best, of, false);
  std::string meaning, comparison, in_union;
  put(meaning, "Best: ", escaped(best.label),
      values.count > 1 ? ", mean of " + counted(values.count, "run") : "", ".");
  if (places.size() > 1) {
    const run_group& second = groups[places[1]];
    const difference between = difference_of(runs, best, second, of);
    const double points = between.value();
    if (is_nothing(points)) {
      put(comparison, "Level with ", escaped(second.label), ".");
    } else {
      put(comparison, compared(points), " ", escaped(second.label), ", the second. ", evidence(between));
    }
  }
  const std::vector<std::size_t> joined = ranked(runs, groups, of, true);
  if (!joined.empty()) {
    put(in_union, "Union of all classes: best is ", escaped(groups[joined.front()].label), ", ",
        with_spread(spread_of(runs, groups[joined.front()], of, true), of.unit), ".");
  }
  std::string name{of.name};
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return card(name, fixed(values.mean), of.unit, meaning, comparison, in_union);
}

}  // namespace detail

/// One sentence: who is best in average accuracy, forgetting and degradation. Escaped, without tags.
inline std::string comparison_sentence(const std::vector<named_run>& runs,
                                       const std::vector<run_group>& groups) {
  std::vector<std::size_t> best;
  for (std::size_t metric = 0; metric < 3; ++metric) {
    const auto places = ranked(runs, groups, compared_metrics[metric]);
    if (places.empty()) return "No run has finished, so there is nothing to compare yet.";
    best.push_back(places.front());
  }
  const auto values = [&](std::size_t metric) {
    return spread_of(runs, groups[best[metric]], compared_metrics[metric], false);
  };
  std::string text;
  if (groups.size() == 1) {
    put(text, escaped(groups[0].label), " over ", counted(values(0).count, "finished run"), ": ",
        detail::with_spread(values(0), "%"), " average accuracy, ", detail::with_spread(values(1), "points"),
        " forgotten, ", detail::with_spread(values(2), "points"), " of zero-shot ability lost.");
    return text;
  }
  put(text, "Of ", counted(ranked(runs, groups, compared_metrics[0]).size(), "method"), ", ",
      escaped(groups[best[0]].label), " ", detail::best_clause(0, values(0)));
  for (std::size_t metric = 1; metric < 3; ++metric) {
    const bool is_same = best[metric] == best[metric - 1];
    put(text, is_same ? (metric == 2 ? " and " : ", ") : (metric == 2 ? ", and " : ", "),
        is_same ? "" : escaped(groups[best[metric]].label) + " ",
        detail::best_clause(metric, values(metric)));
  }
  return text + ".";
}

/// The sentence, and a card a metric with the difference to the second best.
inline std::string comparison_answer(const std::vector<named_run>& runs,
                                     const std::vector<run_group>& groups) {
  std::string html;
  put(html, "<p class='answer'>", comparison_sentence(runs, groups), "</p>\n");
  std::string cards;
  for (std::size_t metric = 0; metric < 3 && groups.size() > 1; ++metric) {
    const auto places = ranked(runs, groups, compared_metrics[metric]);
    if (!places.empty()) cards += detail::best_card(runs, groups, metric, places);
  }
  if (!cards.empty()) put(html, "<dl class='cards'>\n", cards, "</dl>\n");
  std::size_t unfinished = 0;
  for (const auto& run : runs) unfinished += is_finished(run.record) ? 0 : 1;
  if (unfinished > 0) {
    put(html, "<p class='note'>", counted(unfinished, "run"), unfinished == 1 ? " has" : " have",
        " not finished: ", unfinished == 1 ? "it is" : "they are",
        " listed below, and left out of means, differences and best values.</p>\n");
  }
  return html;
}

}  // namespace sdkt::report
