// SPDX-License-Identifier: MIT
//
// `sdkt check`: everything that can be known of a run before its first step.
#pragma once

namespace CLI {
class App;
}

namespace sdkt::cli {

/// The command with its options: those of `sdkt run`, and how thoroughly to look.
void add_check(CLI::App& program);

}  // namespace sdkt::cli
