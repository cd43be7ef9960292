// SPDX-License-Identifier: MIT
//
// The names of a file's tensors without what training programs put before them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/shown_text.hpp>
#include <sdkt/clip/key_names.hpp>

namespace sdkt::clip {

namespace detail {

/// Parts of a name that may stand before a CLIP's own: of Lightning, PEFT and wrappers of one's own.
inline constexpr std::array<std::string_view, 7> wrapper_words = {
    "model.", "clip.", "base_model.", "clip_model.", "state_dict.", "net.", "network."};

/// The first tensor of an image tower in either convention: where it stands, a CLIP begins.
inline constexpr std::array<std::string_view, 2> first_names = {"vision_model.embeddings.class_embedding",
                                                                "visual.class_embedding"};

/// A name without the parts of torch.compile and of parallel training, which stand anywhere.
inline std::string unwrapped(std::string_view name) {
  std::string bare;
  while (!name.empty()) {
    const std::size_t dot = name.find('.');
    const std::string_view part = name.substr(0, dot == std::string_view::npos ? name.size() : dot + 1);
    name.remove_prefix(part.size());
    if (part != "_orig_mod." && part != "module.") bare += part;
  }
  return bare;
}

/// Whether a text is a row of wrapper words, or empty.
inline bool is_wrapper(std::string_view prefix) {
  while (!prefix.empty()) {
    const auto found = std::find_if(wrapper_words.begin(), wrapper_words.end(),
                                    [&](std::string_view word) { return starts_with(prefix, word); });
    if (found == wrapper_words.end()) return false;
    prefix.remove_prefix(found->size());
  }
  return true;
}

}  // namespace detail

/// What stands before the names of a CLIP in a file, and the names without it.
///
/// `module.` and `_orig_mod.` are left out wherever they stand, and so is `text.` of open_clip's
/// CustomTextCLIP before the text tower's names. Rows of wrapper words (`model.`, `clip.`,
/// `base_model.model.` ...) are left out where one CLIP stands behind them and none without.
class stored_keys {
 public:
  stored_keys() = default;
  explicit stored_keys(const std::vector<std::string>& names) {
    std::set<std::string> found;
    for (const std::string& name : names) {
      const std::string bare = detail::unwrapped(name);
      has_adapters_ = has_adapters_ || bare.find(".lora_A.") != std::string::npos;
      for (const std::string_view first : detail::first_names) {
        if (detail::ends_with(bare, first)) found.insert(bare.substr(0, bare.size() - first.size()));
      }
    }
    if (found.count("") == 0) {
      for (const std::string& prefix : found)
        (detail::is_wrapper(prefix) ? prefixes_ : foreign_).push_back(prefix);
    }
  }

  /// What is left out; more than one if several CLIPs stand side by side, and then none is.
  const std::vector<std::string>& prefixes() const noexcept { return prefixes_; }
  /// What stands before the names of an image tower and is no row of wrapper words.
  const std::vector<std::string>& foreign_prefixes() const noexcept { return foreign_; }
  /// Whether tensors of LoRA stand beside the weights.
  bool has_adapters() const noexcept { return has_adapters_; }

  /// A name as a CLIP has it.
  std::string plain(std::string_view name) const {
    std::string bare = detail::unwrapped(name);
    if (prefixes_.size() == 1 && detail::starts_with(bare, prefixes_.front()))
      bare.erase(0, prefixes_.front().size());
    constexpr std::string_view text_tower = "text.";
    if (detail::starts_with(bare, text_tower)) bare.erase(0, text_tower.size());
    return bare;
  }

 private:
  std::vector<std::string> prefixes_, foreign_;
  bool has_adapters_ = false;
};

/// A key without what stands before all names of any CLIP: stored_keys of no names.
inline std::string plain_key(std::string_view key) { return stored_keys{}.plain(key); }

/// The first of some names, as a sentence shows them: "a", "b" and 7 more.
inline std::string first_names_shown(const std::vector<std::string>& names) {
  constexpr std::size_t most = 3, longest = 80;
  std::string shown;
  for (std::size_t index = 0; index < std::min(most, names.size()); ++index) {
    std::string name = names[index];
    if (name.size() > longest) name = name.substr(0, longest) + "...";
    shown += (index == 0 ? "\"" : ", \"") + sdkt::detail::shown_text(name) + "\"";
  }
  if (names.size() > most) shown += " and " + std::to_string(names.size() - most) + " more";
  return shown;
}

}  // namespace sdkt::clip
