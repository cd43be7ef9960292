// SPDX-License-Identifier: MIT
//
// The tensors in the files of a model, before they are interpreted.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sdkt::cli {

/// A tensor as stored in its file.
struct listed_tensor {
  std::string name;   ///< in printable form
  std::string type;   ///< safetensors' name: F32, F16, BF16 ...
  std::string shape;  ///< "[512, 768]"
};

struct tensor_list {
  std::string convention;  ///< "Hugging Face", "open_clip", "OpenAI" or "of no CLIP that is known"
  std::vector<listed_tensor> tensors;
};

/// The tensors of a model folder (all files that a loader reads), a safetensors file or an OpenAI
/// archive, in alphabetical order.
///
/// Errors: as clip::load.
/// Errors: as clip::load.
tensor_list tensors_of(const std::filesystem::path& path);

}  // namespace sdkt::cli
