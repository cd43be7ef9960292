// SPDX-License-Identifier: MIT
//
// Definitions of batch_result.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/topk.h>
#include <ATen/ops/zeros.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/evaluate/batch_result.hpp>
#include <sdkt/evaluate/evaluation_plan.hpp>

namespace sdkt::evaluate {

SDKT_INLINE best_classes best_two_classes(const at::Tensor& logits_NC) {
  auto [values, indices] = at::topk(logits_NC, std::min<std::int64_t>(2, logits_NC.size(1)), 1);
  return {std::move(values), std::move(indices)};
}

SDKT_INLINE std::vector<batch_result> gather_results(const distributed::processes& group,
                                                     const std::optional<batch_result>& own,
                                                     const std::vector<evaluation_piece>& parts,
                                                     std::int64_t feature_width, const at::Device& device) {
  // One row per image: logits and labels of both label spaces, which a double holds exactly. The last row has the
  // distance, and how many columns of each pair there are.
  std::int64_t rows = 0;
  for (const evaluation_piece& part : parts) rows = std::max(rows, part.count);
  at::Tensor packed = at::zeros({rows + 1, 8}, at::device(device).dtype(at::kDouble));
  const auto put = [&](const at::Tensor& values_N2, std::int64_t column) {
    packed.narrow(0, 0, values_N2.size(0)).narrow(1, column, values_N2.size(1)).copy_(values_N2);
  };
  if (own) {
    const at::Tensor last = packed.select(0, rows);
    last.select(0, 0).copy_(own->distance);
    if (own->own.logits_N2.defined()) {
      put(own->own.logits_N2, 0);
      put(own->own.labels_N2, 2);
      put(own->joined.logits_N2, 4);
      put(own->joined.labels_N2, 6);
      last.select(0, 1).fill_(own->own.logits_N2.size(1));
      last.select(0, 2).fill_(own->joined.logits_N2.size(1));
    }
  }
  const at::Tensor all = group.group().all_gather(packed);

  at::Tensor features;
  if (feature_width > 0) {
    at::Tensor padded = at::zeros({rows, feature_width}, at::device(device).dtype(at::kFloat));
    if (own) padded.narrow(0, 0, own->part.count).copy_(own->features_NE);
    features = group.group().all_gather(padded);
  }

  std::vector<batch_result> results;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const at::Tensor one = all.select(0, static_cast<std::int64_t>(i));
    const at::Tensor last = one.select(0, rows);
    const auto pair = [&](std::int64_t column, std::int64_t columns) {
      const at::Tensor values = one.narrow(0, 0, parts[i].count).narrow(1, column, columns);
      const at::Tensor labels = one.narrow(0, 0, parts[i].count).narrow(1, column + 2, columns);
      return best_classes{values.to(at::kFloat).contiguous(), labels.to(at::kLong).contiguous()};
    };
    batch_result result{parts[i], last.select(0, 0)};
    const auto own_columns = last.select(0, 1).item<std::int64_t>();
    if (own_columns > 0) {
      result.own = pair(0, own_columns);
      result.joined = pair(4, last.select(0, 2).item<std::int64_t>());
    }
    if (features.defined())
      result.features_NE = features.select(0, static_cast<std::int64_t>(i)).narrow(0, 0, parts[i].count);
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace sdkt::evaluate
