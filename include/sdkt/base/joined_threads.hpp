// SPDX-License-Identifier: MIT
//
// Threads that nobody forgets to wait for.
#pragma once

#include <thread>
#include <vector>

namespace sdkt::detail {

/// Threads that are joined whatever happens; somebody else tells them to stop.
class joined_threads {
 public:
  joined_threads() = default;
  joined_threads(const joined_threads&) = delete;
  joined_threads& operator=(const joined_threads&) = delete;
  ~joined_threads() { join(); }

  template <class Work>
  void start(const Work& work) {
    threads_.emplace_back(work);
  }
  void join() {
    for (std::thread& one : threads_) one.join();
    threads_.clear();
  }

 private:
  std::vector<std::thread> threads_;
};

}  // namespace sdkt::detail
