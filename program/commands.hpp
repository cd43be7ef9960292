// SPDX-License-Identifier: MIT
//
// The commands of the program: their names, options and actions.
#pragma once

namespace CLI {
class App;
}

namespace sdkt::cli {

/// Adds every command. Parsing a command line runs the command that it names.
///
/// To add a command, write a function in commands.cpp that adds a sub-command with its options and a
/// callback, and call it in add_commands. Help, completion and man page follow.
void add_commands(CLI::App& program);

}  // namespace sdkt::cli
