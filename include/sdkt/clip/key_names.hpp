// SPDX-License-Identifier: MIT
//
// The names of a CLIP's tensors in files: Hugging Face's names, and those of OpenAI and open_clip.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/weights/layout.hpp>

namespace sdkt::clip {

/// The two naming conventions.
///
///     hugging_face  vision_model.*, text_model.*, separate q_proj, k_proj and v_proj, projections [E, D]
///     open_clip     visual.*, transformer.*, packed in_proj, projections [D, E]; also OpenAI's archives
enum class key_convention { hugging_face, open_clip };

/// A tensor in a file that fills a slice of the flat weights, or one of its equal parts along the first axis.
struct stored_tensor {
  std::string key;
  std::vector<std::int64_t> shape;  ///< as in the file
  std::size_t part = 0;             ///< index of the part in the slice
  bool transposed = false;
};

namespace detail {

bool starts_with(std::string_view text, std::string_view beginning);
bool ends_with(std::string_view text, std::string_view ending);

}  // namespace detail

/// The tensors of a file that make up one slice, in the order of its parts.
std::vector<stored_tensor> stored_tensors(const weight_slice& slice, key_convention convention);

/// Whether a key holds no weights: position numbers and masks, which some programs store, or sizes, which
/// OpenAI's archives store.
bool is_weightless_key(std::string_view key);

/// The convention of plain keys (see stored_keys); nothing if they follow neither.
template <class Keys>
std::optional<key_convention> find_convention(const Keys& keys) {
  for (const auto& key : keys) {
    if (detail::starts_with(key, "vision_model.")) return key_convention::hugging_face;
    if (detail::starts_with(key, "visual.")) return key_convention::open_clip;
  }
  return std::nullopt;
}

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/key_names.ipp>
#endif
