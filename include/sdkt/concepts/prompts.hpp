// SPDX-License-Identifier: MIT
//
// Prompts that consist of several texts, for example one for each of several templates.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sdkt::compose {

/// Separates the texts of one prompt: ASCII's unit separator, which does not occur in templates and names.
inline constexpr char prompt_separator = '\x1f';

}  // namespace sdkt::compose

namespace sdkt {

/// Joins several texts into one prompt. A prompt of one text is that text.
///
/// The features of the class are the mean of the texts' unit features, scaled to unit length.
///
/// Source: Radford et al. (arXiv 2103.00020), section 3.1.4: ensembling over the embedding space.
/// Example: an element of a task's prompts() may be
///
///     join_prompts({"a photo of a cat.", "a drawing of a cat."})
inline std::string join_prompts(const std::vector<std::string>& texts) {
  std::string prompt;
  for (const std::string& text : texts) {
    if (&text != &texts.front()) prompt += compose::prompt_separator;
    const auto first = static_cast<std::string::difference_type>(prompt.size());
    prompt += text;
    std::replace(prompt.begin() + first, prompt.end(), compose::prompt_separator, ' ');
  }
  return prompt;
}

}  // namespace sdkt

namespace sdkt::compose {

/// The texts of a prompt, at least one.
inline std::vector<std::string> texts_of_prompt(std::string_view prompt) {
  std::vector<std::string> texts;
  for (;;) {
    const std::size_t end = prompt.find(prompt_separator);
    texts.emplace_back(prompt.substr(0, end));
    if (end == std::string_view::npos) return texts;
    prompt.remove_prefix(end + 1);
  }
}

}  // namespace sdkt::compose
