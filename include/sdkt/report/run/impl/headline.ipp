// SPDX-License-Identifier: MIT
//
// Definitions of headline.hpp.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/page/markup.hpp>
#include <sdkt/report/run/headline.hpp>
#include <sdkt/report/run/so_far.hpp>

namespace sdkt::report::detail {

SDKT_INLINE std::string compared(double points) {
  if (is_nothing(points)) return "level with";
  return fixed(std::abs(points)) + (points > 0 ? " points above" : " points below");
}

SDKT_INLINE std::string forgetting_clause(double points) {
  if (is_nothing(points)) return "forgets nothing";
  if (points < 0) return "forgets nothing but gains " + fixed(-points) + " points on earlier tasks";
  return "forgets " + fixed(points) + " points of what it had learnt";
}

SDKT_INLINE std::string degradation_clause(double points) {
  if (is_nothing(points)) return "keeps its zero-shot ability on later tasks";
  if (points < 0) return "gains " + fixed(-points) + " points on later tasks";
  return "loses " + fixed(points) + " points of zero-shot ability on later tasks";
}

SDKT_INLINE std::string card(std::string_view name, const std::string& value, std::string_view unit,
                             std::string_view meaning, std::string_view comparison,
                             std::string_view in_union) {
  std::string html;
  put(html, "<div class='card'><dt>", name, "</dt><dd><span class='value'>", value, "<small> ", unit,
      "</small></span><p>", meaning, "</p>");
  if (!comparison.empty()) put(html, "<p>", comparison, "</p>");
  put(html, "<p class='small'>", in_union, "</p></dd></div>\n");
  return html;
}

SDKT_INLINE std::string average_cards(const metrics_so_far& own,
                                      const std::optional<metrics_so_far>& joined) {
  const sequence_metrics& metrics = own.metrics;
  std::string with = "Union of all classes: not measured.";
  if (joined) {
    with = "Union of all classes: " + fixed(joined->metrics.average_accuracy) + " %, " +
           compared(joined->metrics.average_accuracy - joined->zero_shot) + " zero-shot (" +
           fixed(joined->zero_shot) + " %).";
  }
  std::string html = card("Average accuracy", fixed(metrics.average_accuracy), "%",
                          "Mean over the trained tasks after the last of them.",
                          "It is " + compared(metrics.average_accuracy - own.zero_shot) +
                              " the zero-shot average, " + fixed(own.zero_shot) + " %.",
                          with);

  std::string comparison = "With a single task, there is nothing to forget.";
  with = joined ? "Union of all classes: " + fixed(joined->metrics.forgetting) + "." : "";
  if (own.num_trained > 1) {
    comparison = "The earlier tasks end at " + fixed(own.last_earlier) + " %, " +
                 compared(own.last_earlier - own.zero_shot_earlier) + " their zero-shot average, " +
                 fixed(own.zero_shot_earlier) + " %.";
    if (joined) {
      with = "Union of all classes: " + fixed(joined->metrics.forgetting) + "; the earlier tasks end " +
             compared(joined->last_earlier - joined->zero_shot_earlier) + " zero-shot (" +
             fixed(joined->zero_shot_earlier) + " %).";
    }
  }
  html += card("Forgetting", fixed(metrics.forgetting), "points",
               "Best accuracy an earlier task ever had, minus its accuracy at the end. Lower is better.",
               comparison, with);

  comparison = "With a single task, there are no later tasks.";
  with = joined ? "Union of all classes: " + fixed(joined->metrics.zero_shot_degradation) + "." : "";
  if (own.num_trained > 1) {
    comparison = "From the zero-shot average " + fixed(own.zero_shot_later) + " % down to " +
                 fixed(own.zero_shot_later - metrics.zero_shot_degradation) + " % at the lowest.";
    if (joined) {
      with = "Union of all classes: " + fixed(joined->metrics.zero_shot_degradation) + ", from " +
             fixed(joined->zero_shot_later) + " % to " +
             fixed(joined->zero_shot_later - joined->metrics.zero_shot_degradation) + " %.";
    }
  }
  html +=
      card("Zero-shot degradation", fixed(metrics.zero_shot_degradation), "points",
           "Zero-shot accuracy of a later task, minus its lowest up to its own training. Lower is better.",
           comparison, with);
  return html;
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

SDKT_INLINE std::string headline_sentence(const run_record& record) {
  const std::size_t tasks = num_columns(record);
  const std::size_t rows = record.accuracy.trained.size();
  const std::string method = method_name(record);
  const std::optional<metrics_so_far> own = measure(record.accuracy);
  if (!own) {
    if (rows > 0) return method + " has measurements that are not numbers; its metrics cannot be computed.";
    const double zero_shot = mean_between(record.accuracy.zero_shot, 0, tasks);
    if (std::isfinite(zero_shot)) {
      return method + " has not finished a task; zero-shot, it starts from " + fixed(zero_shot) +
             " % average accuracy over " + counted(tasks, "task") + ".";
    }
    return method + " has not been evaluated.";
  }
  const sequence_metrics& metrics = own->metrics;
  std::string text = method;
  if (own->num_trained < tasks) {
    put(text, " has finished ", std::to_string(own->num_trained), " of ", counted(tasks, "task"),
        " and is at ");
  } else {
    put(text, " ends at ");
  }
  put(text, fixed(metrics.average_accuracy), " % average accuracy",
      own->num_trained < tasks ? std::string{" over the tasks trained so far, "}
                               : " over " + counted(tasks, "task") + ", ",
      detail::compared(metrics.average_accuracy - own->zero_shot), " zero-shot");
  if (own->num_trained > 1) {
    put(text, "; it ", detail::forgetting_clause(metrics.forgetting), " and ",
        detail::degradation_clause(metrics.zero_shot_degradation));
  }
  return text + ".";
}

SDKT_INLINE std::string headline(const run_record& record) {
  std::string html;
  put(html, "<p class='answer'>", headline_sentence(record), "</p>\n");
  if (record.settings.find("evaluated_on") != nullptr) {
    put(html, "<p class='note'>All accuracies are on ", evaluated_images(record), " images.</p>\n");
  }
  const std::optional<metrics_so_far> own = measure(record.accuracy);
  if (!own) return html;
  std::optional<metrics_so_far> joined = measure(record.accuracy_union);
  if (joined && joined->num_trained != own->num_trained) joined.reset();
  put(html, "<dl class='cards'>\n", detail::average_cards(*own, joined), "</dl>\n");
  if (own->num_trained < num_columns(record)) {
    put(html, "<p class='note'>The run is not complete: the numbers are over the ",
        counted(own->num_trained, "task"), " trained so far only.</p>\n");
  }
  return html;
}

}  // namespace sdkt::report
