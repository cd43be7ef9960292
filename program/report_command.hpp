// SPDX-License-Identifier: MIT
//
// `sdkt report`: writes the page of a run again, or a page that compares several runs.
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

/// Reads run folders, and folders that contain run folders, and writes one page about them.
///
/// Errors: those of read_run; setting_error for a folder without a run, and for an existing file in the place
/// of the page that sdkt has not written.
void report_command(const report_settings& settings);

/// Adds the command with its options.
void add_report(CLI::App& program);

}  // namespace sdkt::cli
