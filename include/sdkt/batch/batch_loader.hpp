// SPDX-License-Identifier: MIT
//
// Batches of images, made ahead by several threads and handed out in order.
#pragma once

#include <algorithm>
#include <concepts>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gsl/assert>

#include <sdkt/base/error.hpp>
#include <sdkt/base/joined_threads.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/image_store.hpp>

namespace sdkt {

/// How a batch_loader works ahead. None of it changes what it gives.
struct loader_options {
  int threads = 1;                         ///< threads that decode
  std::int64_t max_images = 512;           ///< images held at a time: see batch_loader
  std::shared_ptr<image_store> kept = {};  ///< of images that come back; null: each is decoded every time
};

namespace detail {

/// Refuses settings of a loader that are less than one.
inline void expect_positive(const char* setting, std::int64_t value) {
  if (value >= 1) return;
  throw setting_error{"image_loader",
                      "expected at least 1 as " + std::string{setting} + ", got " + std::to_string(value),
                      "set it to 1 or more"};
}

}  // namespace detail

/// Says what is made of the requests of a batch: `batch` is the type of that, empty(n) one with n images to
/// be filled in, and load(request, place, batch) fills in one, from several threads at once.
template <class Maker>
concept BatchMaker = requires(const Maker& maker, std::size_t size, const image_request& request,
                              typename Maker::batch& batch) {
  { maker.empty(size) } -> std::same_as<typename Maker::batch>;
  maker.load(request, size, batch);
};

/// Makes batches ahead of their use, several threads on one batch.
///
/// Result: a function of the requests alone; threads and max_images never change a byte.
/// requests(batch) is called once for every batch, in order, by one thread at a time, and before the
/// images of the batch are decoded, at most one batch further ahead than max_images allows; it must not
/// call the loader.
/// Memory: batches that are begun and not yet handed out have together at most max_images images. Beside
/// them, each thread holds the one image it is decoding.
/// Errors: next() throws what went wrong with its own batch: the error of the first image in the batch's
/// order that could not be read or decoded (file_error or format_error, which names the file), what
/// requests() or empty() threw, or setting_error for a batch of more than max_images. The batch counts as
/// handed out; the next ones can be had. The constructor throws setting_error for fewer than one thread or
/// image. The destructor waits for what every thread is doing at that moment, one image or a call of
/// requests(). One thread uses next() and done().
template <BatchMaker Maker>
class batch_loader {
 public:
  using request_function = std::function<std::vector<image_request>(std::int64_t batch)>;

  batch_loader(request_function requests, std::int64_t num_batches, Maker maker,
               const loader_options& options = {})
      : requests_{std::move(requests)},
        num_batches_{num_batches},
        maker_{std::move(maker)},
        max_images_{options.max_images} {
    Expects(requests_ != nullptr && num_batches >= 0);
    detail::expect_positive("threads", options.threads);
    detail::expect_positive("max_images", options.max_images);
    try {
      for (int thread = 0; thread < options.threads; ++thread) threads_.start([this] { work(); });
    } catch (...) {
      stop();
      throw;
    }
  }
  batch_loader(const batch_loader&) = delete;
  batch_loader& operator=(const batch_loader&) = delete;
  ~batch_loader() { stop(); }

  /// Whether every batch has been handed out.
  bool done() const noexcept { return num_given_ == num_batches_; }

  /// The next batch; waits until it is complete. Not to be called when done().
  typename Maker::batch next() {
    Expects(!done());
    std::unique_lock lock{mutex_};
    batch_ready_.wait(lock, [this] { return !begun_.empty() && begun_.front()->complete(); });
    const std::unique_ptr<batch> first = std::move(begun_.front());
    begun_.pop_front();
    if (num_claimed_ > 0) --num_claimed_;
    num_held_ -= first->weight();
    ++num_given_;
    lock.unlock();
    work_ready_.notify_all();
    if (first->error) std::rethrow_exception(first->error);
    return std::move(first->content);
  }

 private:
  /// A batch on its way. Guarded by the mutex, but for the content: every thread fills in its own images.
  struct batch {
    std::vector<image_request> requests;
    typename Maker::batch content;
    std::size_t num_claimed = 0;   ///< images that a thread has taken on
    std::size_t num_finished = 0;  ///< of those, decoded or failed
    std::size_t first_failed = std::numeric_limits<std::size_t>::max();
    std::exception_ptr error;

