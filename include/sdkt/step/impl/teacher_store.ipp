// SPDX-License-Identifier: MIT
//
// Definitions of teacher_store.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/tensor.h>

#include <sdkt/base/mixed_hash.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/step/teacher_store.hpp>

namespace sdkt {

SDKT_INLINE teacher_store::teacher_store(std::int64_t max_bytes, bool keeps_train_views)
    : max_bytes_{max_bytes}, keeps_train_views_{keeps_train_views} {}

SDKT_INLINE bool teacher_store::keeps(image_view view) const noexcept {
  return max_bytes_ > 0 && (keeps_train_views_ || view == image_view::eval);
}

SDKT_INLINE std::int64_t teacher_store::bytes() const noexcept {
  return static_cast<std::int64_t>(places_.size()) * width_ * static_cast<std::int64_t>(sizeof(float));
}

SDKT_INLINE std::uint64_t teacher_store::number_of(const std::string& name) {
  if (name.empty()) return next_number_++;
  const auto [place, is_new] = names_.try_emplace(name, next_number_);
  if (is_new) ++next_number_;
  return place->second;
}

SDKT_INLINE void teacher_store::forget(std::uint64_t weights) {
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

SDKT_INLINE std::size_t teacher_store::key_hash::operator()(const key& one) const noexcept {
  std::uint64_t hash = one.weights;
  for (const std::uint64_t part :
       {std::uint64_t{one.image}, one.batch, one.crop.seed,
        std::uint64_t{one.crop.task} << 32U | one.crop.pass, std::uint64_t{one.crop.index}}) {
    hash = detail::mixed_hash(hash, part);
  }
  return static_cast<std::size_t>(hash);
}

SDKT_INLINE std::size_t teacher_store::batch_hash::operator()(const std::vector<key>& keys) const noexcept {
  std::uint64_t hash = keys.size();
  for (const auto& one : keys) hash = detail::mixed_hash(hash, key_hash{}(one));
  return static_cast<std::size_t>(hash);
}

SDKT_INLINE bool teacher_store::comes_back(std::uint64_t weights) const {
  if (repeats_.at(weights)) return true;
  return keeps_train_views_ &&
         std::any_of(names_.begin(), names_.end(), [&](const auto& one) { return one.second == weights; });
}

SDKT_INLINE teacher_store::key teacher_store::key_of(std::uint64_t weights,
                                                     const batch::image_request& view) {
  const auto number = static_cast<std::uint32_t>(images_.size());
  const auto image = images_.try_emplace(view.image->source->where(view.image->path), number).first->second;
  const bool is_train_view = view.view == image_view::train;
  return {weights, image, is_train_view, is_train_view ? view.crop : detail::random_key{}};
}

SDKT_INLINE std::vector<teacher_store::key> teacher_store::keys_of(
    std::uint64_t weights, const std::vector<batch::image_request>& views) {
  std::vector<key> keys;
  keys.reserve(views.size());
  for (const auto& view : views) keys.push_back(key_of(weights, view));
  if (repeats_.at(weights)) return keys;
  const std::uint64_t batch = batches_.try_emplace(keys, next_number_++).first->second;
  for (auto& one : keys) one.batch = batch;
  return keys;
}

SDKT_INLINE teacher_store::found_views teacher_store::find(std::uint64_t weights,
                                                           const std::vector<batch::image_request>& views) {
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

SDKT_INLINE void teacher_store::add(const std::vector<key>& keys_M, const at::Tensor& features_ME) {
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

SDKT_INLINE std::optional<std::int64_t> teacher_store::free_place(const at::Tensor& like) {
  if (free_.empty()) grow(like);
  if (free_.empty()) return std::nullopt;
  const std::int64_t place = free_.back();
  free_.pop_back();
  return place;
}

SDKT_INLINE void teacher_store::grow(const at::Tensor& like) {
  const std::int64_t now = rows_.defined() ? rows_.size(0) : 0;
  const std::int64_t most = max_bytes_ / (width_ * static_cast<std::int64_t>(sizeof(float)));
  const std::int64_t next = std::min(most, std::max<std::int64_t>(1024, 2 * now));
  if (next <= now) return;
  at::Tensor larger = at::empty({next, width_}, like.options());
  if (now > 0) larger.narrow(0, 0, now).copy_(rows_);
  rows_ = std::move(larger);
  for (std::int64_t place = next - 1; place >= now; --place) free_.push_back(place);
}

SDKT_INLINE at::Tensor teacher_store::on_device(const std::vector<std::int64_t>& values,
                                                const at::Device& device) {
  const at::Tensor numbers = at::tensor(at::ArrayRef<std::int64_t>{values}, at::kLong);
  return device.is_cuda() ? numbers.pin_memory().to(device, /*non_blocking=*/true) : numbers;
}

SDKT_INLINE at::Tensor teacher_store::on_device(const std::vector<std::int64_t>& values) const {
  return on_device(values, rows_.device());
}

}  // namespace sdkt
