// SPDX-License-Identifier: MIT
//
// Definitions of vocabulary_files.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <zlib.h>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/clip/tokenizer/vocabulary.hpp>
#include <sdkt/clip/tokenizer/vocabulary_files.hpp>
#include <sdkt/clip/tokenizer/vocabulary_json.hpp>
#include <sdkt/file/file_kind.hpp>
#include <sdkt/file/input_file.hpp>
#include <sdkt/file/output_file.hpp>
#include <sdkt/text/json_text.hpp>

namespace sdkt::clip {

/// The largest accepted size of a tokenizer's file in bytes, packed and unpacked: 16 times the largest known.
inline constexpr std::size_t vocabulary_file_limit = std::size_t{64} << 20;

/// The number of lines of OpenAI's list that became tokens; the list has five times as many lines.
inline constexpr std::size_t openai_num_merges = 49152 - 256 - 2;

}  // namespace sdkt::clip

namespace sdkt::clip::detail {

/// The content of a file of a tokenizer, which may be packed.
SDKT_INLINE std::string vocabulary_text(const std::filesystem::path& file) {
  const sdkt::detail::input_file opened{file};
  const std::uint64_t size = opened.size();
  if (size == 0)
    throw format_error{file.string(), "the file is empty", "download the tokenizer's files again"};
  if (size > vocabulary_file_limit) {
    throw format_error{file.string(),
                       "the file has " + std::to_string(size) + " bytes, but at most 64 MiB are supported",
                       "use the files of a CLIP model's tokenizer"};
  }
  std::string text = opened.text();
  if (file.extension() != ".gz" || text.compare(0, 2, "\x1f\x8b") != 0)
    sdkt::detail::refuse_other_kinds(text, file);
  return text;
}

/// The content of a gzip file in memory.
SDKT_INLINE std::string unpack_gzip(std::string_view packed, const std::string& where) {
  const auto refuse = [&](const std::string& what) -> format_error {
    return {where, what, "download the file again"};
  };
  struct stream_owner {
    z_stream stream{};
    stream_owner() = default;
    stream_owner(const stream_owner&) = delete;
    stream_owner& operator=(const stream_owner&) = delete;
    ~stream_owner() { inflateEnd(&stream); }
  } owner;
  z_stream& stream = owner.stream;
  if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) throw refuse("zlib could not start");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // zlib does not write there
  stream.avail_in = static_cast<uInt>(packed.size());

  std::string text;
  std::array<char, 1 << 16> block;
  for (int state = Z_OK; state != Z_STREAM_END;) {
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    state = inflate(&stream, Z_NO_FLUSH);
    if (state == Z_BUF_ERROR) throw refuse("the gzip data ends too early");
    if (state != Z_OK && state != Z_STREAM_END) throw refuse("the gzip data is damaged");
    text.append(block.data(), block.size() - stream.avail_out);
    if (text.size() > vocabulary_file_limit) throw refuse("the gzip data unpacks to more than 64 MiB");
  }
  if (stream.avail_in != 0) throw refuse("bytes follow the end of the gzip data");
  if (text.empty()) throw refuse("the file is empty");
  return text;
}

/// Reads the merges of a list, one per line. Skips empty lines and a first line with "#version".
SDKT_INLINE void read_merges(raw_vocabulary& raw, std::string_view text, std::size_t limit,
                             const std::string& where) {
  std::size_t number = 0;
  while (!text.empty() && raw.merges.size() < limit) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || (number == 1 && line.find("#version") != std::string_view::npos)) continue;
    raw.merges.push_back(split_merge(line, where + ":" + std::to_string(number)));
  }
}

/// Reads OpenAI's list. Its tokens are, numbered in this order: the byte symbols, the byte symbols at the end
/// of a word, the results of the merges, start and end.
SDKT_INLINE raw_vocabulary read_openai(const std::string& text, const std::string& where) {
  raw_vocabulary raw;
  read_merges(raw, text, openai_num_merges, where);
  const auto add = [&](const std::string& token) {
    if (!raw.ids.emplace(token, static_cast<std::int32_t>(raw.ids.size())).second) {
      throw format_error{where, "two merges produce the token " + in_quotes(token), "remove one of them"};
    }
  };
  for (const unsigned char byte : alphabet.order) add(alphabet.symbol(byte));
  for (const unsigned char byte : alphabet.order) add(alphabet.symbol(byte) + std::string{word_end});
  for (const auto& [left, right] : raw.merges) add(left + right);
  add(std::string{start_token});
  add(std::string{end_token});
  return raw;
}

