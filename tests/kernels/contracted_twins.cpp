// SPDX-License-Identifier: MIT
//
// The kernels on the CPU, compiled as a device's compiler compiles them: a product and a sum are one
// operation, which rounds once. A library of its own with hidden names, for the linker would keep one copy of
// an inline function.
#include "contracted_twins.hpp"

#include <sdkt/cuda/twin.hpp>

__attribute__((visibility("default"))) const sdkt::cuda::kernel_set& sdkt_test::contracted_twins() {
  return sdkt::cuda::twin::kernels;
}
