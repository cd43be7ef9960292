// SPDX-License-Identifier: MIT
//
// The features that teachers give for views of images, so that nothing frozen is computed twice.
//
// Suffixes: R views of a batch, E features.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/index_select.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/image/view.hpp>

namespace sdkt {

/// Unit image features by (weights, image, view), in a bounded amount of memory.
///
/// Only one thread may use a store at a time.
///
/// Result: the same bytes as without a store. A library may compute a product of few rows differently from a
/// product of many. So the first batch of a teacher is encoded twice, to detect whether an image's features
/// depend on the rest of the batch, and a new number of images is used only after the same test. If features
/// depend on the batch, which is a property of the processor, only whole batches are found again: those of
/// another run with the same seed.
/// Memory: at most max_bytes of features; when they are full, nothing is added. In addition
/// some hundred bytes per view.
/// Cost: a found view costs one row of a gather; the student's step is unchanged.
class teacher_store {
 public:
  /// keeps_train_views: whether to keep random crops too, which recur only in another run with the same seed.
  explicit teacher_store(std::int64_t max_bytes, bool keeps_train_views = true);

  bool keeps(image_view view) const noexcept;

  /// Number of requested views, and of those that were found.
  std::int64_t num_asked() const noexcept { return num_asked_; }
  std::int64_t num_found() const noexcept { return num_found_; }

  /// Bytes of features in the store.
  std::int64_t bytes() const noexcept;

  /// A number that identifies weights: always the same for weights with a name, a new one without.
  std::uint64_t number_of(const std::string& name = {});

  /// Features [R, E] of the views of a batch. Stored features are found; the others are encoded and stored.
  ///
  /// Shapes: pixels [R, ...], one entry per request. encode: maps the pixels of some views to their features.
  template <class Encode>
  at::Tensor features(std::uint64_t weights, const std::vector<batch::image_request>& views,
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
    if (repeats_.at(weights) && !counts_.contains({weights, count})) {  // a batch of a new size
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

  /// Drops all features of these weights.
  void forget(std::uint64_t weights);

 private:
  static constexpr std::size_t fewest = 8;  // smallest number of images that are encoded at a time

  struct key {
    std::uint64_t weights = 0;
    std::uint32_t image = 0;  // index in images_
    bool is_train_view = false;
    detail::random_key crop = {};  // of the train view
    std::uint64_t batch = 0;       // the batch it was encoded with, if its features depend on it

    bool operator==(const key&) const = default;
  };
  struct key_hash {
    std::size_t operator()(const key& one) const noexcept;
  };
  struct batch_hash {
    std::size_t operator()(const std::vector<key>& keys) const noexcept;
  };
  struct found_views {
    std::vector<std::int64_t> rows, places;  // rows of the batch, places in the table
    std::vector<std::int64_t> missing;       // rows of the batch
    std::vector<key> missing_keys;
  };

  /// Whether features of these weights can be found again: single rows, or whole batches in another run.
  bool comes_back(std::uint64_t weights) const;

  key key_of(std::uint64_t weights, const batch::image_request& view);

  /// The keys of a batch: of each row by itself or, if features depend on the batch, as a row of this batch.
  std::vector<key> keys_of(std::uint64_t weights, const std::vector<batch::image_request>& views);

  [[nodiscard]] found_views find(std::uint64_t weights, const std::vector<batch::image_request>& views);

  /// Features of the images at some rows. The rows are filled up to a multiple of `fewest`, so that few
  /// different batch sizes occur. If such a size gives other bits, the whole batch is encoded.
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

  /// Whether the last images of a batch get the same bits if they are encoded without the others, in the
  /// opposite order. Tested once per number of images, because the number decides the library's algorithm.
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
    some.resize(fewest, some.front());  // the number of images with which all others are compared
    const at::Tensor alone = encode(at::index_select(pixels, 0, on_device(some, pixels.device())));
    place->second =
        at::equal(alone.narrow(0, 0, compared.size(0)), at::index_select(features_RE, 0, compared));
    if (place->second) counts_[{weights, std::int64_t{fewest}}] = true;
    return place->second;
  }

  /// Stores the features [M, E] of M views while there is room.
  void add(const std::vector<key>& keys_M, const at::Tensor& features_ME);

  std::optional<std::int64_t> free_place(const at::Tensor& like);

  /// Doubles the table, up to its limit.
  void grow(const at::Tensor& like);

  static at::Tensor on_device(const std::vector<std::int64_t>& values, const at::Device& device);
  at::Tensor on_device(const std::vector<std::int64_t>& values) const;

  std::int64_t max_bytes_;
  bool keeps_train_views_;
  std::int64_t width_ = 0;  // E
  std::int64_t num_asked_ = 0, num_found_ = 0;
  std::uint64_t next_number_ = 1;
  std::unordered_map<std::uint64_t, bool> repeats_;  // by weights: whether rows of the first batch repeat
  std::map<std::pair<std::uint64_t, std::int64_t>, bool> counts_;  // by weights, images: whether rows do
  std::unordered_map<std::string, std::uint64_t> names_;           // number of named weights
  std::unordered_map<std::string, std::uint32_t> images_;          // place of an image to its number
  std::unordered_map<key, std::int64_t, key_hash> places_;
  std::unordered_map<std::vector<key>, std::uint64_t, batch_hash> batches_;  // if rows do not repeat
  std::vector<std::int64_t> free_;
  at::Tensor rows_;  // [capacity, E]
};

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/step/impl/teacher_store.ipp>
#endif
