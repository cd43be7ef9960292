// SPDX-License-Identifier: MIT
//
// Definitions of stored_keys.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/stored_keys.hpp>

namespace sdkt::clip::detail {

/// Words that may precede the names of a CLIP: those of Lightning, of PEFT and of common user wrappers.
inline constexpr std::array<std::string_view, 7> wrapper_words = {
    "model.", "clip.", "base_model.", "clip_model.", "state_dict.", "net.", "network."};

/// A name without the parts that torch.compile and parallel training add anywhere in it.
SDKT_INLINE std::string unwrapped(std::string_view name) {
  std::string bare;
  while (!name.empty()) {
    const std::size_t dot = name.find('.');
    const std::string_view part = name.substr(0, dot == std::string_view::npos ? name.size() : dot + 1);
    name.remove_prefix(part.size());
    if (part != "_orig_mod." && part != "module.") bare += part;
  }
  return bare;
}

/// Whether a string is a sequence of wrapper words, or empty.
SDKT_INLINE bool is_wrapper(std::string_view prefix) {
  while (!prefix.empty()) {
    const auto found = std::find_if(wrapper_words.begin(), wrapper_words.end(),
                                    [&](std::string_view word) { return starts_with(prefix, word); });
    if (found == wrapper_words.end()) return false;
    prefix.remove_prefix(found->size());
  }
  return true;
}

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

SDKT_INLINE stored_keys::stored_keys(const std::vector<std::string>& names) {
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

SDKT_INLINE std::string stored_keys::plain(std::string_view name) const {
  std::string bare = detail::unwrapped(name);
  if (prefixes_.size() == 1 && detail::starts_with(bare, prefixes_.front()))
    bare.erase(0, prefixes_.front().size());
  constexpr std::string_view text_tower = "text.";
  if (detail::starts_with(bare, text_tower)) bare.erase(0, text_tower.size());
  return bare;
}

SDKT_INLINE std::string first_names_shown(const std::vector<std::string>& names) {
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
