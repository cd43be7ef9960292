// SPDX-License-Identifier: MIT
//
// Standard output at the end of every command: either everything printed has been written, or the exit
// status reports a failure.
#pragma once

#include <exception>

namespace sdkt::cli {

/// The reader of the output is gone, as in `sdkt ... | head`. Ends the program silently, as SIGPIPE does.
class reader_is_gone : public std::exception {
 public:
  const char* what() const noexcept override { return "the reader of standard output is gone"; }
};

/// Occupies the numbers of standard input, output and error if the program was started without them, so that
/// no file of a run gets these numbers. Printing then fails.
void keep_standard_places() noexcept;

/// Reports that something could not be printed, by the number of the error; 0 if unknown.
///
/// Errors: reader_is_gone for EPIPE, file_error for everything else.
[[noreturn]] void throw_unprinted(int number, const char* what, const char* remedy);

/// Ends a command: flushes the output, and checks that all of it has been written.
///
/// Errors: as throw_unprinted, if any output of the command has been lost.
void finish_output();

}  // namespace sdkt::cli
