// SPDX-License-Identifier: MIT
//
// Writes a CLIP as a folder that Hugging Face's transformers loads, or as a file that open_clip loads.
#pragma once

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/architecture.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/tokenizer/tokenizer.hpp>
#include <sdkt/weights/layout.hpp>
#include <sdkt/weights/safetensors_write.hpp>

namespace sdkt::clip {
namespace detail {

/// config.json of Hugging Face's CLIPModel.
std::string hugging_face_config(const architecture& numbers, const tokenizer& words,
                                stored_type type = stored_type::fp32);

/// open_clip_config.json, which open_clip reads from `local-dir:` and from a model hub.
///
/// has_own_words: the file tells open_clip to read the tokenizer's files beside it instead of its own.
std::string open_clip_config(const architecture& numbers, bool has_own_words = false);

/// The tensors to store in a file, named by a convention.
std::vector<weights::named_tensor> tensors_to_store(const weight_layout& layout, const at::Tensor& weights_P,
                                                    key_convention convention);

}  // namespace detail

/// Writes a new folder: config.json, model.safetensors, preprocessor_config.json and the tokenizer's files.
///
/// Errors: file_error if the folder exists and is not empty, or cannot be written, in which case nothing is
/// left behind.
void save_hugging_face(const std::filesystem::path& folder, const architecture& numbers,
                       const weight_layout& layout, const at::Tensor& weights_P, const tokenizer& words,
                       stored_type type = stored_type::fp32);

/// Writes one safetensors file with open_clip's keys, and open_clip_config.json beside it.
///
/// open_clip loads a folder with a file named open_clip_model.safetensors as `local-dir:`.
/// has_own_words: whether the tokenizer's files will be in the same folder, in place of open_clip's own.
/// Errors: file_error if one of the two files exists or cannot be written; setting_error for views that
/// open_clip cannot make.
void save_open_clip(const std::filesystem::path& path, const architecture& numbers,
                    const weight_layout& layout, const at::Tensor& weights_P,
                    stored_type type = stored_type::fp32, bool has_own_words = false);

/// Writes open_clip_model.safetensors, open_clip_config.json and the tokenizer's files into a new folder,
/// which open_clip (as `local-dir:`) and clip::load can load.
///
/// Errors: those of save_hugging_face; setting_error for an epsilon of the layer norms or views that
/// open_clip cannot state.
void save_open_clip_folder(const std::filesystem::path& folder, const architecture& numbers,
                           const weight_layout& layout, const at::Tensor& weights_P, const tokenizer& words,
                           stored_type type = stored_type::fp32);

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/save.ipp>
#endif
