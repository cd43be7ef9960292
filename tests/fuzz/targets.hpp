// SPDX-License-Identifier: MIT
//
// The fuzz targets: one function a parser, which takes any bytes.
//
// A target gives the bytes to its parser as a file. An sdkt::error is a refusal and fine, if its sentence is
// clean; anything else that is thrown, a failed check, a crash or a hang is a finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// Without LibTorch.
int fuzz_bmp(const std::uint8_t* data, std::size_t size);
int fuzz_config(const std::uint8_t* data, std::size_t size);
int fuzz_file_kind(const std::uint8_t* data, std::size_t size);
int fuzz_gif(const std::uint8_t* data, std::size_t size);
int fuzz_image_header(const std::uint8_t* data, std::size_t size);
int fuzz_jpeg(const std::uint8_t* data, std::size_t size);
int fuzz_json(const std::uint8_t* data, std::size_t size);
int fuzz_merges(const std::uint8_t* data, std::size_t size);
int fuzz_png(const std::uint8_t* data, std::size_t size);
int fuzz_repaired_text(const std::uint8_t* data, std::size_t size);
int fuzz_run_folder(const std::uint8_t* data, std::size_t size);
int fuzz_safetensors_header(const std::uint8_t* data, std::size_t size);
int fuzz_tar(const std::uint8_t* data, std::size_t size);
int fuzz_tokenizer_json(const std::uint8_t* data, std::size_t size);
int fuzz_tokens(const std::uint8_t* data, std::size_t size);
int fuzz_toml(const std::uint8_t* data, std::size_t size);
int fuzz_vocabulary(const std::uint8_t* data, std::size_t size);

// With LibTorch.
int fuzz_annotation(const std::uint8_t* data, std::size_t size);
int fuzz_checkpoint(const std::uint8_t* data, std::size_t size);
int fuzz_open_clip(const std::uint8_t* data, std::size_t size);
int fuzz_pair_list(const std::uint8_t* data, std::size_t size);
int fuzz_pair_text(const std::uint8_t* data, std::size_t size);
int fuzz_reference_list(const std::uint8_t* data, std::size_t size);
int fuzz_reference_texts(const std::uint8_t* data, std::size_t size);
int fuzz_safetensors(const std::uint8_t* data, std::size_t size);
int fuzz_shard_index(const std::uint8_t* data, std::size_t size);
int fuzz_templates(const std::uint8_t* data, std::size_t size);

namespace sdkt_fuzz {

/// An input to begin with.
struct seed {
  std::string name;
  std::string bytes;
  bool whole_only = false;  ///< too large to be cut, changed and given to a fuzzer
};

/// A target, what it begins with, and how much memory its parser's comment allows.
struct target {
  std::string name;
  int (*run)(const std::uint8_t*, std::size_t);
  std::vector<seed> seeds;
  std::size_t multiple;  ///< bytes of memory a byte of the file
  std::size_t constant;  ///< bytes of memory for any file
};

/// The targets of this program.
std::vector<target> targets();

}  // namespace sdkt_fuzz
