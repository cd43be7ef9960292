// SPDX-License-Identifier: MIT
//
// What teachers have said about views of images, so that nothing frozen is computed twice.
//
// Suffixes: R views of a batch, E features.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/tensor.h>

#include <sdkt/batch/image_request.hpp>

namespace sdkt {

/// Unit image features by (weights, image, view), in a bounded amount of memory.
///
/// Result: the same bytes as without it. A library may compute a product of few rows in another way than one
/// of
///   many, so a number of images is encoded together only after the rows of its first batch were compared
///   with the same rows encoded alone. If a teacher's first batch differs from them, which is a matter of the
///   processor, only whole batches are found: those that another run with the same seed asks for.
/// Memory: at most max_bytes of features; when they are full, nothing is added. Beside them some hundred
///   bytes a view.
/// Cost: a view that is found costs a row of a gather; the student's step is unchanged.
/// One thread uses it at a time.
class teacher_store {
 public:
  /// keeps_train_views: random crops too, which come back only in another run with the same seed.
  explicit teacher_store(std::int64_t max_bytes, bool keeps_train_views = true)
      : max_bytes_{max_bytes}, keeps_train_views_{keeps_train_views} {}

  bool keeps(image_view view) const noexcept {
    return max_bytes_ > 0 && (keeps_train_views_ || view == image_view::eval);
  }

  /// Views that were asked for, and those of them that were found.
  std::int64_t num_asked() const noexcept { return num_asked_; }
  std::int64_t num_found() const noexcept { return num_found_; }

  /// Bytes of features that are held.
  std::int64_t bytes() const noexcept {
    return static_cast<std::int64_t>(places_.size()) * width_ * static_cast<std::int64_t>(sizeof(float));
  }

  /// A number for weights that no other weights have; for those with a name, the same number every time.
  std::uint64_t number_of(const std::string& name = {}) {
    if (name.empty()) return next_number_++;
    const auto [place, is_new] = names_.try_emplace(name, next_number_);
    if (is_new) ++next_number_;
    return place->second;
  }

  /// Features [R, E] of the views of a batch: those that are stored, and the rest encoded and stored.
  ///
  /// Shapes: pixels [R, ...], one of each request. encode: pixels of some views to their features.
  template <class Encode>
  at::Tensor features(std::uint64_t weights, const std::vector<image_request>& views,
                      const at::Tensor& pixels, const Encode& encode) {
    num_asked_ += std::ssize(views);
    const auto count = static_cast<std::int64_t>(views.size());
    if (!repeats_.contains(weights)) {
      at::Tensor features_RE = encode(pixels);
      repeats_[weights] = rows_repeat(weights, features_RE, pixels, encode);
      if (comes_back(weights)) add(find(weights, views).missing_keys, features_RE);
      return features_RE;
    }
    if (!comes_back(weights)) return encode(pixels);
    if (repeats_.at(weights) && !counts_.contains({weights, count})) {  // a batch of another size
      at::Tensor features_RE = encode(pixels);
      if (rows_repeat(weights, features_RE, pixels, encode))
        add(find(weights, views).missing_keys, features_RE);
      return features_RE;
    }
    if (repeats_.at(weights) && !counts_.at({weights, count})) return encode(pixels);
    const found_views found = find(weights, views);
    if (found.missing.empty()) {
      num_found_ += std::ssize(views);
      return at::index_select(rows_, 0, on_device(found.places));
    }
    if (!repeats_.at(weights) || std::ssize(found.missing) == count) {
      at::Tensor features_RE = encode(pixels);
      if (std::ssize(found.missing) == count) add(found.missing_keys, features_RE);
      return features_RE;
    }
    num_found_ += std::ssize(found.places);
    const at::Tensor new_features = encode_some(weights, found.missing, pixels, encode);
    at::Tensor features_RE = at::empty({count, width_}, rows_.options());
    features_RE.index_copy_(0, on_device(found.rows), at::index_select(rows_, 0, on_device(found.places)));
    features_RE.index_copy_(0, on_device(found.missing), new_features);
    add(found.missing_keys, new_features);
    return features_RE;
  }