    /// Images that count towards max_images; an empty batch counts as one, or there could be endlessly
    /// many.
    std::int64_t weight() const {
      return std::max<std::int64_t>(1, static_cast<std::int64_t>(requests.size()));
    }
    /// After an error no further image is begun; all images before the failed one have been.
    bool all_claimed() const { return error != nullptr || num_claimed == requests.size(); }
    bool complete() const { return all_claimed() && num_finished == num_claimed; }
    /// Keeps the error of the first image that failed, whichever thread is first to say so.
    void fail(std::size_t image, std::exception_ptr reason) {
      if (image >= first_failed) return;
      first_failed = image;
      error = std::move(reason);
    }
  };

  void stop() {
    {
      const std::scoped_lock lock{mutex_};
      stopped_ = true;
    }
    work_ready_.notify_all();
    threads_.join();
  }

  /// The first begun batch with images that no thread has taken on; null if there is none.
  batch* open_batch() {
    while (num_claimed_ < begun_.size() && begun_[num_claimed_]->all_claimed()) ++num_claimed_;
    return num_claimed_ < begun_.size() ? begun_[num_claimed_].get() : nullptr;
  }
  bool can_begin() const { return planned_ != nullptr && num_held_ + planned_->weight() <= max_images_; }
  bool can_plan() const { return planned_ == nullptr && !is_planning_ && num_planned_ < num_batches_; }

  /// What every thread does: decode the images of begun batches; when all are taken on, begin the batch
  /// that is planned as soon as there is room for it, or else plan one.
  void work() {
    std::unique_lock lock{mutex_};
    while (!stopped_) {
      if (batch* const open = open_batch()) {
        decode_one(*open, lock);
      } else if (can_begin()) {
        begin_planned();
      } else if (can_plan()) {
        plan(lock);
      } else {
        work_ready_.wait(lock);
      }
    }
  }

  /// Asks for the requests of the next batch; is_planning_ keeps all other threads out.
  void plan(std::unique_lock<std::mutex>& lock) {
    is_planning_ = true;
    const std::int64_t index = num_planned_;
    lock.unlock();
    auto next_batch = std::make_unique<batch>();
    try {
      next_batch->requests = requests_(index);
      expect_room(index, next_batch->requests.size());
    } catch (...) {
      next_batch->requests.clear();
      next_batch->fail(0, std::current_exception());
    }
    lock.lock();
    planned_ = std::move(next_batch);
    ++num_planned_;
    is_planning_ = false;
  }

  void expect_room(std::int64_t index, std::size_t size) const {
    if (static_cast<std::int64_t>(size) <= max_images_) return;
    throw setting_error{"image_loader",
                        "batch " + std::to_string(index) + " has " + std::to_string(size) +
                            " images, and max_images is " + std::to_string(max_images_),
                        "raise max_images to at least the batch size"};
  }

  void begin_planned() {
    if (planned_->error == nullptr) {
      try {
        planned_->content = maker_.empty(planned_->requests.size());
      } catch (...) {
        planned_->fail(0, std::current_exception());
      }
    }
    num_held_ += planned_->weight();
    begun_.push_back(std::move(planned_));
    if (begun_.back()->complete()) batch_ready_.notify_one();
    work_ready_.notify_all();
  }

  void decode_one(batch& from, std::unique_lock<std::mutex>& lock) {
    const std::size_t image = from.num_claimed++;
    std::exception_ptr error;
    lock.unlock();
    try {
      maker_.load(from.requests[image], image, from.content);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    ++from.num_finished;
    if (error != nullptr) from.fail(image, std::move(error));
    if (from.complete()) batch_ready_.notify_one();
  }

  request_function requests_;
  std::int64_t num_batches_;
  Maker maker_;
  std::int64_t max_images_;

  std::int64_t num_given_ = 0;  ///< batches handed out; of the thread that uses next()

  std::mutex mutex_;  ///< guards all that follows
  std::condition_variable work_ready_;
  std::condition_variable batch_ready_;
  bool stopped_ = false;
  bool is_planning_ = false;
  std::int64_t num_planned_ = 0;              ///< batches whose requests are known
  std::unique_ptr<batch> planned_;            ///< the last of them, until there is room for it
  std::deque<std::unique_ptr<batch>> begun_;  ///< in order, those handed out taken away
  std::size_t num_claimed_ = 0;               ///< batches at the front of begun_ that need no more threads
  std::int64_t num_held_ = 0;                 ///< images of begun_

  detail::joined_threads threads_;
};

}  // namespace sdkt
