// SPDX-License-Identifier: MIT
//
// The JSON header of a safetensors file, with the data behind its first NUL.
#include <algorithm>
#include <limits>

#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/weights/safetensors_header.hpp>

int fuzz_safetensors_header(const std::uint8_t* data, std::size_t size) {
  const std::string_view all = sdkt_fuzz::text_of(data, size);
  const std::size_t end = std::min(all.find('\0'), all.size());
  const std::uint64_t data_size = size - std::min(end + 1, size);
  sdkt::detail::safetensors_header_reader header;
  if (!sdkt::detail::read_json(all.substr(0, end), header)) {
    sdkt_fuzz::expect(!header.problem.empty(), "a refusal without a word");
    return 0;
  }
  if (!sdkt::detail::safetensors_problem(header.entries, data_size).empty()) return 0;
  std::uint64_t sum = 0;
  for (const auto& [name, entry] : header.entries) {
    std::uint64_t bytes = sdkt::detail::safetensors_element_size(entry.dtype);
    std::uint64_t stride = bytes;  // as LibTorch computes it, where an axis of 0 counts as 1
    bool overflows = false;
    for (const std::int64_t axis : entry.shape) {
      bytes *= static_cast<std::uint64_t>(axis);
      overflows = __builtin_mul_overflow(stride, static_cast<std::uint64_t>(std::max<std::int64_t>(axis, 1)),
                                         &stride) ||
                  overflows;
    }
    sdkt_fuzz::expect(!overflows && stride <= std::numeric_limits<std::int64_t>::max(),
                      "a shape that overflows");
    sdkt_fuzz::expect(bytes == entry.end - entry.begin, "a tensor that does not fill its place");
    sum += bytes;
  }
  sdkt_fuzz::expect(sum == data_size, "tensors that do not fill the file");
  return 0;
}
