// SPDX-License-Identifier: MIT

#include "tables.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fitted_line.hpp"
#include <sdkt/base/number_text.hpp>
#include <sdkt/record/metrics.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/report/run/so_far.hpp>

namespace sdkt::cli {

namespace {

/// The blanks that fill a string up to a width.
std::string blanks(const std::string& text, std::size_t width) {
  const std::size_t columns = columns_of(text);
  return std::string(columns < width ? width - columns : 0, ' ');
}

std::string left(const std::string& text, std::size_t width) { return text + blanks(text, width); }

std::string right(const std::string& text, std::size_t width) { return blanks(text, width) + text; }

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) /
         static_cast<double>(std::max<std::size_t>(1, values.size()));
}

}  // namespace

text_block accuracy_block(const std::string& title, const run_record& record,
                          const accuracy_matrix& accuracy) {
  // Two tables of eight tasks fit side by side with five letters per column; few tasks have room for more.
  std::size_t column = 5;
  if (record.tasks.size() <= 4) {
    for (const auto& task : record.tasks)
      column = std::max(column, std::min<std::size_t>(columns_of(task.name), 12));
  }
  std::size_t names = std::string{"zero-shot"}.size();
  for (const auto& task : record.tasks)
    names = std::max(names, std::min<std::size_t>(columns_of(task.name), 16));

  text_block lines{title};
  std::string header = left("after", names);
  for (const auto& task : record.tasks) header += " " + right(cut_to(task.name, column), column);
  lines.push_back(header + " " + right("mean", column));
  const auto add_row = [&](const std::string& name, const std::vector<double>& row) {
    std::string line = left(cut_to(name, names), names);
    for (const double value : row) line += " " + right(detail::fixed_text(value, 1), column);
    lines.push_back(line + " " + right(detail::fixed_text(mean(row), 1), column));
  };
  if (!accuracy.zero_shot.empty()) add_row("zero-shot", accuracy.zero_shot);
  for (std::size_t row = 0; row < accuracy.trained.size(); ++row)
    add_row(record.tasks[row].name, accuracy.trained[row]);
  std::size_t width = 0;
  for (const auto& line : lines) width = std::max(width, columns_of(line));
  for (auto& line : lines) line = left(line, width);
  return lines;
}

std::string images_in_title(const run_record& record) {
  if (record.settings.find("evaluated_on") == nullptr) return {};
  return ", " + std::string{report::evaluated_images(record)} + " images";
}

std::string beside(const std::vector<text_block>& blocks, std::size_t width) {
  constexpr std::size_t gap = 3;
  std::size_t needed = 0, height = 0;
  for (const auto& block : blocks) {
    needed += (needed > 0 ? gap : 0) + columns_of(block.front());
    height = std::max(height, block.size());
  }
  std::string text;
  if (needed > width) {
    for (const auto& block : blocks) {
      for (const auto& line : block) text += line + "\n";
      text += "\n";
    }
    return text;
  }
  for (std::size_t row = 0; row < height; ++row) {
    std::string line;
    for (const auto& block : blocks) {
      if (!line.empty()) line += std::string(gap, ' ');
      line += row < block.size() ? block[row] : std::string(columns_of(block.front()), ' ');
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string metrics_table(const std::vector<const run_record*>& records) {
  std::size_t names = std::string{"method"}.size();
  for (const auto* record : records) names = std::max(names, record->method.size());
  std::string text = left("method", names) + "  classes  average  forgetting  degradation  transfer\n";
  const auto add = [&](const std::string& name, const std::string& classes, const accuracy_matrix& accuracy) {
    const sequence_metrics metrics = compute_metrics(accuracy);
    text += left(name, names) + "  " + left(classes, 7) + "  " +
            right(detail::fixed_text(metrics.average_accuracy, 1), 7) + "  " +
            right(detail::fixed_text(metrics.forgetting, 1), 10) + "  " +
            right(detail::fixed_text(metrics.zero_shot_degradation, 1), 11) + "  " +
            right(detail::fixed_text(metrics.transfer, 1), 8) + "\n";
  };
  for (const auto* record : records) {
    if (!record->accuracy.is_complete()) continue;
    add(record->method, "own", record->accuracy);
    add("", "union", record->accuracy_union);
  }
  return text;
}

std::size_t terminal_width() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 1 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  return 160;
}

}  // namespace sdkt::cli
