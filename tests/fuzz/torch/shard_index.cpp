// SPDX-License-Identifier: MIT
//
// A model.safetensors.index.json beside one file of weights.
#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/clip/load.hpp>
#include <sdkt/clip/shards.hpp>

int fuzz_shard_index(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  static const auto one_tensor = [] {
    std::string header = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
    header.resize(56, ' ');
    return folder.write("model-1.safetensors", std::string{"\x38\0\0\0\0\0\0\0", 8} + header + "data");
  }();
  const auto index = folder.write("model.safetensors.index.json", sdkt_fuzz::text_of(data, size));
  sdkt_fuzz::accepts([&] { sdkt::clip::detail::open_shards(index); });
  return 0;
}
