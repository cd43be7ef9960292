// SPDX-License-Identifier: MIT
//
// One piece of work on a thread of its own, whose failure is thrown where it is waited for.
#pragma once

#include <atomic>
#include <exception>
#include <thread>
#include <utility>

namespace sdkt::detail {

/// Runs one piece of work at a time. Of one thread; the destructor waits, and swallows a failure.
class background_task {
 public:
  background_task() = default;
  background_task(const background_task&) = delete;
  background_task& operator=(const background_task&) = delete;
  ~background_task() { join(); }

  /// Waits for the work before, and throws what it threw.
  template <class Work>
  void start(Work work) {
    wait();
    is_done_ = false;
    thread_ = std::thread{[this, work = std::move(work)]() mutable {
      try {
        work();
      } catch (...) {
        problem_ = std::current_exception();
      }
      is_done_ = true;
    }};
  }

  bool is_running() const noexcept { return !is_done_; }

  /// Waits, whatever comes of it.
  void join() noexcept {
    if (thread_.joinable()) thread_.join();
  }

  /// Waits, and throws what the last work threw, once.
  void wait() {
    join();
    if (problem_) std::rethrow_exception(std::exchange(problem_, nullptr));
  }

 private:
  std::atomic<bool> is_done_ = true;
  std::exception_ptr problem_;  // of the thread until it has been joined
  std::thread thread_;
};

}  // namespace sdkt::detail
