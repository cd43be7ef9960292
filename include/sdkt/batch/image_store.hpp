// SPDX-License-Identifier: MIT
//
// Images that are used again and again, decoded once and kept as bytes while they fit.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt {

/// Pixels by (source, path, form). A form is the decoded image, or its evaluation view by one rule.
///
/// Several threads may use a store at the same time.
///
/// Result: the same bytes as without a store. A file that changes while it is kept is not read again.
/// Memory: at most max_bytes, for the pixels and some hundred bytes per image. When they are full, released
/// entries that were not requested since are evicted first, in the order of their release. If there are none,
/// new images are not kept: with images that recur in turns, the kept ones are then found every time.
class image_store {
 public:
  using image = std::shared_ptr<const rgb_image>;

  /// The side that stands for a decoded image before any view; no view has this side.
  static constexpr int as_decoded = 0;

  explicit image_store(std::int64_t max_bytes) : max_bytes_{max_bytes} {}
  image_store(const image_store&) = delete;
  image_store& operator=(const image_store&) = delete;
  ~image_store() = default;

  /// A form of an image: found, or made by make() and kept if there is room.
  ///
  /// Errors: those of make(); then nothing is kept.
  template <class Make>
  image get(const sample& of, const square_view& form, const Make& make) {
    if (image kept = find(of, form)) return kept;
    auto made = std::make_shared<const rgb_image>(make());
    add(of, form, made);
    return made;
  }

  /// Marks images that are not expected to be used again soon; they are evicted when room is needed.
  void release(const std::vector<sample>& images);

  /// Releases all images of the store, for example between two runs that share it.
  void release_all();

  /// Number of requested images, and of requests that found a kept image.
  std::int64_t num_asked() const;
  std::int64_t num_found() const;

  /// Memory of the kept images in bytes.
  std::int64_t bytes() const;

 private:
  using key = std::tuple<const image_source*, std::string, square_view>;
  struct kept_image {
    std::shared_ptr<const image_source> source;  // keeps its address from being reused
    image pixels;
    bool is_released = false;
    bool is_queued = false;  // is in released_; stays there if it is requested again
  };
  using kept_images = std::map<key, kept_image>;

  static key name_of(const sample& of, const square_view& form) { return {of.source.get(), of.path, form}; }
  static bool is_of(const sample& one, const key& name);
  static std::int64_t bytes_of(const kept_images::value_type& kept);

  [[nodiscard]] image find(const sample& of, const square_view& form);

  void release(kept_images::iterator place);

  void add(const sample& of, const square_view& form, image made);

  /// Whether this many more bytes fit, after eviction of released images if needed.
  bool make_room(std::int64_t bytes);

  std::int64_t max_bytes_;

  mutable std::mutex mutex_;  ///< guards all members below
  kept_images images_;
  std::deque<kept_images::iterator> released_;
  std::int64_t bytes_ = 0;
  std::int64_t num_asked_ = 0;
  std::int64_t num_found_ = 0;
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/batch/impl/image_store.ipp>
#endif
