// SPDX-License-Identifier: MIT
//
// Definitions of comparison_answer.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/report/comparison/comparison_answer.hpp>
#include <sdkt/report/comparison/run_groups.hpp>
#include <sdkt/report/comparison/spread.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/run/headline.hpp>
#include <sdkt/text/letter_case.hpp>

namespace sdkt::report::detail {

/// "75.3 %", with its spread if there is one: "75.3 ± 0.4 %".
SDKT_INLINE std::string with_spread(const spread& values, std::string_view unit) {
  std::string text = fixed(values.mean);
  if (values.count > 1) put(text, " ± ", fixed(values.deviation));
  put(text, " ", unit);
  return text;
}

/// One sentence on whether the difference is larger than the spread.
SDKT_INLINE std::string evidence(const difference& between) {
  const auto verdict = between.is_beyond_spread();
  if (!verdict) return "With a single run of either, there is no estimate of how much of this is chance.";
  std::string text;
  if (between.pairs.empty()) {
    put(text, "The two have fewer than two orders and seeds in common; the spread of all their runs is ",
        fixed(between.deviation));
  } else {
    put(text, "Over ", std::to_string(between.pairs.size()),
        " orders and seeds that both have run, the difference ranges from ", signed_fixed(between.paired.low),
        " to ", signed_fixed(between.paired.high), ", with a standard deviation of ",
        fixed(between.deviation));
  }
  return text + (*verdict ? ": it is larger than the spread."
                          : ": it is within the spread and may be due to chance.");
}

SDKT_INLINE std::string names_of(const std::vector<run_group>& groups,
                                 const std::vector<std::size_t>& places) {
  if (places.size() == 1) return escaped(groups[places[0]].label);
  std::string text = escaped(groups[places[0]].label);
  if (places.size() == 2) return text + " and " + escaped(groups[places[1]].label);
  put(text, ", ", escaped(groups[places[1]].label), " and ", std::to_string(places.size() - 2), " more");
  return text;
}

/// The predicate of the sentence about the best methods: "has the highest average accuracy (75.3 %)".
SDKT_INLINE std::string best_clause(std::size_t metric, const spread& values, bool is_one) {
  const std::string value = with_spread(values, compared_metrics[metric].unit);
  if (metric == 0) return (is_one ? "has" : "have") + (" the highest average accuracy (" + value + ")");
  if (metric == 1) return (is_one ? "forgets" : "forget") + (" least (" + value + ")");
  return (is_one ? "loses" : "lose") + (" least zero-shot ability (" + value + ")");
}

SDKT_INLINE std::string best_card(const std::vector<named_run>& runs, const std::vector<run_group>& groups,
                                  const compared_metric& metric) {
  const auto places = ranked(runs, groups, metric);
  if (places.empty()) return {};
  const auto best = best_groups(runs, groups, metric);
  const run_group& first = groups[places.front()];
  const spread values = spread_of(runs, first, metric, false);
  std::string meaning = "Best: " + names_of(groups, best), comparison, in_union;
  if (best.size() > 1) meaning += ", which are tied";
  if (best.size() == 1 && values.count > 1) put(meaning, ", mean of ", counted(values.count, "run"));
  meaning += ".";
  if (best.size() == 1 && places.size() > 1) {
    const run_group& second = groups[places[1]];
    const difference between = difference_of(runs, first, second, metric);
    put(comparison, compared(between.value()), " ", escaped(second.label), ", the second. ",
        evidence(between));
  }
  const std::vector<std::size_t> joined = best_groups(runs, groups, metric, true);
  if (!joined.empty()) {
    put(in_union, "Union of all classes: best ", joined.size() == 1 ? "is " : "are ",
        names_of(groups, joined), ", ",
        with_spread(spread_of(runs, groups[joined.front()], metric, true), metric.unit), ".");
  }
  // "level with" begins the sentence.
  return card(sdkt::detail::with_capital(metric.name), fixed(values.mean), metric.unit, meaning,
              sdkt::detail::with_capital(comparison), in_union);
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE std::string comparison_sentence(const std::vector<named_run>& runs,
                                            const std::vector<run_group>& groups) {
  std::array<std::vector<std::size_t>, 3> best;
  std::array<spread, 3> values;
  for (std::size_t metric = 0; metric < 3; ++metric) {
    best[metric] = best_groups(runs, groups, compared_metrics[metric]);
    if (best[metric].empty()) return "No run has finished, so there is nothing to compare yet.";
    values[metric] = spread_of(runs, groups[best[metric].front()], compared_metrics[metric], false);
  }
  std::string text;
  if (groups.size() == 1) {
    put(text, escaped(groups[0].label), " over ", counted(values[0].count, "finished run"), ": ",
        detail::with_spread(values[0], "%"), " average accuracy, ", detail::with_spread(values[1], "points"),
        " forgotten, ", detail::with_spread(values[2], "points"), " of zero-shot ability lost.");
    return text;
  }
  put(text, "Of ", counted(ranked(runs, groups, compared_metrics[0]).size(), "method"), ", ");
  for (std::size_t metric = 0; metric < 3; ++metric) {
    const bool is_same = metric > 0 && best[metric] == best[metric - 1];
    if (metric > 0) text += metric == 1 ? ", " : is_same ? " and " : ", and ";
    if (!is_same) put(text, detail::names_of(groups, best[metric]), " ");
    text += detail::best_clause(metric, values[metric], best[metric].size() == 1);
  }
  return text + ".";
}

SDKT_INLINE std::string comparison_answer(const std::vector<named_run>& runs,
                                          const std::vector<run_group>& groups) {
  std::string html;
  put(html, "<p class='answer'>", comparison_sentence(runs, groups), "</p>\n");
  std::string cards;
  for (std::size_t metric = 0; metric < 3 && groups.size() > 1; ++metric) {
    cards += detail::best_card(runs, groups, compared_metrics[metric]);
  }
  if (!cards.empty()) put(html, "<dl class='cards'>\n", cards, "</dl>\n");
  std::size_t unfinished = 0;
  for (const auto& run : runs) unfinished += is_finished(run.record) ? 0 : 1;
  if (unfinished > 0) {
    put(html, "<p class='note'>", counted(unfinished, "run"), unfinished == 1 ? " has" : " have",
        " not finished: ", unfinished == 1 ? "it is" : "they are",
        " listed below but excluded from means, differences and best values.</p>\n");
  }
  return html;
}

}  // namespace sdkt::report
