// SPDX-License-Identifier: MIT

#include "view_lines.hpp"

#include <cstdio>

namespace sdkt::cli {

void print_view(const clip::view_report& report) {
  for (const auto& line : report.lines)
    std::printf("%-13s %s (%s)\n", line.setting.c_str(), line.value.c_str(), line.source.c_str());
  for (const auto& sentence : report.notes) std::printf("%-13s %s\n", "note", sentence.c_str());
}

}  // namespace sdkt::cli
