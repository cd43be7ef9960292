// SPDX-License-Identifier: MIT
//
// Images that are looked at again and again, decoded once and kept as bytes while they fit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt {

/// Pixels by (source, path, form): as an image was decoded, or its view of evaluation by one rule.
///
/// Result: the same bytes as without it. A file that changes while it is kept is not read again.
/// Memory: at most max_bytes, of pixels and some hundred bytes an image. When they are full, images that were
///   released and not asked for since make room, those first that were released first; without such, nothing
///   is added: of images that come back in turns, those that are kept are then found every time.
/// Several threads may use it at a time.
class image_store {
 public:
  using image = std::shared_ptr<const rgb_image>;

  /// The side of an image as it was decoded, which comes before all views: no view has it.
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
    const auto made = std::make_shared<const rgb_image>(make());
    add(of, form, made);
    return made;
  }

  /// Images that are not expected to come back soon: they make room when it is needed.
  void release(const std::vector<sample>& images) {
    const std::scoped_lock lock{mutex_};
    for (const sample& one : images) {
      auto place = images_.lower_bound(name_of(one, as_decoded));
      for (; place != images_.end() && is_of(one, place->first); ++place) release(place);
    }
  }

  /// The same of all that is kept, as between two runs that share a store.
  void release_all() {
    const std::scoped_lock lock{mutex_};
    for (auto place = images_.begin(); place != images_.end(); ++place) release(place);
  }

  /// Images that were asked for, and those of them that were kept.
  std::int64_t num_asked() const {
    const std::scoped_lock lock{mutex_};
    return num_asked_;
  }
  std::int64_t num_found() const {
    const std::scoped_lock lock{mutex_};
    return num_found_;
  }

  /// Memory of what is kept.
  std::int64_t bytes() const {
    const std::scoped_lock lock{mutex_};
    return bytes_;
  }

 private:
  using key = std::tuple<const image_source*, std::string, square_view>;
  struct kept_image {
    std::shared_ptr<const image_source> source;  // so that no other gets its address
    image pixels;
    bool is_released = false;
    bool is_queued = false;  // among released_; stays there if it is asked for again
  };
  using kept_images = std::map<key, kept_image>;

  static key name_of(const sample& of, const square_view& form) { return {of.source.get(), of.path, form}; }
  static bool is_of(const sample& one, const key& name) {
    return std::get<0>(name) == one.source.get() && std::get<1>(name) == one.path;
  }
  static std::int64_t bytes_of(const kept_images::value_type& kept) {
    constexpr std::size_t beside = sizeof(kept) + sizeof(rgb_image) + 64;  // nodes, counts
    return static_cast<std::int64_t>(kept.second.pixels->pixels.capacity() + std::get<1>(kept.first).size() +
                                     beside);
  }

  image find(const sample& of, const square_view& form) {
    const std::scoped_lock lock{mutex_};
    ++num_asked_;
    const auto place = images_.find(name_of(of, form));
    if (place == images_.end()) return nullptr;
    ++num_found_;
    place->second.is_released = false;
    return place->second.pixels;
  }

  void release(kept_images::iterator place) {
    place->second.is_released = true;
    if (!std::exchange(place->second.is_queued, true)) released_.push_back(place);
  }

  void add(const sample& of, const square_view& form, image made) {
    kept_images one;
    one.try_emplace(name_of(of, form), kept_image{of.source, std::move(made)});
    const std::int64_t bytes = bytes_of(*one.begin());
    const std::scoped_lock lock{mutex_};
    if (!make_room(bytes)) return;
    if (images_.insert(one.extract(one.begin())).inserted) bytes_ += bytes;  // else a thread was faster
  }

  /// Whether so many bytes more fit, after released images have gone for them.
  bool make_room(std::int64_t bytes) {
    if (bytes > max_bytes_) return false;
    while (bytes_ + bytes > max_bytes_ && !released_.empty()) {
      const auto place = released_.front();
      released_.pop_front();
      place->second.is_queued = false;
      if (!place->second.is_released) continue;
      bytes_ -= bytes_of(*place);
      images_.erase(place);
    }
    return bytes_ + bytes <= max_bytes_;
  }

  std::int64_t max_bytes_;

  mutable std::mutex mutex_;  ///< guards all that follows
  kept_images images_;
  std::deque<kept_images::iterator> released_;
  std::int64_t bytes_ = 0;
  std::int64_t num_asked_ = 0;
  std::int64_t num_found_ = 0;
};

}  // namespace sdkt
