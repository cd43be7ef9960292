// SPDX-License-Identifier: MIT
//
// Weights whose architecture is told by the shapes of their tensors.
#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/clip/key_names.hpp>
#include <sdkt/clip/load.hpp>
#include <sdkt/clip/shape_numbers.hpp>
#include <sdkt/clip/weight_source.hpp>

int fuzz_open_clip(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  const auto path = folder.write("a.safetensors", sdkt_fuzz::text_of(data, size));
  sdkt_fuzz::accepts([&] {
    namespace clip = sdkt::clip;
    clip::detail::weight_source source{path};
    source.add_file(path);
    source.settle();
    clip::find_convention(source.keys());
    const clip::architecture numbers = clip::detail::architecture_of_shapes(source);
    const sdkt::weight_layout table = clip::make_layout(numbers).table;
    const at::Tensor weights_P = source.read_weights(table, clip::key_convention::open_clip);
    sdkt_fuzz::expect(weights_P.numel() == table.size(), "weights of another number");
  });
  return 0;
}
