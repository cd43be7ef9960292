// SPDX-License-Identifier: MIT
//
// Safetensors files: the header, the metadata and every tensor's values.
#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/weights/safetensors.hpp>

int fuzz_safetensors(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  const auto path = folder.write("a.safetensors", sdkt_fuzz::text_of(data, size));
  constexpr std::size_t most_read = 64;
  sdkt_fuzz::accepts([&] {
    const sdkt::weights::safetensors_file file{path};
    sdkt_fuzz::expect(file.metadata().size() <= size, "more metadata than bytes");
    std::size_t num_read = 0;
    for (const std::string& name : file.names()) {
      if (++num_read > most_read) break;
      sdkt_fuzz::accepts([&] {
        const at::Tensor values = file.read(name);
        sdkt_fuzz::expect(values.sizes() == at::IntArrayRef{file.shape(name)}, "a tensor of another shape");
        sdkt_fuzz::expect(values.nbytes() <= 2 * size, "a tensor larger than its file");
      });
    }
    file.read("no such tensor");
  });
  return 0;
}
