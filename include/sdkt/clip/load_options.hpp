// SPDX-License-Identifier: MIT
//
// What a caller states about a model that its files leave open, and what loading reports about the model.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sdkt/clip/architecture.hpp>

namespace sdkt::clip {

struct view_report;

/// Settings that a model's files may leave open. Loading fails if a configuration contradicts them.
struct load_options {
  /// Folder or file of the vocabulary; empty: the model's folder.
  std::filesystem::path tokenizer = {};
  /// The activation of the middle layers if no configuration states it; it does not follow from the weights.
  /// Default: quick_gelu for OpenAI's archives, gelu for open_clip's files.
  std::optional<activation> activation_function = std::nullopt;
  /// The numbers of heads of the image tower and of the text tower if no configuration states them. Default:
  /// heads that are 64 wide, as in all published sizes.
  std::optional<std::int64_t> image_heads = std::nullopt;
  std::optional<std::int64_t> text_heads = std::nullopt;
  /// Also load weights that are not finite, for inspection.
  bool allow_nonfinite = false;
  /// Receives how images are prepared and which file states it; null: not reported.
  view_report* view = nullptr;
};

/// How a model's files were understood. Empty for a model that was made in memory.
struct model_origin {
  std::string form = {};                                  ///< "Hugging Face", "open_clip" or "OpenAI archive"
  std::filesystem::path weights = {};                     ///< the file of the weights, or their index
  std::vector<std::filesystem::path> configuration = {};  ///< files that were read beside them
  std::vector<std::filesystem::path> passed_over = {};  ///< files of weights of the folder that were not read
  std::filesystem::path vocabulary = {};                ///< where the tokenizer was searched
  std::string prefix = {};                              ///< removed from the names of the tensors
  /// What was assumed because nothing states it, each as a clause ("that the activation is gelu ...") that
  /// names the option to state it.
  std::vector<std::string> assumptions = {};
};

}  // namespace sdkt::clip
