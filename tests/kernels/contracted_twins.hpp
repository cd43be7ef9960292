// SPDX-License-Identifier: MIT
//
// Twins of the kernels whose products and sums are contracted, as on a device.
#pragma once

#include <sdkt/cuda/kernel_set.hpp>

namespace sdkt_test {

const sdkt::cuda::kernel_set& contracted_twins();

}  // namespace sdkt_test
