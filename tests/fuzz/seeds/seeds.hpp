// SPDX-License-Identifier: MIT
//
// The inputs that the targets begin with: well-formed files, and files made to do harm.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "../support.hpp"
#include "../targets.hpp"

namespace sdkt_fuzz {

using seeds = std::vector<seed>;

seeds bmp_seeds();
seeds config_seeds();
seeds file_kind_seeds();
seeds gif_seeds();
seeds image_header_seeds();
seeds jpeg_seeds();
seeds json_seeds();
seeds merges_seeds();
seeds png_seeds();
seeds repaired_text_seeds();
seeds run_folder_seeds();
seeds safetensors_header_seeds();
seeds tar_seeds();
seeds text_seeds();
seeds tokenizer_json_seeds();
seeds toml_seeds();
seeds vocabulary_seeds();

seeds annotation_seeds();
seeds open_clip_seeds();
seeds pair_list_seeds();
seeds pair_text_seeds();
seeds reference_list_seeds();
seeds reference_texts_seeds();
seeds checkpoint_seeds();
seeds safetensors_seeds();
seeds shard_index_seeds();
seeds templates_seeds();

/// A file of the tree, or its first bytes.
inline std::string file_of_tree(const std::string& name, std::size_t most = std::string::npos) {
  std::ifstream file{std::filesystem::path{SDKT_SOURCE_DIR} / name, std::ios::binary};
  expect(file.is_open(), "a seed's file is missing");
  const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  return bytes.substr(0, most);
}

/// A text so many times.
inline std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

/// JSON values that every reader of JSON has to bear, with names for the seeds that hold them.
seeds hostile_json();

}  // namespace sdkt_fuzz