SDKT_INLINE raw_vocabulary read_pair(const std::filesystem::path& folder) {
  raw_vocabulary raw;
  const std::string vocab = (folder / "vocab.json").string();
  read_vocabulary_json(raw, vocabulary_text(folder / "vocab.json"), json_layout::vocab_json, vocab);
  read_merges(raw, vocabulary_text(folder / "merges.txt"), raw.merges.max_size(),
              (folder / "merges.txt").string());
  return raw;
}

SDKT_INLINE raw_vocabulary read_file(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  if (name == "vocab.json" || name == "merges.txt") return read_pair(file.parent_path());
  std::string text = vocabulary_text(file);
  if (file.extension() == ".json") {
    raw_vocabulary raw;
    read_vocabulary_json(raw, text, json_layout::tokenizer_json, file.string());
    return raw;
  }
  if (file.extension() == ".gz") text = unpack_gzip(text, file.string());
  return read_openai(text, file.string());
}

}  // namespace sdkt::clip::detail

namespace sdkt::clip {

SDKT_INLINE vocabulary read_vocabulary(const std::filesystem::path& folder_or_file) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (!fs::exists(folder_or_file, ignored)) {
    throw file_error{folder_or_file.string(), "there is no such file or folder", "check the path"};
  }
  fs::path found = folder_or_file;
  if (fs::is_directory(folder_or_file, ignored)) {
    const bool has_pair = fs::exists(folder_or_file / "vocab.json", ignored);
    found.clear();
    for (const char* name :
         {"vocab.json", "tokenizer.json", "bpe_simple_vocab_16e6.txt.gz", "bpe_simple_vocab_16e6.txt"}) {
      if (found.empty() && fs::exists(folder_or_file / name, ignored)) found = folder_or_file / name;
    }
    if (has_pair && !fs::exists(folder_or_file / "merges.txt", ignored) &&
        fs::exists(folder_or_file / "tokenizer.json", ignored)) {
      found = folder_or_file / "tokenizer.json";
    }
    if (found.empty()) {
      throw file_error{folder_or_file.string(), "the folder has no tokenizer",
                       "put vocab.json and merges.txt, tokenizer.json or bpe_simple_vocab_16e6.txt.gz there"};
    }
  }
  return make_vocabulary(detail::read_file(found), found.string());
}

SDKT_INLINE void write_vocabulary(const vocabulary& words, const std::filesystem::path& folder,
                                  std::size_t context_length) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) throw file_error{folder.string(), "the folder cannot be created", "check the path"};

  std::string vocab = "{";
  for (const vocabulary::entry& entry : words.entries) {
    if (vocab.size() > 1) vocab += ",";
    vocab.append(sdkt::detail::json_string(entry.token)).append(":").append(std::to_string(entry.id));
  }
  sdkt::detail::write_text_file(folder / "vocab.json", vocab + "}\n");

  std::string merges = "#version: 0.2\n";
  for (const vocabulary::merge& merge : words.merges) {
    merges.append(*words.find(merge.left)).append(" ").append(*words.find(merge.right)).append("\n");
  }
  sdkt::detail::write_text_file(folder / "merges.txt", merges);

  std::string config = "{\n  \"tokenizer_class\": \"CLIPTokenizer\",\n";
  if (context_length > 0) config += "  \"model_max_length\": " + std::to_string(context_length) + ",\n";
  config +=
      "  \"do_lower_case\": true,\n  \"bos_token\": \"<|startoftext|>\",\n  \"eos_token\": "
      "\"<|endoftext|>\",\n";
  config += "  \"unk_token\": \"<|endoftext|>\",\n  \"pad_token\": \"<|endoftext|>\"\n}\n";
  sdkt::detail::write_text_file(folder / "tokenizer_config.json", config);
}

}  // namespace sdkt::clip
