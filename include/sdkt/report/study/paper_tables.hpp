// SPDX-License-Identifier: MIT
//
// The tables of a study in the two languages into which people paste them: Markdown and LaTeX.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sdkt/base/number_text.hpp>
#include <sdkt/report/study/published_figures.hpp>
#include <sdkt/report/study/study.hpp>
#include <sdkt/text/letter_case.hpp>

namespace sdkt::report::detail {

struct table_cell {
  std::string text;
  std::string spread = {};  ///< standard deviation, or empty
  bool is_best = false;
};

struct paper_table {
  std::string caption;
  std::vector<std::string> columns;
  std::vector<std::vector<table_cell>> rows;
  std::vector<std::vector<table_cell>> published = {};  ///< below a rule
};

/// Marks the best value of a column as it is printed, so that equal figures are marked alike.
inline void mark_best(std::vector<std::vector<table_cell>>& rows, std::size_t column, bool higher_is_better) {
  if (rows.size() < 2) return;
  const auto value = [&](const auto& row) { return std::stod(row[column].text); };
  double best = value(rows.front());
  for (const auto& row : rows)
    best = higher_is_better ? std::max(best, value(row)) : std::min(best, value(row));
  for (auto& row : rows) row[column].is_best = value(row) == best;
}

inline std::string figure(double value) { return sdkt::detail::fixed_text(value, 2); }

/// Every method with its means in both label spaces.
inline paper_table summary(const study& runs, bool has_published) {
  paper_table result{"Mean over the training orders", {"method"}, {}};
  for (const char* space : {"own", "union"}) {
    for (const auto& metric : paper_metrics)
      result.columns.push_back(std::string{metric.name} + ", " + space);
  }
  for (const auto& method : runs.methods()) {
    std::vector<table_cell> row{{method}};
    for (const bool is_union : {false, true}) {
      const sequence_metrics mean = runs.mean(sdkt::detail::runs_of(method), is_union);
      for (const auto& metric : paper_metrics) {
        row.push_back({figure(mean.*metric.value)});
        if (runs.num_seeds() > 1) row.back().spread = figure(runs.spread(method, metric, is_union));
      }
    }
    result.rows.push_back(std::move(row));
  }
  std::size_t column = 1;
  for (int space = 0; space < 2; ++space) {
    for (const auto& metric : paper_metrics) mark_best(result.rows, column++, metric.higher_is_better);
  }
  if (!has_published) return result;
  for (const auto& figures : snd_published()) {
    std::vector<table_cell> row{{std::string{figures.method} + " (published)"}};
    for (const double value : figures.own) row.push_back({figure(value)});
    for (std::size_t index = 0; index < figures.own.size(); ++index)
      row.push_back({figures.joined ? figure((*figures.joined)[index]) : "-"});
    result.published.push_back(std::move(row));
  }
  return result;
}

/// One metric of every method in every order.
inline paper_table each_order(const study& runs, const compared_metric& metric, bool is_union) {
  paper_table result{
      sdkt::detail::with_capital(metric.name) + (is_union ? ", union of all classes" : ", own classes"),
      {"method"},
      {}};
  for (const auto& order : runs.orders()) result.columns.push_back(order);
  result.columns.emplace_back("mean");
  for (const auto& method : runs.methods()) {
    std::vector<table_cell> row{{method}};
    for (const auto& order : runs.orders()) {
      row.push_back({figure(runs.mean(sdkt::detail::runs_of(method, order), is_union).*metric.value)});
    }
    row.push_back({figure(runs.mean(sdkt::detail::runs_of(method), is_union).*metric.value)});
    result.rows.push_back(std::move(row));
  }
  for (std::size_t column = 1; column < result.columns.size(); ++column)
    mark_best(result.rows, column, metric.higher_is_better);
  return result;
}

/// The facts that a reader needs to read the tables.
inline std::string explanation(const study& runs, bool has_published) {
  std::string text =
      "Percentage points; own: among each task's own classes, union: among the classes of all tasks. ";
  text += "Mean over " + std::to_string(runs.orders().size()) +
          (runs.orders().size() == 1 ? " order and " : " orders and ") + std::to_string(runs.num_seeds()) +
          (runs.num_seeds() == 1 ? " seed." : " seeds; +- is the standard deviation over the seeds.");
  text += " Lower is better for forgetting and degradation.";
  if (runs.has_validation()) text += " Accuracies are on validation images.";
  if (runs.methods().size() > 1) text += " The best of a column is bold.";
  if (has_published) {
    text +=
        " Published: Select and Distill, arXiv 2403.09296, ViT-B/16, 100,000 reference images of ImageNet.";
  }
  return text;
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

inline std::string markdown_row(const std::vector<table_cell>& row) {
  std::string line = "|";
  for (const auto& cell : row) {
    const std::string text =
        replaced(cell.text, "|", "\\|") + (cell.spread.empty() ? "" : " ± " + cell.spread);
    line += cell.is_best ? " **" + text + "** |" : " " + text + " |";
  }
  return line + "\n";
}

inline std::string markdown(const paper_table& shown) {
  std::string text = "## " + shown.caption + "\n\n|";
  for (const auto& column : shown.columns) text += " " + replaced(column, "|", "\\|") + " |";
  text += "\n|---|";
  for (std::size_t column = 1; column < shown.columns.size(); ++column) text += "---:|";
  text += "\n";
  for (const auto& row : shown.rows) text += markdown_row(row);
  for (const auto& row : shown.published) text += markdown_row(row);
  return text + "\n";
}

/// Text with the characters escaped that have a meaning in LaTeX.
inline std::string latex_text(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '\\') {
      escaped += "\\textbackslash{}";
    } else if (letter == '~' || letter == '^') {
      escaped += std::string{'\\', letter} + "{}";
    } else {
      if (std::string_view{"&%$#_{}"}.find(letter) != std::string_view::npos) escaped += '\\';
      escaped += letter;
    }
  }
  return escaped;
}

