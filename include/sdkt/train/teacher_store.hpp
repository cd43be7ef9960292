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
#include <ATen/ops/tensor.h>

#include <sdkt/stream/image_request.hpp>

namespace sdkt {

/// Unit image features by (weights, image, view), in a bounded amount of memory.
///
/// Result: the same bytes as without it. A teacher's first batch is encoded in two ways, to see whether an
///   image's row depends on the other images of a call. If so, which is a matter of the processor, only whole
///   batches are found: those that another run with the same seed asks for.
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
    const auto known = repeats_.find(weights);
    if (known == repeats_.end()) {
      at::Tensor features_RE = encode(pixels);
      repeats_[weights] = repeats(features_RE, pixels, encode);
      if (comes_back(weights)) add(find(weights, views).missing_keys, features_RE);
      return features_RE;
    }
    if (!comes_back(weights)) return encode(pixels);
    const found_views found = find(weights, views);
    if (found.missing.empty()) {
      num_found_ += std::ssize(views);
      return at::index_select(rows_, 0, on_device(found.places));
    }
    const auto count = static_cast<std::int64_t>(views.size());
    if (!known->second || std::ssize(found.missing) == count) {
      at::Tensor features_RE = encode(pixels);
      if (std::ssize(found.missing) == count) add(found.missing_keys, features_RE);
      return features_RE;
    }
    num_found_ += std::ssize(found.places);
    const at::Tensor new_features = encode_some(found.missing, pixels, encode);
    at::Tensor features_RE = at::empty({count, width_}, rows_.options());
    features_RE.index_copy_(0, on_device(found.rows), at::index_select(rows_, 0, on_device(found.places)));
    features_RE.index_copy_(0, on_device(found.missing), new_features);
    add(found.missing_keys, new_features);
    return features_RE;
  }

  /// Forgets what was computed with these weights.
  void forget(std::uint64_t weights) {
    repeats_.erase(weights);
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

  /// Features of the images at some rows. A product of few rows may be computed in another way than one of
  /// many: what is encoded has as many rows as `fewest` or more, the first of the missing filling up.
  template <class Encode>
  static at::Tensor encode_some(std::vector<std::int64_t> rows, const at::Tensor& pixels,
                                const Encode& encode) {
    const auto count = static_cast<std::int64_t>(rows.size());
    rows.resize((rows.size() + fewest - 1) / fewest * fewest, rows.front());
    const at::Tensor chosen = on_device(rows, pixels.device());
    if (std::ssize(rows) < pixels.size(0))
      return encode(at::index_select(pixels, 0, chosen)).narrow(0, 0, count);
    return at::index_select(encode(pixels), 0, chosen.narrow(0, 0, count));
  }

  /// Whether the last images of a batch, encoded without the others and in the opposite order, give the same
  /// bits.
  template <class Encode>
  static bool repeats(const at::Tensor& features_RE, const at::Tensor& pixels, const Encode& encode) {
    std::vector<std::int64_t> some;
    for (std::int64_t row = pixels.size(0); row > 0 && some.size() < fewest; --row) some.push_back(row - 1);
    const at::Tensor chosen = on_device(some, pixels.device());
    return at::equal(encode(at::index_select(pixels, 0, chosen)), at::index_select(features_RE, 0, chosen));
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
  std::unordered_map<std::uint64_t, bool> repeats_;        // of weights: whether an encoder's rows do
  std::unordered_map<std::string, std::uint64_t> names_;   // of weights
  std::unordered_map<std::string, std::uint32_t> images_;  // where an image is, to its number
  std::unordered_map<key, std::int64_t, key_hash> places_;
  std::unordered_map<std::vector<key>, std::uint64_t, batch_hash> batches_;  // of encoders whose rows differ
  std::vector<std::int64_t> free_;
  at::Tensor rows_;  // [capacity, E]
};

/// The features that one teacher gives, for as long as it teaches.
class stored_teacher {
 public:
  /// name: of weights that come back, such as the pre-trained ones; others are forgotten at the end.
  stored_teacher(teacher_store& store, const std::string& name)
      : store_{&store}, weights_{store.number_of(name)}, is_forgotten_{name.empty()} {}
  stored_teacher(const stored_teacher&) = delete;
  stored_teacher& operator=(const stored_teacher&) = delete;
  ~stored_teacher() {
    if (is_forgotten_) store_->forget(weights_);
  }

  /// As teacher_store::features.
  template <class Encode>
  at::Tensor features(const std::vector<image_request>& views, const at::Tensor& pixels,
                      const Encode& encode) const {
    return store_->features(weights_, views, pixels, encode);
  }

 private:
  teacher_store* store_;
  std::uint64_t weights_;
  bool is_forgotten_;
};

}  // namespace sdkt
