// SPDX-License-Identifier: MIT
//
// Standard output as every command leaves it: what was printed has arrived, or the exit status says that it
// has not.
#pragma once

#include <exception>

namespace sdkt::cli {

/// Nobody reads any more what is printed: `sdkt ... | head`. Ends the program in silence, as SIGPIPE does.
class reader_is_gone : public std::exception {
 public:
  const char* what() const noexcept override { return "the reader of standard output is gone"; }
};

/// Takes the places of standard input, output and error where the program was started without them, so that
/// no file of a run gets their numbers. What is then printed fails.
void keep_standard_places() noexcept;

/// Says that something could not be printed, by the number of the error; 0 if it is not known.
///
/// Errors: reader_is_gone for EPIPE, file_error for everything else.
[[noreturn]] void throw_unprinted(int number, const char* what, const char* remedy);

/// Ends a command: prints what is still kept back, and looks whether all of it has arrived.
///
/// Errors: as throw_unprinted, if anything that the command printed has not arrived.
void finish_output();

}  // namespace sdkt::cli
