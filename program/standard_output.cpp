// SPDX-License-Identifier: MIT

#include "standard_output.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

#include <sdkt/base/error.hpp>

namespace sdkt::cli {

void keep_standard_places() noexcept {
  for (const int place : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(place, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free number is this one. It is opened in the wrong direction, so
    // that its use fails as before.
    [[maybe_unused]] const int opened = ::open("/dev/null", place == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

void throw_unprinted(int number, const char* what, const char* remedy) {
  if (number == EPIPE) throw reader_is_gone{};
  const char* why = number == 0 ? "an earlier write failed" : std::strerror(number);
  throw file_error{"standard output", std::string{what} + " cannot be written: " + why, remedy};
}

void finish_output() {
  errno = 0;
  const bool is_flushed = std::fflush(stdout) == 0;
  int number = is_flushed ? 0 : errno;
  const bool has_failed = !is_flushed || std::ferror(stdout) != 0;
  // Data of an earlier failed write is no longer in the buffer, and its error number is lost: one more byte
  // provokes the error again.
  if (has_failed && number == 0 && ::write(STDOUT_FILENO, "\n", 1) < 0) number = errno;
  // Some file systems report a full disk only when a file is closed.
  const int again = ::dup(STDOUT_FILENO);
  errno = 0;
  const bool is_closed = again < 0 || ::close(again) == 0;
  if (number == 0 && !is_closed) number = errno;
  if (has_failed || !is_closed) {
    throw_unprinted(number, "the printed text",
                    "free some space at its destination, or redirect it elsewhere");
  }
}

}  // namespace sdkt::cli
