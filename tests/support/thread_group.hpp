// SPDX-License-Identifier: MIT
//
// Processes of a run as threads of one program: communicators that hand tensors over in memory.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/stack.h>

#include <sdkt/base/error.hpp>
#include <sdkt/distributed/communicator.hpp>

namespace sdkt_test {

/// Letters between ranks, in order. A rank that ends with an exception closes the box, and nobody waits any more.
class letter_box {
 public:
  void put(int from, int to, const at::Tensor& letter) {
    const std::scoped_lock lock{mutex_};
    letters_[{from, to}].push_back(letter.detach().clone());
    changed_.notify_all();
  }
  at::Tensor take(int from, int to) {
    std::unique_lock lock{mutex_};
    auto& waiting = letters_[{from, to}];
    changed_.wait(lock, [&] { return is_closed_ || !waiting.empty(); });
    if (waiting.empty()) throw sdkt::process_error{"a thread", "another one ended", "look for its message"};
    at::Tensor letter = std::move(waiting.front());
    waiting.pop_front();
    return letter;
  }
  void close() {
    const std::scoped_lock lock{mutex_};
    is_closed_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::pair<int, int>, std::deque<at::Tensor>> letters_;
  bool is_closed_ = false;
};

class thread_communicator final : public sdkt::distributed::communicator {
 public:
  thread_communicator(std::shared_ptr<letter_box> box, int rank, int size)
      : box_{std::move(box)}, rank_{rank}, size_{size} {}

  int rank() const noexcept override { return rank_; }
  int size() const noexcept override { return size_; }
  std::int64_t bytes_sent() const noexcept override { return bytes_sent_; }

  void exchange(int peer, const at::Tensor& sent, at::Tensor& received) override {
    box_->put(rank_, peer, sent);
    bytes_sent_ += static_cast<std::int64_t>(sent.nbytes());
    received.copy_(box_->take(peer, rank_));
  }
  at::Tensor all_gather(const at::Tensor& own) override {
    for (int to = 0; to < size_; ++to) box_->put(rank_, to, own);
    std::vector<at::Tensor> all;
    for (int from = 0; from < size_; ++from) all.push_back(box_->take(from, rank_));
    bytes_sent_ += static_cast<std::int64_t>(own.nbytes()) * (size_ - 1);
    return at::stack(all);
  }

 private:
  std::shared_ptr<letter_box> box_;
  int rank_;
  int size_;
  std::int64_t bytes_sent_ = 0;
};

/// Calls work(communicator) in one thread per process, and returns the results by rank. Throws the first exception of
/// the lowest rank.
template <class Work>
auto in_processes(int size, const Work& work) {
  using result = decltype(work(std::shared_ptr<sdkt::distributed::communicator>{}));
  const auto box = std::make_shared<letter_box>();
  std::vector<result> results(static_cast<std::size_t>(size));
  std::vector<std::exception_ptr> errors(static_cast<std::size_t>(size));
  {
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < size; ++rank) {
      threads.emplace_back([&, rank] {
        const auto place = static_cast<std::size_t>(rank);
        try {
          results[place] = work(std::make_shared<thread_communicator>(box, rank, size));
        } catch (...) {
          errors[place] = std::current_exception();
          box->close();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return results;
}

}  // namespace sdkt_test
