// SPDX-License-Identifier: MIT
//
// A libFuzzer program of the target that SDKT_FUZZ_TARGET names.
#include "targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return SDKT_FUZZ_TARGET(data, size);
}
