// SPDX-License-Identifier: MIT
//
// What a user did that cannot work, said in one sentence: where, what, and what to do about it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <sdkt/base/shown_text.hpp>

namespace sdkt {

/// Base of everything that sdkt throws because of what a user gave it.
///
/// what() is one line of UTF-8, "WHERE: WHAT; WHAT TO DO", ready to be shown as it is: what a path has of
/// control characters, and of bytes that are no UTF-8, is written as x and two hexadecimal digits after a
/// backslash.
/// Errors of the programmer (a broken precondition) are GSL contracts and terminate instead.
class error : public std::runtime_error {
 public:
  error(std::string_view where, std::string_view what, std::string_view remedy)
      : std::runtime_error{sentence(where, what, remedy)} {}

 private:
  static std::string sentence(std::string_view where, std::string_view what, std::string_view remedy) {
    std::string text;
    if (!where.empty()) text.append(where).append(": ");
    text.append(what);
    if (!remedy.empty()) text.append("; ").append(remedy);
    return detail::one_line(text);
  }
};

/// A file or folder that is missing, unreadable, unwritable or vanishes while it is used.
class file_error : public error {
 public:
  using error::error;
};

/// A file whose content is not what its format demands: malformed, truncated, inconsistent.
class format_error : public error {
 public:
  using error::error;
};

/// A setting outside its range, or two settings that exclude each other.
class setting_error : public error {
 public:
  using error::error;
};

/// Data that cannot be trained or evaluated on: a label out of range, an empty class list, no images.
class data_error : public error {
 public:
  using error::error;
};

/// A tensor of the wrong shape or type, with both shapes printed as [R, E] = [64, 512].
class shape_error : public error {
 public:
  using error::error;
};

/// A run that has nothing left to do: what it has measured was told to the observer, its model is saved.
class run_is_complete : public error {
 public:
  using error::error;
};

/// A run that was asked to stop, and has: run_observer::wants_stop.
class run_stopped : public error {
 public:
  using error::error;
};

}  // namespace sdkt
