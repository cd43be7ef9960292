// SPDX-License-Identifier: MIT
//
// Definitions of image_store.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <tuple>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/batch/image_store.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/image.hpp>
#include <sdkt/image/view_options.hpp>

namespace sdkt {

SDKT_INLINE void image_store::release(const std::vector<sample>& images) {
  const std::scoped_lock lock{mutex_};
  for (const sample& one : images) {
    auto place = images_.lower_bound(name_of(one, as_decoded));
    for (; place != images_.end() && is_of(one, place->first); ++place) release(place);
  }
}

SDKT_INLINE void image_store::release_all() {
  const std::scoped_lock lock{mutex_};
  for (auto place = images_.begin(); place != images_.end(); ++place) release(place);
}

SDKT_INLINE std::int64_t image_store::num_asked() const {
  const std::scoped_lock lock{mutex_};
  return num_asked_;
}

SDKT_INLINE std::int64_t image_store::num_found() const {
  const std::scoped_lock lock{mutex_};
  return num_found_;
}

SDKT_INLINE std::int64_t image_store::bytes() const {
  const std::scoped_lock lock{mutex_};
  return bytes_;
}

SDKT_INLINE bool image_store::is_of(const sample& one, const key& name) {
  return std::get<0>(name) == one.source.get() && std::get<1>(name) == one.path;
}

SDKT_INLINE std::int64_t image_store::bytes_of(const kept_images::value_type& kept) {
  constexpr std::size_t beside = sizeof(kept) + sizeof(rgb_image) + 64;  // map nodes and reference counts
  return static_cast<std::int64_t>(kept.second.pixels->pixels.capacity() + std::get<1>(kept.first).size() +
                                   beside);
}

SDKT_INLINE image_store::image image_store::find(const sample& of, const square_view& form) {
  const std::scoped_lock lock{mutex_};
  ++num_asked_;
  const auto place = images_.find(name_of(of, form));
  if (place == images_.end()) return nullptr;
  ++num_found_;
  place->second.is_released = false;
  return place->second.pixels;
}

SDKT_INLINE void image_store::release(kept_images::iterator place) {
  place->second.is_released = true;
  if (!std::exchange(place->second.is_queued, true)) released_.push_back(place);
}

SDKT_INLINE void image_store::add(const sample& of, const square_view& form, image made) {
  kept_images one;
  one.try_emplace(name_of(of, form), kept_image{of.source, std::move(made)});
  const std::int64_t bytes = bytes_of(*one.begin());
  const std::scoped_lock lock{mutex_};
  if (!make_room(bytes)) return;
  if (images_.insert(one.extract(one.begin())).inserted) bytes_ += bytes;  // else another thread was faster
}

SDKT_INLINE bool image_store::make_room(std::int64_t bytes) {
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

}  // namespace sdkt