inline std::string latex_row(const std::vector<table_cell>& row) {
  std::string line;
  for (const auto& cell : row) {
    if (!line.empty()) line += " & ";
    const std::string text = latex_text(cell.text);
    line += cell.is_best ? "\\textbf{" + text + "}" : text;
    if (!cell.spread.empty()) line += " {\\scriptsize$\\pm$ " + cell.spread + "}";
  }
  return line + " \\\\\n";
}

inline std::string latex(const paper_table& shown) {
  std::string text =
      "\\begin{table}\n  \\caption{" + shown.caption + "}\n  \\centering\n  \\begin{tabular}{l";
  text += std::string(shown.columns.size() - 1, 'r') + "}\n    \\toprule\n    ";
  std::vector<table_cell> header;
  for (const auto& column : shown.columns) header.push_back({column});
  text += latex_row(header) + "    \\midrule\n";
  for (const auto& row : shown.rows) text += "    " + latex_row(row);
  if (!shown.published.empty()) text += "    \\midrule\n";
  for (const auto& row : shown.published) text += "    " + latex_row(row);
  return text + "    \\bottomrule\n  \\end{tabular}\n\\end{table}\n";
}

/// Whether the published figures are comparable with those of the study: the same
/// tasks in all of their orders, and test images.
inline bool has_published(const study& runs) {
  return !runs.has_validation() && are_snd_tasks(runs.tasks()) && runs.orders().size() == runs.tasks().size();
}

/// Every method with its means and, if there are several orders, every metric in each order.
inline std::vector<paper_table> tables_of(const study& runs) {
  std::vector<paper_table> tables{summary(runs, has_published(runs))};
  if (runs.orders().size() < 2) return tables;
  for (const bool is_union : {false, true}) {
    for (const auto& metric : paper_metrics) tables.push_back(each_order(runs, metric, is_union));
  }
  return tables;
}

}  // namespace sdkt::report::detail

namespace sdkt::report {

/// The tables of papers in Markdown: the mean of every method over orders and seeds with its
/// spread over the seeds, then every metric in each order. The published figures are included if
/// the tasks are those of the paper.
inline std::string tables_markdown(const study& runs) {
  std::string text = "# Accuracy over a sequence of tasks\n\n" +
                     detail::replaced(detail::explanation(runs, detail::has_published(runs)), "+-", "±") +
                     "\n\n";
  for (const auto& each : detail::tables_of(runs)) text += detail::markdown(each);
  return text;
}

/// The tables of papers in LaTeX, for the package booktabs.
inline std::string tables_latex(const study& runs) {
  std::string text =
      "% Needs the package booktabs.\n% " + detail::explanation(runs, detail::has_published(runs)) + "\n";
  for (const auto& each : detail::tables_of(runs)) text += "\n" + detail::latex(each);
  return text;
}

}  // namespace sdkt::report
