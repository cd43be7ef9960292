// SPDX-License-Identifier: MIT
//
// The targets that need LibTorch, each with the memory that its parser's comment allows.
#include "seeds/seeds.hpp"

namespace sdkt_fuzz {

std::vector<target> targets() {
  constexpr std::size_t small = 64 << 10;  // paths, sentences, the target's own lists
  constexpr std::size_t halves = 4 << 20;  // the buffer through which half-precision values are read
  return {
      {"annotation", fuzz_annotation, annotation_seeds(), 128, small},
      {"checkpoint", fuzz_checkpoint, checkpoint_seeds(), 80, small},
      {"open_clip", fuzz_open_clip, open_clip_seeds(), 32, halves},
      {"pair_list", fuzz_pair_list, pair_list_seeds(), 128, small},
      {"pair_text", fuzz_pair_text, pair_text_seeds(), 80, small},
      {"reference_list", fuzz_reference_list, reference_list_seeds(), 128, small},
      {"reference_texts", fuzz_reference_texts, reference_texts_seeds(), 112, small},
      {"safetensors", fuzz_safetensors, safetensors_seeds(), 24, halves},
      {"shard_index", fuzz_shard_index, shard_index_seeds(), 200, small},
      {"templates", fuzz_templates, templates_seeds(), 80, small},
  };
}

}  // namespace sdkt_fuzz
