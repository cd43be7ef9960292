// SPDX-License-Identifier: MIT

#include "stop_signals.hpp"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace sdkt::cli {

namespace {

std::atomic<int> received{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may not wait");

/// Only what a handler may do: an atomic, write and _exit.
void on_signal(int number) {
  const int before = errno;
  if (received.exchange(number) != 0) ::_exit(128 + number);
  constexpr char text[] = "\nsdkt: stopping after this step; once more to quit at once\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, sizeof text - 1);
  errno = before;
}

}  // namespace

stop_signals::stop_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &interrupt_before_);
  ::sigaction(SIGTERM, &action, &terminate_before_);
}

stop_signals::~stop_signals() {
  ::sigaction(SIGINT, &interrupt_before_, nullptr);
  ::sigaction(SIGTERM, &terminate_before_, nullptr);
}

int stop_signals::number() noexcept { return received; }

}  // namespace sdkt::cli
