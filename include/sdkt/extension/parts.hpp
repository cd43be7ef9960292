// SPDX-License-Identifier: MIT
//
// Flat vectors piece by piece, so that what is computed on the way to a result stays in the cache.
#pragma once

#include <algorithm>
#include <cstdint>

#include <ATen/core/Tensor.h>

namespace sdkt::detail {

/// Calls visit(part of first_Q, the same part of the others ...) until all have been seen.
///
/// Cost: on a CPU a temporary as long as the weights costs more in fresh pages than all the arithmetic of a
/// penalty; elsewhere memory is kept by the allocator, and one part is the whole.
template <class Visit, class... Vectors>
void by_parts(const Visit& visit, const at::Tensor& first_Q, const Vectors&... others_Q) {
  const std::int64_t size = first_Q.numel();
  const std::int64_t part = first_Q.is_cpu() ? std::int64_t{1} << 20 : std::max<std::int64_t>(size, 1);
  for (std::int64_t begin = 0; begin < size; begin += part) {
    const std::int64_t length = std::min(part, size - begin);
    visit(first_Q.narrow(0, begin, length), others_Q.narrow(0, begin, length)...);
  }
}

/// The sum of the elementwise product of flat vectors, in double whatever their type.
template <class... Vectors>
double sum_of_products(const at::Tensor& first_Q, const Vectors&... others_Q) {
  double sum = 0;
  by_parts(
      [&](const at::Tensor& first, const auto&... others) {
        at::Tensor product = first.to(at::kDouble, /*non_blocking=*/false, /*copy=*/true);
        (product.mul_(others), ...);
        sum += product.sum().template item<double>();
      },
      first_Q, others_Q...);
  return sum;
}

}  // namespace sdkt::detail
