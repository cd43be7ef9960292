// SPDX-License-Identifier: MIT
//
// Errors that a user can correct. Each message is one sentence: where, what, and what to do about it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <sdkt/base/mode.hpp>

namespace sdkt {

/// Base class of all exceptions that sdkt throws because of a user's input.
///
/// what() is one line of UTF-8, "WHERE: WHAT; WHAT TO DO", ready to be shown unchanged. Control characters in
/// a path, and bytes that are not UTF-8, are written as a backslash, an x and two hexadecimal digits.
/// Programming errors (a broken precondition) are GSL contracts and terminate the program instead.
class error : public std::runtime_error {
 public:
  error(std::string_view where, std::string_view what, std::string_view remedy);

 private:
  static std::string sentence(std::string_view where, std::string_view what, std::string_view remedy);
};

/// A file or folder that is missing, unreadable or unwritable, or that vanishes while it is used.
class file_error : public error {
 public:
  using error::error;
};

/// A file whose content does not match its format: malformed, truncated or inconsistent.
class format_error : public error {
 public:
  using error::error;
};

/// A setting outside its range, or two settings that exclude each other.
class setting_error : public error {
 public:
  using error::error;
};

/// Data that cannot be used for training or evaluation: a label out of range, an empty class list, no images.
class data_error : public error {
 public:
  using error::error;
};

/// A tensor of the wrong shape or type, with both shapes printed as [R, E] = [64, 512].
class shape_error : public error {
 public:
  using error::error;
};

/// Another process of the same run that ended, cannot be reached or does not answer.
class process_error : public error {
 public:
  using error::error;
};

/// Base class of what ends a run early although nothing is wrong. It is not an error, but what() has the same
/// form as that of an error.
class run_end : public std::runtime_error {
 public:
  run_end(std::string_view where, std::string_view what, std::string_view remedy)
      : std::runtime_error{error{where, what, remedy}.what()} {}
};

/// A run that has nothing left to do: its measurements were passed to the observer, and its model is saved.
class run_is_complete : public run_end {
 public:
  using run_end::run_end;
};

/// A run that stopped as asked by run_observer::wants_stop.
class run_stopped : public run_end {
 public:
  using run_end::run_end;
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/base/impl/error.ipp>
#endif
