// SPDX-License-Identifier: MIT
//
// `sdkt report`: the page of a run once more, or a page that compares several.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace sdkt::cli {

/// Options of `sdkt report`.
struct report_settings {
  std::vector<std::string> runs;
  std::string out = "report.html";
};

/// Reads run folders, and those in folders of runs, and writes one page about them.
///
/// Errors: those of read_run; setting_error for a folder without a run, and for a file in the place of the
/// page that sdkt has not written.
void report_command(const report_settings& settings);

/// The command itself, with its options.
void add_report(CLI::App& program);

}  // namespace sdkt::cli
