// SPDX-License-Identifier: MIT
//
// Definitions of weight_source.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/stored_keys.hpp>
#include <sdkt/clip/weight_source.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/safetensors.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip::detail {

SDKT_INLINE void weight_source::add_file(const std::filesystem::path& file) {
  files_.emplace_back(file);
  for (const std::string& name : files_.back().names()) {
    added_.push_back({files_.size() - 1, name, {}, files_.back().shape(name)});
  }
}

SDKT_INLINE void weight_source::add_tensor(const std::string& name, const at::Tensor& values) {
  added_.push_back({0, name, values, values.sizes().vec()});
}

SDKT_INLINE void weight_source::settle() {
  std::vector<std::string> names;
  for (const place& each : added_) names.push_back(each.name);
  keys_ = stored_keys{names};
  for (place& each : added_) {
    const std::string key = keys_.plain(each.name);
    if (is_weightless_key(key)) continue;
    if (places_.emplace(key, std::move(each)).second) continue;
    throw format_error{path_.string(), "has the tensor \"" + sdkt::detail::shown_text(key) + "\" twice",
                       "store it once"};
  }
  added_.clear();
  if (keys_.has_adapters()) {
    throw format_error{path_.string(), "contains LoRA adapters besides the weights",
                       "merge them first (PEFT: merge_and_unload) and store the result"};
  }
  if (keys_.prefixes().size() > 1) {
    throw format_error{path_.string(),
                       "contains several CLIP models, under " + first_names_shown(keys_.prefixes()),
                       "store only one of them"};
  }
}

SDKT_INLINE std::vector<std::string> weight_source::stored_names() const {
  std::vector<std::string> result;
  for (const auto& [key, where] : places_) result.push_back(where.name);
  return result;
}

SDKT_INLINE std::vector<std::string> weight_source::keys() const {
  std::vector<std::string> result;
  for (const auto& [key, where] : places_) result.push_back(key);
  return result;
}

SDKT_INLINE const std::vector<std::int64_t>& weight_source::shape(const std::string& key,
                                                                  std::size_t axes) const {
  const auto found = places_.find(key);
  if (found == places_.end()) throw format_error{path_.string(), "has no tensor \"" + key + "\"", remedy};
  if (found->second.shape.size() == axes) return found->second.shape;
  throw format_error{in_tensor(found->second.name),
                     "expected " + std::to_string(axes) + " axes, got " +
                         sdkt::detail::shape_text("a tensor of shape", found->second.shape),
                     remedy};
}

SDKT_INLINE at::Tensor weight_source::read_weights(const weight_layout& layout, key_convention convention,
                                                   bool allow_nonfinite) const {
  std::set<std::string> wanted;
  for (const weight_slice& slice : layout.slices()) {
    for (const stored_tensor& stored : stored_tensors(slice, convention)) {
      check(stored);
      wanted.insert(stored.key);
    }
  }
  for (const auto& [key, where] : places_) {
    if (wanted.count(key) > 0) continue;
    throw format_error{
        path_.string(),
        "has a tensor \"" + sdkt::detail::shown_text(where.name) + "\" that is not part of this architecture",
        "only CLIP models with a vision transformer are supported; check the configuration beside it"};
  }
  at::Tensor weights_P = at::zeros({layout.size()}, at::kFloat);
  for (const weight_slice& slice : layout.slices()) {
    const at::Tensor whole = view_slice(slice, weights_P);
    const auto parts = stored_tensors(slice, convention);
    for (const stored_tensor& stored : parts) {
      const std::int64_t rows = parts.size() == 1 ? 0 : stored.shape.front();
      read(stored, rows == 0 ? whole : whole.narrow(0, static_cast<std::int64_t>(stored.part) * rows, rows));
    }
  }
  if (!allow_nonfinite) check_finite(layout, convention, weights_P);
  return weights_P;
}

SDKT_INLINE std::string weight_source::in_tensor(const std::string& name) const {
  return path_.string() + ", tensor \"" + sdkt::detail::shown_text(name) + "\"";
}

SDKT_INLINE void weight_source::check(const stored_tensor& wanted) const {
  const auto found = places_.find(wanted.key);
  if (found == places_.end()) {
    throw format_error{
        path_.string(),
        "has no tensor \"" + wanted.key + "\" of " + sdkt::detail::shape_text("shape", wanted.shape), remedy};
  }
  const auto& shape = found->second.shape;
  const bool one_number = wanted.shape.empty() && shape == std::vector<std::int64_t>{1};
  if (shape == wanted.shape || one_number) return;
  throw format_error{in_tensor(found->second.name),
                     "expected " + sdkt::detail::shape_text("shape", wanted.shape) + ", got " +
                         sdkt::detail::shape_text("shape", shape),
                     remedy};
}

SDKT_INLINE void weight_source::read(const stored_tensor& wanted, const at::Tensor& destination) const {
  const place& where = places_.at(wanted.key);
  if (where.values.defined() || wanted.transposed) {
    const at::Tensor values = where.values.defined() ? where.values : files_[where.file].read(where.name);
    destination.copy_(wanted.transposed ? values.t() : values.view(destination.sizes()));
  } else {
    files_[where.file].read_into(where.name, destination.view(where.shape));
  }
}

SDKT_INLINE void weight_source::check_finite(const weight_layout& layout, key_convention convention,
                                             const at::Tensor& weights_P) const {
  if (const auto scale = layout.find("logit_scale")) {
    const float value = view_slice(layout[*scale], weights_P).item<float>();
    if (std::isfinite(value) && !std::isfinite(std::exp(value))) {
      throw format_error{in_tensor(places_.at("logit_scale").name),
                         "is " + std::to_string(value) +
                             ", whose exponential, the scale of the cosine similarities, is infinite",
                         "the file is damaged, or stores the scale instead of its logarithm"};
    }
  }
  const auto largest = [](const at::Tensor& values) {
    return at::linalg_vector_norm(values, std::numeric_limits<double>::infinity()).item<double>();
  };
  for (const char* name : never_zero) {
    const auto slice = layout.find(name);
    if (!slice || largest(view_slice(layout[*slice], weights_P)) != 0) continue;
    const std::string key = stored_tensors(layout[*slice], convention).front().key;
    throw format_error{in_tensor(places_.at(key).name), "contains only zeros",
                       "the file is damaged, perhaps by an interrupted download: download it again"};
  }
  if (std::isfinite(largest(weights_P))) return;
  for (const weight_slice& slice : layout.slices()) {
    const at::Tensor whole = view_slice(slice, weights_P).reshape(-1);
    if (std::isfinite(largest(whole))) continue;
    const auto parts = stored_tensors(slice, convention);
    const auto size = slice.numel / static_cast<std::int64_t>(parts.size());
    for (const stored_tensor& stored : parts) {
      const at::Tensor values = whole.narrow(0, static_cast<std::int64_t>(stored.part) * size, size);
      if (std::isfinite(largest(values))) continue;
      const auto* number = values.const_data_ptr<float>();
      const auto count =
          std::count_if(number, number + size, [](float each) { return !std::isfinite(each); });
      const float first =
          *std::find_if(number, number + size, [](float each) { return !std::isfinite(each); });
      throw format_error{in_tensor(places_.at(stored.key).name),
                         std::to_string(count) + " of its " + std::to_string(size) +
                             " numbers are not finite (" + (std::isnan(first) ? "nan" : "inf") + ")",
                         "the file is damaged, or its training diverged: use another copy or an earlier "
                         "checkpoint"};
    }
  }
}

}  // namespace sdkt::clip::detail
