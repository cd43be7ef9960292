// SPDX-License-Identifier: MIT
//
// Operations on flat vectors part by part, so that intermediate results stay in the cache.
#pragma once

#include <algorithm>
#include <cstdint>

#include <ATen/core/Tensor.h>

namespace sdkt::detail {

/// Calls visit(part of first_Q, same part of the others ...) for all parts in turn.
///
/// Cost: on a CPU, the fresh memory pages of a temporary as long as the weights cost more than all arithmetic
/// of a penalty, so a part has 2^20 elements. Elsewhere the allocator keeps memory, and there is one part.
template <class Visit, class... Vectors>
void by_parts(const Visit& visit, const at::Tensor& first_Q, const Vectors&... others_Q) {
  const std::int64_t size = first_Q.numel();
  const std::int64_t part = first_Q.is_cpu() ? std::int64_t{1} << 20 : std::max<std::int64_t>(size, 1);
  for (std::int64_t begin = 0; begin < size; begin += part) {
    const std::int64_t length = std::min(part, size - begin);
    visit(first_Q.narrow(0, begin, length), others_Q.narrow(0, begin, length)...);
  }
}

/// The sum of the elementwise product of flat vectors of any type, computed in double.
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
