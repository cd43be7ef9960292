// SPDX-License-Identifier: MIT
//
// The names of a file's tensors without the prefixes that training programs add.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>

namespace sdkt::clip {

namespace detail {

/// The first tensor of an image tower in either convention. A file contains as many CLIPs as such tensors.
inline constexpr std::array<std::string_view, 2> first_names = {"vision_model.embeddings.class_embedding",
                                                                "visual.class_embedding"};

}  // namespace detail

/// Finds the prefix of a CLIP's names in a file, and removes it from the names.
///
/// `module.` and `_orig_mod.` are removed anywhere in a name, and so is `text.`, which open_clip's
/// CustomTextCLIP puts before the names of the text tower. A sequence of wrapper words (`model.`, `clip.`,
/// `base_model.model.` ...) is removed if exactly one CLIP in the file has such a prefix and no CLIP is
/// without a prefix.
class stored_keys {
 public:
  stored_keys() = default;
  explicit stored_keys(const std::vector<std::string>& names);

  /// The prefix that is removed. A file with several CLIPs has several prefixes, and none of them is removed.
  const std::vector<std::string>& prefixes() const noexcept { return prefixes_; }
  /// The prefixes of an image tower's names that are not sequences of wrapper words.
  const std::vector<std::string>& foreign_prefixes() const noexcept { return foreign_; }
  /// Whether the file contains LoRA tensors beside the weights.
  bool has_adapters() const noexcept { return has_adapters_; }

  /// A name without its prefixes, as in a plain CLIP.
  std::string plain(std::string_view name) const;

 private:
  std::vector<std::string> prefixes_, foreign_;
  bool has_adapters_ = false;
};

/// A key without the prefixes that are removed for every CLIP: stored_keys of no names.
inline std::string plain_key(std::string_view key) { return stored_keys{}.plain(key); }

/// The first of some names, for an error message: "a", "b" and 7 more.
std::string first_names_shown(const std::vector<std::string>& names);

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/impl/stored_keys.ipp>
#endif
