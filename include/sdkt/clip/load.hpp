// SPDX-License-Identifier: MIT
//
// Loads a CLIP from a Hugging Face folder, open_clip's safetensors file, or OpenAI's archive.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/load_options.hpp>
#include <sdkt/clip/model.hpp>

namespace sdkt::clip {

namespace detail {

/// Reads the parameters of a TorchScript archive. <sdkt/clip/torchscript.hpp> sets the reader.
using archive_reader = std::map<std::string, at::Tensor> (*)(const std::filesystem::path&);
inline archive_reader torchscript_reader = nullptr;

}  // namespace detail

/// Loads a CLIP with a vision transformer and its vocabulary.
///
/// `path` is one of
/// - a Hugging Face folder: config.json, model.safetensors (or its shards with an index), the vocabulary, and
///   processor_config.json or preprocessor_config.json if images are not prepared as in CLIP;
/// - an open_clip safetensors file, or a folder with open_clip_config.json: sizes come from the shapes, heads
///   and activation from the open_clip_config.json beside the file. Without that file, they come from the
///   options; what the options leave open is assumed and listed in model.origin().assumptions;
/// - OpenAI's TorchScript archive (ViT-B-16.pt), if the program includes <sdkt/clip/torchscript.hpp>;
/// - a model in the cache of Hugging Face's hub (models--OWNER--NAME) with one snapshot.
///
/// See choose_files for the files of a folder that count, and stored_keys for prefixes of the tensors' names.
/// Values in F32, F16 and BF16 become fp32. Texts are cleaned as in the model's own program: see text_form.
/// Errors: file_error for a file that is missing or unreadable; setting_error for options that contradict a
/// configuration; format_error, with file and tensor or field, for anything but such a model: a missing
/// tensor, a wrong shape, unknown tensors, numbers that are not finite, the configuration of another model,
/// or a file of another kind, which the message names.
/// Cost: one read of the file and one pass over the weights. All shapes are checked before anything is
/// allocated.
/// Memory: the weights in fp32 (at most twice the files), 24 times the headers of the files (200 times an
/// index), and the memory of read_vocabulary. LibTorch reads an OpenAI archive; its reader states no bound.
/// Example: const auto model = sdkt::clip::load("models/vit-b-16");
[[nodiscard]] model load(const std::filesystem::path& path, const load_options& options = {});

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/load.ipp>
#endif