  /// Forgets what was computed with these weights.
  void forget(std::uint64_t weights) {
    repeats_.erase(weights);
    std::erase_if(counts_, [&](const auto& entry) { return entry.first.first == weights; });
    std::erase_if(batches_, [&](const auto& entry) { return entry.first.front().weights == weights; });
    for (auto entry = places_.begin(); entry != places_.end();) {
      if (entry->first.weights != weights) {
        ++entry;
        continue;
      }
      free_.push_back(entry->second);
      entry = places_.erase(entry);
    }
  }

 private:
  static constexpr std::size_t fewest = 8;  // images that are encoded at a time, or more

  struct key {
    std::uint64_t weights = 0;
    std::uint32_t image = 0;  // of images_
    bool is_train_view = false;
    random_key crop = {};     // of the train view
    std::uint64_t batch = 0;  // that it was encoded with, where that matters

    bool operator==(const key&) const = default;
  };
  struct key_hash {
    std::size_t operator()(const key& one) const noexcept {
      std::uint64_t word = one.weights * 0x9E3779B97F4A7C15ULL + one.image;
      for (const std::uint64_t part :
           {one.batch, one.crop.seed, std::uint64_t{one.crop.task} << 32U | one.crop.pass,
            std::uint64_t{one.crop.index}}) {
        word = (word ^ (word >> 29U) ^ part) * 0xD6E8FEB86659FD93ULL;
      }
      return static_cast<std::size_t>(word ^ (word >> 32U));
    }
  };
  struct batch_hash {
    std::size_t operator()(const std::vector<key>& keys) const noexcept {
      std::size_t word = keys.size();
      for (const auto& one : keys) word = (word ^ key_hash{}(one)) * 0x9E3779B97F4A7C15ULL;
      return word;
    }
  };
  struct found_views {
    std::vector<std::int64_t> rows, places;  // of the batch, of the table
    std::vector<std::int64_t> missing;       // rows of the batch
    std::vector<key> missing_keys;
  };

  /// Whether something of these weights can be asked for again: a row, or a whole batch by another run.
  bool comes_back(std::uint64_t weights) const {
    if (repeats_.at(weights)) return true;
    return keeps_train_views_ &&
           std::any_of(names_.begin(), names_.end(), [&](const auto& one) { return one.second == weights; });
  }

  key key_of(std::uint64_t weights, const image_request& view) {
    const auto number = static_cast<std::uint32_t>(images_.size());
    const auto image = images_.try_emplace(view.image->source->where(view.image->path), number).first->second;
    const bool is_train_view = view.view == image_view::train;
    return {weights, image, is_train_view, is_train_view ? view.crop : random_key{}};
  }

  /// The keys of a batch, each row by itself or as a row of this batch.
  std::vector<key> keys_of(std::uint64_t weights, const std::vector<image_request>& views) {
    std::vector<key> keys;
    keys.reserve(views.size());
    for (const auto& view : views) keys.push_back(key_of(weights, view));
    if (repeats_.at(weights)) return keys;
    const std::uint64_t batch = batches_.try_emplace(keys, next_number_++).first->second;
    for (auto& one : keys) one.batch = batch;
    return keys;
  }

  found_views find(std::uint64_t weights, const std::vector<image_request>& views) {
    found_views found;
    const std::vector<key> keys = keys_of(weights, views);
    for (std::size_t row = 0; row < keys.size(); ++row) {
      const key& where = keys[row];
      const auto place = places_.find(where);
      if (place == places_.end()) {
        found.missing.push_back(static_cast<std::int64_t>(row));
        found.missing_keys.push_back(where);
      } else {
        found.rows.push_back(static_cast<std::int64_t>(row));
        found.places.push_back(place->second);
      }
    }
    return found;
  }

  /// Features of the images at some rows. What is encoded is filled up to a multiple of `fewest`, so that
  /// there are few different numbers of images; the whole batch where such a number computes other bits.
  template <class Encode>
  at::Tensor encode_some(std::uint64_t weights, const std::vector<std::int64_t>& rows,
                         const at::Tensor& pixels, const Encode& encode) {
    const auto count = static_cast<std::int64_t>(rows.size());
    std::vector<std::int64_t> filled = rows;
    filled.resize((rows.size() + fewest - 1) / fewest * fewest, rows.front());
    if (std::ssize(filled) < pixels.size(0)) {
      const at::Tensor some = at::index_select(pixels, 0, on_device(filled, pixels.device()));
      const at::Tensor features = encode(some);
      if (rows_repeat(weights, features, some, encode)) return features.narrow(0, 0, count);
    }
    return at::index_select(encode(pixels), 0, on_device(rows, pixels.device()));
  }

