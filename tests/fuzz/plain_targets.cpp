// SPDX-License-Identifier: MIT
//
// The targets without LibTorch, each with the memory that its parser's comment allows.
#include "seeds/seeds.hpp"

namespace sdkt_fuzz {

std::vector<target> targets() {
  constexpr std::size_t small = 64 << 10;    // paths, sentences, the target's own lists
  constexpr std::size_t words = 1 << 20;     // the byte symbols, which every vocabulary has
  constexpr std::size_t pixels = 180'224;    // 16,384 pixels a byte, 11 bytes a pixel
  constexpr std::size_t images = 18 << 20;   // blocks of a thin JPEG, and what libjpeg and libpng begin with
  constexpr std::size_t unpacked = 2 << 20;  // what the packed seeds hold
  return {
      {"bmp", fuzz_bmp, bmp_seeds(), pixels, images},
      {"config", fuzz_config, config_seeds(), 200, 1 << 18},
      {"file_kind", fuzz_file_kind, file_kind_seeds(), 8, 2 << 20},
      {"gif", fuzz_gif, gif_seeds(), pixels, images},
      {"image_header", fuzz_image_header, image_header_seeds(), pixels, images},
      {"jpeg", fuzz_jpeg, jpeg_seeds(), pixels, images},
      {"json", fuzz_json, json_seeds(), 80, small},
      {"merges", fuzz_merges, merges_seeds(), 64, words + unpacked},
      {"png", fuzz_png, png_seeds(), pixels, images},
      {"repaired_text", fuzz_repaired_text, repaired_text_seeds(), 64, small},
      {"run_folder", fuzz_run_folder, run_folder_seeds(), 128, small},
      {"safetensors_header", fuzz_safetensors_header, safetensors_header_seeds(), 24, small},
      {"tar", fuzz_tar, tar_seeds(), 8, small},
      {"tokenizer_json", fuzz_tokenizer_json, tokenizer_json_seeds(), 64, words},
      {"tokens", fuzz_tokens, text_seeds(), 48, small},
#ifdef SDKT_FUZZ_TOML
      {"toml", fuzz_toml, toml_seeds(), 128, small},
#endif
      {"vocabulary", fuzz_vocabulary, vocabulary_seeds(), 64, words},
  };
}

}  // namespace sdkt_fuzz
