// SPDX-License-Identifier: MIT
//
// `sdkt check`: everything that can be determined about a run before its first step.
#pragma once

namespace CLI {
class App;
}

namespace sdkt::cli {

/// Adds the command with its options: those of `sdkt run`, and how thoroughly to check.
void add_check(CLI::App& program);

}  // namespace sdkt::cli
