// SPDX-License-Identifier: MIT
//
// Runs one piece of work on its own thread; an exception from the work is rethrown to the caller that waits.
#pragma once

#include <atomic>
#include <exception>
#include <thread>
#include <utility>

#include <sdkt/base/mode.hpp>

namespace sdkt::detail {

/// Runs one piece of work at a time on a background thread.
///
/// Use each object from one thread only. The destructor waits and discards an exception from the work.
class background_task {
 public:
  background_task() = default;
  background_task(const background_task&) = delete;
  background_task& operator=(const background_task&) = delete;
  ~background_task() { join(); }

  /// Waits for the previous work and rethrows its exception, if any; then starts the new work.
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

  /// Waits for the work to end. Does not throw; an exception from the work stays stored for wait().
  void join() noexcept;

  /// Waits for the work to end and rethrows its exception, once.
  void wait();

 private:
  std::atomic<bool> is_done_ = true;
  std::exception_ptr problem_;  // owned by the thread until it has been joined
  std::thread thread_;
};

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/base/impl/background_task.ipp>
#endif
