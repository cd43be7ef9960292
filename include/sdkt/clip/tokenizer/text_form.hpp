// SPDX-License-Identifier: MIT
//
// Whose tokenizer is followed where two programs read the same text in different ways.
#pragma once

namespace sdkt::clip {

/// How a text becomes words.
///   hugging_face         as transformers' CLIPTokenizer: normal form C, lower case character by character
///   open_clip            as open_clip's SimpleTokenizer, and OpenAI's: the text is repaired (repair_text),
///   and
///                        lower case is Python's, with the final sigma
///   open_clip_own_words  as open_clip with hf_tokenizer_name: repaired, then as hugging_face
enum class text_form { hugging_face, open_clip, open_clip_own_words };

}  // namespace sdkt::clip
