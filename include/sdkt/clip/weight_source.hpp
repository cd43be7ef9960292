// SPDX-License-Identifier: MIT
//
// The tensors of a stored CLIP, in one file, in several files, or in an archive that is already in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/stored_keys.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/safetensors.hpp>

namespace sdkt::clip::detail {

/// Tensors by their plain keys (see stored_keys). Added tensors are available after settle() has been called.
class weight_source {
 public:
  explicit weight_source(std::filesystem::path path) : path_{std::move(path)} {}

  /// Adds every tensor of a safetensors file.
  void add_file(const std::filesystem::path& file);
  /// Adds a tensor in memory.
  void add_tensor(const std::string& name, const at::Tensor& values);

  /// Finds the prefix of the names. Call it once, after all tensors have been added.
  ///
  /// Errors: format_error if two names become the same, if there are several CLIPs, or if there are LoRA
  /// tensors beside the weights.
  void settle();

  const std::filesystem::path& path() const noexcept { return path_; }
  const stored_keys& names() const noexcept { return keys_; }
  bool contains(const std::string& key) const { return places_.count(key) > 0; }

  /// The names as stored, in the alphabetical order of the plain keys.
  std::vector<std::string> stored_names() const;

  /// The plain keys in alphabetical order.
  std::vector<std::string> keys() const;

  /// The shape of a tensor with a given number of axes.
  ///
  /// Errors: format_error if the tensor is missing or has a different number of axes.
  const std::vector<std::int64_t>& shape(const std::string& key, std::size_t axes) const;

  /// Reads all weights of a layout.
  ///
  /// All shapes are checked before anything is allocated, so wrong sizes in a configuration cost no memory.
  /// Errors: format_error for a tensor that is missing, has another shape or does not belong to such a model
  /// and, unless allow_nonfinite, for a number that is not finite as fp32, or zeros where no CLIP has them.
  at::Tensor read_weights(const weight_layout& layout, key_convention convention,
                          bool allow_nonfinite = false) const;

 private:
  static constexpr const char* remedy = "check that the file is a CLIP model and matches its configuration";

  /// Tensors that are never all zeros in a CLIP. With zeros, the features would not depend on the image or on
  /// the words of the text.
  static constexpr const char* never_zero[] = {"visual_projection.weight", "text_projection.weight",
                                               "vision_model.embeddings.patch_embedding.weight",
                                               "text_model.embeddings.token_embedding.weight"};

  struct place {
    std::size_t file = 0;
    std::string name;
    at::Tensor values;  ///< undefined if the tensor is in a file
    std::vector<std::int64_t> shape;
  };

  std::string in_tensor(const std::string& name) const;
  void check(const stored_tensor& wanted) const;
  void read(const stored_tensor& wanted, const at::Tensor& destination) const;

  /// Throws if a weight or the factor on cosines is not finite, or if a tensor of never_zero is all zeros.
  ///
  /// Cost: one pass over the weights.
  void check_finite(const weight_layout& layout, key_convention convention,
                    const at::Tensor& weights_P) const;

  std::filesystem::path path_;
  std::vector<weights::safetensors_file> files_;
  std::vector<place> added_;
  stored_keys keys_;
  std::map<std::string, place> places_;
};

}  // namespace sdkt::clip::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/weight_source.ipp>
#endif
