// SPDX-License-Identifier: MIT
//
// Herding: chooses the few images whose mean feature is nearest to the mean of all images.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/addmv.h>
#include <ATen/ops/empty.h>
#include <gsl/assert>

#include <sdkt/base/error.hpp>
#include <sdkt/concepts/hooks.hpp>

namespace sdkt::extension {

/// The rows of a herding, in the order in which they are picked. Pick k + 1 is the row f, among those not yet
/// picked, that minimises
///
///     || mean - (f + sum of the picked rows) / (k + 1) ||^2
///
/// where mean is the plain mean of all rows.
///
/// Shapes: features [N, E] of any floating type.
/// Result: min(count, N) indices; the lowest index among equal rows. Rows count as equal if they differ by at
/// most 16 roundings at unit length. The first k indices are the herding of k.
/// Cost: a matrix-vector product per pick on the features' device, without synchronisation between the first
/// pick and the last.
/// Errors: data_error if features are not finite.
/// Source: iCaRL (arXiv 1611.07725), algorithm 4, as in ZSCL's code.
/// Differs: the paper herds the images of one class, and its code scales the mean to unit length.
[[nodiscard]] inline std::vector<std::int64_t> herd(const at::Tensor& features_NE, std::int64_t count) {
  Expects(features_NE.dim() == 2 && count >= 0);
  const at::NoGradGuard no_grad;
  count = std::min(count, features_NE.size(0));
  if (count == 0) return {};
  if (!features_NE.isfinite().all().item<bool>()) {
    throw data_error{"herding", "the features of an image are not finite",
                     "the model has diverged: train with a lower learning rate"};
  }
  // With the residual r = (k + 1) mean - sum of the picked rows, the best row minimises |f|^2 / 2 - r.f. The
  // residual stays short for any number of picks, so no large numbers cancel.
  const auto type = features_NE.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  const at::Tensor rows_NE = features_NE.to(type);
  const double tolerance = 16 * (type == at::kDouble ? std::numeric_limits<double>::epsilon()
                                                     : double{std::numeric_limits<float>::epsilon()});
  const at::Tensor mean_E = rows_NE.mean(0, /*keepdim=*/false, at::kDouble);
  at::Tensor residual_E = mean_E.clone();
  at::Tensor half_square_N = rows_NE.square().sum(1).mul_(0.5);
  at::Tensor picked = at::empty({count}, rows_NE.options().dtype(at::kLong));
  for (std::int64_t k = 0; k < count; ++k) {
    const at::Tensor cost_N =
        at::addmv(half_square_N, rows_NE, residual_E.to(type), /*beta=*/1, /*alpha=*/-1);
    const at::Tensor is_best_N = cost_N.le(cost_N.min().add(tolerance));
    const at::Tensor best = is_best_N.to(at::kByte).argmax(0, /*keepdim=*/true);
    picked.narrow(0, k, 1).copy_(best);
    residual_E = residual_E.add(mean_E).sub_(rows_NE.index_select(0, best).squeeze(0));
    half_square_N.index_fill_(0, best, std::numeric_limits<double>::infinity());
  }
  picked = picked.cpu();
  const auto* index = picked.const_data_ptr<std::int64_t>();
  return {index, index + count};
}

}  // namespace sdkt::extension

namespace sdkt::detail {

/// The unit features [n, E] of the first n = min(limit, number of images) images of a task, from the model
/// just trained.
inline at::Tensor features_of(const task_end& end, std::int64_t limit) {
  Expects(end.features != nullptr && end.samples != nullptr);
  limit = std::min(limit, static_cast<std::int64_t>(end.samples->size()));
  at::Tensor features_NE;
  std::int64_t seen = 0;
  end.features(limit, [&](std::int64_t first, const at::Tensor& features_BE) {
    if (!features_NE.defined()) features_NE = at::empty({limit, features_BE.size(1)}, features_BE.options());
    features_NE.narrow(0, first, features_BE.size(0)).copy_(features_BE);
    seen += features_BE.size(0);
  });
  Ensures(seen == limit);
  return features_NE;
}

}  // namespace sdkt::detail
