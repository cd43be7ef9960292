// SPDX-License-Identifier: MIT
//
// What a caller states about a model that its files leave open, and what loading tells about it afterwards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sdkt/clip/architecture.hpp>

namespace sdkt::clip {

struct view_report;

/// What a file may leave open. Where a configuration states something else, loading refuses.
struct load_options {
  /// Folder or file of the vocabulary; empty: the model's folder.
  std::filesystem::path tokenizer = {};
  /// The activation of the middle layers where no configuration states it; it cannot be told from weights.
  /// Without it: quick_gelu for OpenAI's archives, gelu for open_clip's files.
  std::optional<activation> activation_function = std::nullopt;
  /// The heads of the image tower and of the text tower where no configuration states them. Without them: as
  /// many as are 64 wide, as in all published sizes.
  std::optional<std::int64_t> image_heads = std::nullopt;
  std::optional<std::int64_t> text_heads = std::nullopt;
  /// Load weights that are not finite too, to look at them.
  bool allow_nonfinite = false;
  /// Where to write how images are prepared and which file says so; null: nowhere.
  view_report* view = nullptr;
};

/// How a model's files were understood. Empty for a model that was made in memory.
struct model_origin {
  std::string form = {};                                  ///< "Hugging Face", "open_clip" or "OpenAI archive"
  std::filesystem::path weights = {};                     ///< the file of the weights, or their index
  std::vector<std::filesystem::path> configuration = {};  ///< files that were read beside them
  std::vector<std::filesystem::path> passed_over = {};  ///< files of weights of the folder that were not read
  std::filesystem::path vocabulary = {};                ///< where the tokenizer was looked for
  std::string prefix = {};                              ///< left out before the names of the tensors
  /// What nothing states and was taken to be so, a sentence each, with the option that states it.
  std::vector<std::string> assumptions = {};
};

}  // namespace sdkt::clip
