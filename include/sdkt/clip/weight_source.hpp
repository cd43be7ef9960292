// SPDX-License-Identifier: MIT
//
// The tensors of a stored CLIP, wherever they lie: one file, several, or an archive already in memory.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/tensor.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/stored_keys.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/safetensors.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip::detail {

/// Tensors by their plain keys (see stored_keys). What was added is looked at once settle() has been called.
class weight_source {
 public:
  explicit weight_source(std::filesystem::path path) : path_{std::move(path)} {}

  /// Adds every tensor of a safetensors file.
  void add_file(const std::filesystem::path& file) {
    files_.emplace_back(file);
    for (const std::string& name : files_.back().names()) {
      added_.push_back({files_.size() - 1, name, {}, files_.back().shape(name)});
    }
  }
  /// Adds a tensor that is in memory.
  void add_tensor(const std::string& name, const at::Tensor& values) {
    added_.push_back({0, name, values, values.sizes().vec()});
  }

  /// Finds out what stands before the names, once everything is added.
  ///
  /// Errors: format_error if two names become the same, several CLIPs stand side by side, or LoRA's tensors
  /// stand beside the weights.
  void settle() {
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
      throw format_error{path_.string(), "holds LoRA adapters beside the weights",
                         "merge them first (PEFT: merge_and_unload) and store the result"};
    }
    if (keys_.prefixes().size() > 1) {
      throw format_error{path_.string(), "holds several CLIPs, under " + first_names_shown(keys_.prefixes()),
                         "store the one that is meant alone"};
    }
  }

  const std::filesystem::path& path() const noexcept { return path_; }
  const stored_keys& names() const noexcept { return keys_; }
  bool contains(const std::string& key) const { return places_.count(key) > 0; }

  /// Names as they are stored, in alphabetical order of the plain keys.
  std::vector<std::string> stored_names() const {
    std::vector<std::string> result;
    for (const auto& [key, where] : places_) result.push_back(where.name);
    return result;
  }

  /// Plain keys in alphabetical order.
  std::vector<std::string> keys() const {
    std::vector<std::string> result;
    for (const auto& [key, where] : places_) result.push_back(key);
    return result;
  }

  /// Errors: format_error if it is missing or has another number of axes.
  const std::vector<std::int64_t>& shape(const std::string& key, std::size_t axes) const {
    const auto found = places_.find(key);
    if (found == places_.end()) throw format_error{path_.string(), "has no tensor \"" + key + "\"", remedy};
    if (found->second.shape.size() == axes) return found->second.shape;
    throw format_error{in_tensor(found->second.name),
                       "expected " + std::to_string(axes) + " axes, got " +
                           shape_text("a tensor of shape", found->second.shape),
                       remedy};
  }

  /// All weights of a layout.
  ///
  /// Everything is checked before anything is allocated, so that sizes claimed elsewhere cost no memory.
  /// Errors: format_error for a tensor that is missing, has another shape, belongs to no such model or,
  /// unless allow_nonfinite, holds a number that is not finite as fp32, or zeros where no CLIP has them.
  at::Tensor read_weights(const weight_layout& layout, key_convention convention,
                          bool allow_nonfinite = false) const {
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
          "has a tensor \"" + sdkt::detail::shown_text(where.name) + "\" that this architecture lacks",
          "only CLIP with a vision transformer can be read; check the configuration beside it"};
    }
    at::Tensor weights_P = at::zeros({layout.size()}, at::kFloat);
    for (const weight_slice& slice : layout.slices()) {
      const at::Tensor whole = view_slice(slice, weights_P);
      const auto parts = stored_tensors(slice, convention);
      for (const stored_tensor& stored : parts) {
        const std::int64_t rows = parts.size() == 1 ? 0 : stored.shape.front();
        read(stored,
             rows == 0 ? whole : whole.narrow(0, static_cast<std::int64_t>(stored.part) * rows, rows));
      }
    }
    if (!allow_nonfinite) check_finite(layout, convention, weights_P);
    return weights_P;
  }

 private:
  static constexpr const char* remedy = "check that the file is a CLIP and belongs to its configuration";

  /// Where all numbers are 0, features are too, whatever the image or the text.
  static constexpr const char* never_zero[] = {"visual_projection.weight", "text_projection.weight",
                                               "vision_model.embeddings.patch_embedding.weight",
                                               "text_model.embeddings.token_embedding.weight"};

  struct place {
    std::size_t file = 0;
    std::string name;
    at::Tensor values;  ///< undefined if it lies in a file
    std::vector<std::int64_t> shape;
  };

  std::string in_tensor(const std::string& name) const {
    return path_.string() + ", tensor \"" + sdkt::detail::shown_text(name) + "\"";
  }
  void check(const stored_tensor& wanted) const {
    const auto found = places_.find(wanted.key);
    if (found == places_.end()) {
      throw format_error{path_.string(),
                         "has no tensor \"" + wanted.key + "\" of " + shape_text("shape", wanted.shape),
                         remedy};
    }
    const auto& shape = found->second.shape;
    const bool one_number = wanted.shape.empty() && shape == std::vector<std::int64_t>{1};
    if (shape == wanted.shape || one_number) return;
    throw format_error{
        in_tensor(found->second.name),
        "expected " + shape_text("shape", wanted.shape) + ", got " + shape_text("shape", shape), remedy};
  }
  void read(const stored_tensor& wanted, const at::Tensor& destination) const {
    const place& where = places_.at(wanted.key);
    if (where.values.defined() || wanted.transposed) {
      const at::Tensor values = where.values.defined() ? where.values : files_[where.file].read(where.name);
      destination.copy_(wanted.transposed ? values.t() : values.view(destination.sizes()));
    } else {
      files_[where.file].read_into(where.name, destination.view(where.shape));
    }
  }

  /// Throws if a weight is not finite, or a matrix that no model has so is 0. Cost: one pass over the
  /// weights.
  void check_finite(const weight_layout& layout, key_convention convention,
                    const at::Tensor& weights_P) const {
    if (const auto scale = layout.find("logit_scale")) {
      const float value = view_slice(layout[*scale], weights_P).item<float>();
      if (std::isfinite(value) && !std::isfinite(std::exp(value))) {
        throw format_error{
            in_tensor(places_.at("logit_scale").name),
            "is " + std::to_string(value) + ", whose exponential, the factor on cosines, is infinite",
            "the file is damaged, or stores the factor in place of its logarithm"};
      }
    }
    const auto largest = [](const at::Tensor& values) {
      return at::linalg_vector_norm(values, std::numeric_limits<double>::infinity()).item<double>();
    };
    for (const char* name : never_zero) {
      const auto slice = layout.find(name);
      if (!slice || largest(view_slice(layout[*slice], weights_P)) != 0) continue;
      const std::string key = stored_tensors(layout[*slice], convention).front().key;
      throw format_error{in_tensor(places_.at(key).name), "holds zeros only",
                         "the file is damaged, as a download that was never finished: get it again"};
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

  std::filesystem::path path_;
  std::vector<safetensors_file> files_;
  std::vector<place> added_;
  stored_keys keys_;
  std::map<std::string, place> places_;
};

}  // namespace sdkt::clip::detail
