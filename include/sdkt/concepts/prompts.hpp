// SPDX-License-Identifier: MIT
//
// The prompt of a class that stands for several texts: one for each of several templates.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sdkt {

/// What separates the texts of one prompt: ASCII's unit separator, which no template and no name has.
inline constexpr char prompt_separator = '\x1f';

/// One prompt out of several texts. The class's features are their average: each text's unit features,
/// their mean, made unit length. A prompt of one text is that text.
///
/// Source: Radford et al. (arXiv 2103.00020), section 3.1.4: ensembling over the embedding space.
/// Example: a task's prompts() may give join_prompts({"a photo of a cat.", "a drawing of a cat."})
inline std::string join_prompts(const std::vector<std::string>& texts) {
  std::string prompt;
  for (const std::string& text : texts) {
    if (&text != &texts.front()) prompt += prompt_separator;
    const auto first = static_cast<std::string::difference_type>(prompt.size());
    prompt += text;
    std::replace(prompt.begin() + first, prompt.end(), prompt_separator, ' ');
  }
  return prompt;
}

/// The texts that a prompt stands for: at least one.
inline std::vector<std::string> texts_of_prompt(std::string_view prompt) {
  std::vector<std::string> texts;
  for (;;) {
    const std::size_t end = prompt.find(prompt_separator);
    texts.emplace_back(prompt.substr(0, end));
    if (end == std::string_view::npos) return texts;
    prompt.remove_prefix(end + 1);
  }
}

}  // namespace sdkt
