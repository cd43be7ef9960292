// SPDX-License-Identifier: MIT
//
// The commands of the program: what each is called, takes and does.
#pragma once

namespace CLI {
class App;
}

namespace sdkt::cli {

/// Adds every command. Parsing a command line runs the one that it names.
///
/// A new command is a function in commands.cpp that adds a sub-command with its options and a callback, and a
/// line in add_commands; help, completion and man page follow.
void add_commands(CLI::App& program);

}  // namespace sdkt::cli
