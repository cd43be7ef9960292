// SPDX-License-Identifier: MIT

#include "stop_signals.hpp"

#include <atomic>
#include <cerrno>
#include <string_view>
#include <unistd.h>

namespace sdkt::cli {

namespace {

std::atomic<int> received{0};
std::atomic<bool> is_asked_by_hand{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free,
              "a signal handler may not wait");

/// Whether a person sends this signal, and may send it again to quit at once.
bool is_by_hand(int number) { return number == SIGINT || number == SIGTERM; }

/// Uses only what a signal handler may use: atomics, write and _exit.
void on_signal(int number) {
  const int before = errno;
  if (is_by_hand(number) && is_asked_by_hand.exchange(true)) ::_exit(128 + number);
  int none = 0;
  const bool is_first = received.compare_exchange_strong(none, number);
  const std::string_view text = is_by_hand(number)
                                    ? "\nsdkt: stopping after this step; interrupt again to quit at once\n"
                                    : "\nsdkt: stopping after this step\n";
  if (is_first || is_by_hand(number)) {
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
  }
  errno = before;
}

}  // namespace

stop_signals::stop_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    ::sigaction(numbers[i], nullptr, &before_[i]);
    const bool stays_ignored = before_[i].sa_handler == SIG_IGN && !is_by_hand(numbers[i]);
    if (!stays_ignored) ::sigaction(numbers[i], &action, nullptr);
  }
}

stop_signals::~stop_signals() {
  for (std::size_t i = 0; i < numbers.size(); ++i) ::sigaction(numbers[i], &before_[i], nullptr);
}

int stop_signals::number() noexcept { return received; }

}  // namespace sdkt::cli
