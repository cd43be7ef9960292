// SPDX-License-Identifier: MIT
//
// The choice of the tokenizer to follow where programs read the same text in different ways.
#pragma once

namespace sdkt::clip {

/// How a text becomes words.
///
///     hugging_face         as transformers' CLIPTokenizer: normal form C, lower case character by character
///     open_clip            as the SimpleTokenizer of open_clip and OpenAI: repaired (repair_text), then in
///                          lower case as in Python, with the final sigma
///     open_clip_own_words  as open_clip with hf_tokenizer_name: repaired, then as hugging_face
enum class text_form { hugging_face, open_clip, open_clip_own_words };

}  // namespace sdkt::clip
