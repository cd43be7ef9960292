// SPDX-License-Identifier: MIT
//
// The tensors of a stored CLIP, wherever they lie: one file, several, or an archive already in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/zeros.h>

#include <sdkt/clip/key_names.hpp>
#include <sdkt/detail/shown_text.hpp>
#include <sdkt/error.hpp>
#include <sdkt/tensor.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/safetensors.hpp>
#include <sdkt/weights/views.hpp>

namespace sdkt::clip::detail {

/// Tensors by their plain keys (without `module.` and `text.`).
class weight_source {
 public:
  explicit weight_source(std::filesystem::path path) : path_{std::move(path)} {}

  /// Adds every tensor of a safetensors file.
  void add_file(const std::filesystem::path& file) {
    files_.emplace_back(file);
    for (const std::string& name : files_.back().names()) {
      add(name, {files_.size() - 1, name, {}, files_.back().shape(name)});
    }
  }
  /// Adds a tensor that is in memory.
  void add_tensor(const std::string& name, const at::Tensor& values) {
    add(name, {0, name, values, values.sizes().vec()});
  }

  const std::filesystem::path& path() const noexcept { return path_; }
  bool contains(const std::string& key) const { return places_.count(key) > 0; }

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
  /// Errors: format_error for a tensor that is missing, has another shape or belongs to no such model.
  at::Tensor read_weights(const weight_layout& layout, key_convention convention) const {
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
    return weights_P;
  }

 private:
  static constexpr const char* remedy = "check that the file is a CLIP and belongs to its configuration";

  struct place {
    std::size_t file = 0;
    std::string name;
    at::Tensor values;  ///< undefined if it lies in a file
    std::vector<std::int64_t> shape;
  };

  std::string in_tensor(const std::string& name) const {
    return path_.string() + ", tensor \"" + sdkt::detail::shown_text(name) + "\"";
  }
  void add(const std::string& name, place where) {
    if (is_weightless_key(plain_key(name))) return;
    if (places_.emplace(plain_key(name), std::move(where)).second) return;
    throw format_error{path_.string(),
                       "has the tensor \"" + sdkt::detail::shown_text(plain_key(name)) + "\" twice",
                       "store it once"};
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

  std::filesystem::path path_;
  std::vector<safetensors_file> files_;
  std::map<std::string, place> places_;
};

}  // namespace sdkt::clip::detail