  /// Whether the last images of a batch have the same bits where they are encoded without the others, in the
  /// opposite order. Asked once for each number of images, since what differs is the library's algorithm.
  template <class Encode>
  bool rows_repeat(std::uint64_t weights, const at::Tensor& features_RE, const at::Tensor& pixels,
                   const Encode& encode) {
    const std::int64_t count = pixels.size(0);
    if (count == 0) return true;
    const auto [place, is_new] = counts_.try_emplace({weights, count}, false);
    if (!is_new) return place->second;
    std::vector<std::int64_t> some;
    for (std::int64_t row = count; row > 0 && some.size() < fewest; --row) some.push_back(row - 1);
    const at::Tensor compared = on_device(some, pixels.device());
    some.resize(fewest, some.front());  // all counts are compared with this one
    const at::Tensor alone = encode(at::index_select(pixels, 0, on_device(some, pixels.device())));
    place->second =
        at::equal(alone.narrow(0, 0, compared.size(0)), at::index_select(features_RE, 0, compared));
    if (place->second) counts_[{weights, std::int64_t{fewest}}] = true;
    return place->second;
  }

  /// Stores the features [M, E] of M views, as long as there is room.
  void add(const std::vector<key>& keys_M, const at::Tensor& features_ME) {
    width_ = features_ME.size(1);
    std::vector<std::int64_t> from, to;
    for (std::size_t index = 0; index < keys_M.size(); ++index) {
      const std::optional<std::int64_t> place = free_place(features_ME);
      if (!place) break;
      if (!places_.try_emplace(keys_M[index], *place).second) {  // the same view twice in a batch
        free_.push_back(*place);
        continue;
      }
      from.push_back(static_cast<std::int64_t>(index));
      to.push_back(*place);
    }
    if (to.empty()) return;
    rows_.index_copy_(0, on_device(to), at::index_select(features_ME, 0, on_device(from)));
  }

  std::optional<std::int64_t> free_place(const at::Tensor& like) {
    if (free_.empty()) grow(like);
    if (free_.empty()) return std::nullopt;
    const std::int64_t place = free_.back();
    free_.pop_back();
    return place;
  }

  /// Doubles the table, up to its bound.
  void grow(const at::Tensor& like) {
    const std::int64_t now = rows_.defined() ? rows_.size(0) : 0;
    const std::int64_t most = max_bytes_ / (width_ * static_cast<std::int64_t>(sizeof(float)));
    const std::int64_t next = std::min(most, std::max<std::int64_t>(1024, 2 * now));
    if (next <= now) return;
    at::Tensor larger = at::empty({next, width_}, like.options());
    if (now > 0) larger.narrow(0, 0, now).copy_(rows_);
    rows_ = std::move(larger);
    for (std::int64_t place = next - 1; place >= now; --place) free_.push_back(place);
  }

  static at::Tensor on_device(const std::vector<std::int64_t>& values, const at::Device& device) {
    const at::Tensor numbers = at::tensor(at::ArrayRef<std::int64_t>{values}, at::kLong);
    return device.is_cuda() ? numbers.pin_memory().to(device, /*non_blocking=*/true) : numbers;
  }
  at::Tensor on_device(const std::vector<std::int64_t>& values) const {
    return on_device(values, rows_.device());
  }

  std::int64_t max_bytes_;
  bool keeps_train_views_;
  std::int64_t width_ = 0;  // E
  std::int64_t num_asked_ = 0, num_found_ = 0;
  std::uint64_t next_number_ = 1;
  std::unordered_map<std::uint64_t, bool> repeats_;  // of weights: whether rows of the first batch do
  std::map<std::pair<std::uint64_t, std::int64_t>, bool> counts_;  // weights, images at once: whether rows do
  std::unordered_map<std::string, std::uint64_t> names_;           // of weights
  std::unordered_map<std::string, std::uint32_t> images_;          // where an image is, to its number
  std::unordered_map<key, std::int64_t, key_hash> places_;
  std::unordered_map<std::vector<key>, std::uint64_t, batch_hash> batches_;  // of encoders whose rows differ
  std::vector<std::int64_t> free_;
  at::Tensor rows_;  // [capacity, E]
};

}  // namespace sdkt
