// SPDX-License-Identifier: MIT
//
// Reads and writes the files of a CLIP vocabulary: vocab.json with merges.txt, tokenizer.json, and OpenAI's
// list of merges.
#pragma once

#include <cstddef>
#include <filesystem>

#include <sdkt/base/mode.hpp>
#include <sdkt/clip/tokenizer/vocabulary.hpp>

namespace sdkt::clip {

/// Reads the vocabulary in a folder, or in a file and the files beside it that it needs.
///
/// A folder is searched in this order: vocab.json with merges.txt, tokenizer.json,
/// bpe_simple_vocab_16e6.txt.gz, bpe_simple_vocab_16e6.txt. The name of a file decides its format: vocab.json
/// or merges.txt means both of them, any other .json is a tokenizer.json, .gz is OpenAI's list in gzip, and
/// any other name is OpenAI's list.
/// Errors: file_error if there is no such file or it cannot be read; format_error if its content does not
/// match its format, or is larger than vocabulary_file_limit.
/// Memory: at most 64 times the files; for a packed file, 64 times its unpacked size (at most 64 MiB).
vocabulary read_vocabulary(const std::filesystem::path& folder_or_file);

/// Writes vocab.json, merges.txt and tokenizer_config.json, which Hugging Face's CLIPTokenizer loads.
///
/// Creates the folder. context_length, unless 0, is stored as the length to which Hugging Face cuts texts.
void write_vocabulary(const vocabulary& words, const std::filesystem::path& folder,
                      std::size_t context_length);

}  // namespace sdkt::clip

#if SDKT_HAS_DEFINITIONS
#include <sdkt/clip/tokenizer/impl/vocabulary_files.ipp>
#endif
