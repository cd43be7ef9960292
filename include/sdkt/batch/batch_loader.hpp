// SPDX-License-Identifier: MIT
//
// Batches of images, made ahead of time by several threads and handed out in order.
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
#include <thread>
#include <utility>
#include <vector>

#include <gsl/assert>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/batch/image_store.hpp>

namespace sdkt::batch {

/// How a batch_loader works ahead. The settings never change the batches.
struct loader_options {
  int threads = 1;                         ///< threads that decode
  std::int64_t max_images = 512;           ///< images held at the same time: see batch_loader
  std::shared_ptr<image_store> kept = {};  ///< decoded images; null: decoded on every use
};

}  // namespace sdkt::batch

namespace sdkt::detail {

/// Throws setting_error for a setting of a loader that is less than 1.
void expect_positive(const char* setting, std::int64_t value);

}  // namespace sdkt::detail

namespace sdkt::batch {

/// How a batch is made from its requests: `batch` is its type, empty(n) returns one with room for n images,
/// and load(request, place, batch) fills in one image. Several threads call load at the same time.
template <class Maker>
concept BatchMaker = requires(const Maker& maker, std::size_t size, const image_request& request,
                              typename Maker::batch& batch) {
  { maker.empty(size) } -> std::same_as<typename Maker::batch>;
  maker.load(request, size, batch);
};

/// Makes batches ahead of their use; several threads work on one batch.
///
/// requests(batch) is called once per batch, in order, by one thread at a time, before the images of the
/// batch are decoded, and at most one batch further ahead than max_images allows. It must not call the
/// loader. Only one thread may use next() and done().
///
/// Result: a function of the requests alone; threads and max_images never change a byte.
/// Memory: batches that are begun but not yet handed out have together at most max_images images. Besides
/// these, each thread holds the one image that it is decoding.
/// Errors: next() throws the error of its own batch: that of the first image, in the order of the batch, that
/// could not be read or decoded (file_error or format_error, which names the file), what requests() or
/// empty() threw, or setting_error for a batch of more than max_images. The batch counts as handed out, and
/// the following batches remain available. The constructor throws setting_error for fewer than one thread or
/// image. The destructor waits until every thread has finished its current image or call of requests().
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
      for (int thread = 0; thread < options.threads; ++thread) threads_.emplace_back([this] { work(); });
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

  /// The next batch; waits until it is complete. Must not be called when done().
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
  /// A batch in progress. The mutex guards all but the content: every thread fills in its own images.
  struct batch {
    std::vector<image_request> requests;
    typename Maker::batch content;
    std::size_t num_claimed = 0;   ///< images that a thread has started
    std::size_t num_finished = 0;  ///< images among them that are decoded or failed
    std::size_t first_failed = std::numeric_limits<std::size_t>::max();
    std::exception_ptr error;

    /// Images that count towards max_images. An empty batch counts as one; otherwise their
    /// number would have no limit.
    [[nodiscard]] std::int64_t weight() const {
      return std::max<std::int64_t>(1, static_cast<std::int64_t>(requests.size()));
    }
    /// After an error no further image is started; all images before the failed one have been started.
    bool all_claimed() const { return error != nullptr || num_claimed == requests.size(); }
    bool complete() const { return all_claimed() && num_finished == num_claimed; }
    /// Keeps the error of the first failed image in the order of the batch, whichever thread reports first.
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
    threads_.clear();  // joins them
  }

  /// The first begun batch with images that no thread has started; null if there is none.
  batch* open_batch() {
    while (num_claimed_ < begun_.size() && begun_[num_claimed_]->all_claimed()) ++num_claimed_;
    return num_claimed_ < begun_.size() ? begun_[num_claimed_].get() : nullptr;
  }
  bool can_begin() const { return planned_ != nullptr && num_held_ + planned_->weight() <= max_images_; }
  bool can_plan() const { return planned_ == nullptr && !is_planning_ && num_planned_ < num_batches_; }

  /// The work of every thread: decode the images of begun batches; once all are started, begin the planned
  /// batch as soon as there is room for it, or else plan one.
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

  /// Gets the requests of the next batch; is_planning_ keeps all other threads out.
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

  std::int64_t num_given_ = 0;  ///< batches handed out; only the thread that calls next() uses it

  std::mutex mutex_;  ///< guards all members below
  std::condition_variable work_ready_;
  std::condition_variable batch_ready_;
  bool stopped_ = false;
  bool is_planning_ = false;
  std::int64_t num_planned_ = 0;              ///< batches whose requests are known
  std::unique_ptr<batch> planned_;            ///< the last planned batch, until there is room for it
  std::deque<std::unique_ptr<batch>> begun_;  ///< in order, without those handed out
  std::size_t num_claimed_ = 0;               ///< batches at the front of begun_ with every image started
  std::int64_t num_held_ = 0;                 ///< images of begun_

  std::vector<std::jthread> threads_;
};

}  // namespace sdkt::batch

#if SDKT_HAS_DEFINITIONS
#include <sdkt/batch/impl/batch_loader.ipp>
#endif
